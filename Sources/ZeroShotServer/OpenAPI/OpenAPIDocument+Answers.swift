// What requests are answered with.

extension OpenAPIDocument {
    static let reportSchemas = #"""
        "Report": {
          "description": "zeroshot.report/1, as the command prints it, with an id for each image.",
          "type": "object",
          "required": ["schema", "checkpoint", "labels", "templates", "promptsFile", "averaging", "parity", "decoding", "prompts", "scoring", "images", "people", "notices", "readNext"],
          "properties": {
            "schema": {"const": "zeroshot.report/1"},
            "checkpoint": {"$ref": "#/components/schemas/Checkpoint"},
            "labels": {"type": "array", "items": {"type": "string"}},
            "names": {"type": "array", "items": {"type": "array", "items": {"type": "string"}}},
            "templates": {"type": "array", "items": {"type": "string"}},
            "promptsFile": {"type": ["string", "null"]},
            "labelSet": {
              "type": "object", "required": ["path", "sha256"],
              "properties": {"path": {"type": "string"}, "sha256": {"type": "string"}}
            },
            "averaging": {"enum": ["normalized", "raw"]},
            "promptWeights": {"enum": ["per-prompt", "per-source"]},
            "parity": {"enum": ["hf", "openclip"]},
            "decoding": {"type": "string"},
            "prompts": {
              "type": "object", "required": ["count", "truncated"],
              "properties": {
                "count": {"type": "integer"},
                "truncated": {"type": "array", "items": {"$ref": "#/components/schemas/TruncatedPrompt"}}
              }
            },
            "scoring": {
              "type": "object", "required": ["similarity", "probability", "logitScale", "logitBias"],
              "properties": {
                "similarity": {"const": "cosine"},
                "probability": {"enum": ["softmax", "sigmoid"]},
                "logitScale": {"type": "number"}, "logitBias": {"type": ["number", "null"]},
                "temperature": {"type": "number"}, "shift": {"type": "number"}
              }
            },
            "multiLabel": {"const": true},
            "images": {"type": "array", "items": {"$ref": "#/components/schemas/ImageReport"}},
            "people": {
              "type": "object", "required": ["declared", "consentPolicy"],
              "properties": {"declared": {"type": "boolean"}, "consentPolicy": {"type": ["string", "null"]}}
            },
            "notices": {"type": "array", "items": {"$ref": "#/components/schemas/Notice"}},
            "readNext": {"type": "string"}
          }
        },
        "ImageReport": {
          "type": "object",
          "required": ["source", "id", "width", "height", "predictions", "confidence", "abstention", "people", "notices", "error"],
          "properties": {
            "source": {"type": "string"},
            "id": {
              "description": "Names the image in later requests, as long as it is kept; null for one that failed.",
              "type": ["string", "null"], "pattern": "^sha256:[0-9a-f]{64}$"
            },
            "width": {"type": ["integer", "null"]}, "height": {"type": ["integer", "null"]},
            "predictions": {"type": "array", "items": {"$ref": "#/components/schemas/Prediction"}},
            "confidence": {
              "type": ["object", "null"], "required": ["proxy", "threshold", "flag"],
              "properties": {
                "proxy": {
                  "type": "object", "required": ["kind", "value"],
                  "properties": {"kind": {"enum": ["similarity", "probability"]}, "value": {"type": "number"}}
                },
                "threshold": {"type": "number"}, "flag": {"enum": ["ok", "low"]}
              }
            },
            "abstention": {
              "type": ["object", "null"], "required": ["reason", "threshold", "margin", "message"],
              "properties": {
                "reason": {"type": "string"}, "threshold": {"type": "number"},
                "margin": {"type": ["number", "null"]}, "message": {"type": "string"}
              }
            },
            "people": {
              "type": "object", "required": ["evidence"],
              "properties": {"evidence": {"type": "array", "items": {"type": "string"}}}
            },
            "notices": {"type": "array", "items": {"$ref": "#/components/schemas/Notice"}},
            "error": {"$ref": "#/components/schemas/Failure"},
            "explanation": {
              "type": "object", "required": ["places", "stability", "visible"],
              "properties": {
                "places": {"type": "array", "items": {"type": "object"}},
                "stability": {"type": ["object", "null"]}, "visible": {"type": "object"}
              }
            }
          }
        },
        "Prediction": {
          "type": "object", "required": ["rank", "label", "similarity", "probability"],
          "properties": {
            "rank": {"type": "integer", "minimum": 1}, "label": {"type": "string"},
            "similarity": {"description": "Cosine.", "type": "number", "minimum": -1.001, "maximum": 1.001},
            "probability": {"type": "number", "minimum": 0, "maximum": 1},
            "supportLogit": {"type": "number"}, "decision": {"type": "boolean"}
          }
        },
        "Failure": {
          "description": "Why an image could not be used; null for one that could.",
          "type": ["object", "null"], "required": ["code", "message"],
          "properties": {"code": {"type": "string"}, "message": {"type": "string"}}
        },
        "Notice": {
          "type": "object", "required": ["code", "message"],
          "properties": {"code": {"type": "string"}, "message": {"type": "string"}}
        },
        "TruncatedPrompt": {
          "type": "object", "required": ["label", "prompt", "tokens", "limit", "lost"],
          "properties": {
            "label": {"type": "string"}, "prompt": {"type": "string"}, "tokens": {"type": "integer"},
            "limit": {"type": "integer"}, "lost": {"type": "string"}
          }
        },
        "Checkpoint": {
          "type": "object",
          "required": ["id", "source", "revision", "family", "architecture", "resolution", "embeddingDimension", "fingerprint", "precision"],
          "properties": {
            "id": {"type": "string"}, "source": {"type": "string"},
            "revision": {"type": ["string", "null"]},
            "family": {"type": "string"}, "architecture": {"type": "string"},
            "resolution": {
              "oneOf": [
                {"type": "object", "required": ["width", "height"]},
                {"type": "object", "required": ["maxPatches", "patchSize"]}
              ]
            },
            "embeddingDimension": {"type": "integer"},
            "fingerprint": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
            "precision": {"type": "string"}
          }
        }
        """#

    static let answerSchemas = #"""
        "Error": {
          "type": "object", "required": ["error"], "additionalProperties": false,
          "properties": {
            "error": {
              "type": "object", "required": ["code", "message", "requestId"],
              "additionalProperties": false,
              "properties": {
                "code": {"description": "A word for programs.", "type": "string", "pattern": "^[a-z-]+$"},
                "message": {"description": "A sentence for people.", "type": "string", "minLength": 1},
                "requestId": {"type": "string"}
              }
            }
          },
          "examples": [{"error": {"code": "invalid-request", "message": "images[2].base64: found 7 where a text was expected.", "requestId": "9f0c6a1b2d3e4f50"}}]
        },
        "HuggingFaceError": {
          "type": "object", "required": ["error"], "additionalProperties": false,
          "properties": {"error": {"type": "string", "minLength": 1}}
        },
        "HuggingFaceScores": {
          "type": "array",
          "items": {
            "type": "object", "required": ["score", "label"], "additionalProperties": false,
            "properties": {"score": {"type": "number", "minimum": 0, "maximum": 1}, "label": {"type": "string"}}
          }
        },
        "Embeddings": {
          "type": "object", "required": ["checkpoint", "images", "texts"], "additionalProperties": false,
          "properties": {
            "checkpoint": {"$ref": "#/components/schemas/Checkpoint"},
            "images": {
              "type": "array",
              "items": {
                "type": "object", "required": ["source", "id", "embedding", "error"],
                "additionalProperties": false,
                "properties": {
                  "source": {"type": "string"}, "id": {"type": ["string", "null"]},
                  "embedding": {"type": ["array", "null"], "items": {"type": "number"}},
                  "error": {"$ref": "#/components/schemas/Failure"}
                }
              }
            },
            "texts": {
              "type": "array",
              "items": {
                "type": "object", "required": ["text", "embedding", "truncated"],
                "additionalProperties": false,
                "properties": {
                  "text": {"type": "string"},
                  "embedding": {"type": "array", "items": {"type": "number"}},
                  "truncated": {
                    "description": "What the checkpoint did not see; null for a text that it saw as a whole.",
                    "type": ["object", "null"], "required": ["tokens", "limit", "lost"],
                    "properties": {"tokens": {"type": "integer"}, "limit": {"type": "integer"}, "lost": {"type": "string"}}
                  }
                }
              }
            }
          }
        },
        "CheckpointList": {
          "type": "object", "required": ["checkpoints"], "additionalProperties": false,
          "properties": {
            "checkpoints": {
              "type": "array",
              "items": {
                "type": "object", "required": ["name", "default", "loaded", "summary"],
                "additionalProperties": false,
                "properties": {
                  "name": {"type": "string"}, "default": {"type": "boolean"},
                  "loaded": {"type": "boolean"},
                  "summary": {"anyOf": [{"$ref": "#/components/schemas/Checkpoint"}, {"type": "null"}]}
                }
              }
            }
          }
        },
        "TemplateSetList": {
          "type": "object", "required": ["templateSets"], "additionalProperties": false,
          "properties": {
            "templateSets": {
              "type": "array",
              "items": {
                "type": "object", "required": ["name", "use", "count", "templates"],
                "additionalProperties": false,
                "properties": {
                  "name": {"type": "string"}, "use": {"type": "string"},
                  "count": {"type": "integer"},
                  "templates": {"type": "array", "items": {"type": "string"}}
                }
              }
            }
          }
        },
        "LabelSet": {
          "type": "object",
          "required": ["name", "labels", "prompts", "averaging", "checkpoint", "fingerprint", "sha256", "bytes", "error"],
          "properties": {
            "name": {"type": "string"},
            "labels": {"type": ["array", "null"], "items": {"type": "string"}},
            "prompts": {"description": "How many there are.", "type": ["integer", "null"]},
            "averaging": {"enum": ["normalized", "raw", null]},
            "checkpoint": {"description": "The id of the checkpoint it was compiled for.", "type": ["string", "null"]},
            "fingerprint": {"description": "Of that checkpoint.", "type": ["string", "null"]},
            "sha256": {"description": "Of the file.", "type": ["string", "null"]},
            "bytes": {"description": "Of the file.", "type": ["integer", "null"]},
            "error": {"$ref": "#/components/schemas/Failure"}
          }
        },
        "LabelSetDescription": {
          "allOf": [
            {"$ref": "#/components/schemas/LabelSet"},
            {
              "type": "object", "required": ["templates", "names", "sentences", "calibrated", "notices"],
              "properties": {
                "templates": {"type": "array", "items": {"type": "string"}},
                "names": {"type": "array", "items": {"type": "array", "items": {"type": "string"}}},
                "sentences": {"type": "array", "items": {"type": "array", "items": {"type": "string"}}},
                "calibrated": {"type": "boolean"},
                "notices": {"type": "array", "items": {"$ref": "#/components/schemas/Notice"}}
              }
            }
          ]
        },
        "LabelSetList": {
          "type": "object", "required": ["labelSets"], "additionalProperties": false,
          "properties": {"labelSets": {"type": "array", "items": {"$ref": "#/components/schemas/LabelSet"}}}
        }
        """#
}
