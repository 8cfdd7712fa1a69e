// What can be asked for.

extension OpenAPIDocument {
    var rankingPaths: String {
        """
        "/v1/classify": {
          "post": {
            "operationId": "classify", "tags": ["ranking"],
            "summary": "Ranks classes for one or many images",
            "description": "An image that cannot be used has its row with an error; the others are ranked.",
            "requestBody": {
              "required": true,
              "content": {
                "application/json": {
                  "schema": \(Self.reference("ClassifyRequest")),
                  "example": \(Self.classifyExample)
                },
                "multipart/form-data": {
                  "schema": \(Self.reference("ClassifyForm")),
                  "encoding": {"image": {"contentType": "image/*, application/octet-stream"}}
                }
              }
            },
            "responses": {
              \(Self.result(
                "The report.", schema: Self.reference("Report"), example: Self.reportExample)),
              \(Self.errors([404]))
            }
          }
        },
        "/v1/embeddings": {
          "post": {
            "operationId": "embed", "tags": ["ranking"],
            "summary": "Embeddings of images and texts, of unit length",
            "description": "Each text is taken as it is, without a template.",
            "requestBody": {
              "required": true,
              "content": {
                "application/json": {
                  "schema": \(Self.reference("EmbeddingsRequest")),
                  "example": {"texts": ["a photo of an owl"]}
                },
                "multipart/form-data": {
                  "schema": \(Self.reference("EmbeddingsForm")),
                  "encoding": {"image": {"contentType": "image/*, application/octet-stream"}}
                }
              }
            },
            "responses": {
              \(Self.result(
                "One vector for each image that could be read, and for each text.",
                schema: Self.reference("Embeddings"), example: Self.embeddingsExample)),
              \(Self.errors([404], refuses: false))
            }
          }
        }
        """
    }

    var labelSetPaths: String {
        """
        "/v1/label-sets": {
          "get": {
            "operationId": "listLabelSets", "tags": ["label sets"], "summary": "All label sets",
            "responses": {
              \(Self.result(
                "In the order of their names; one that cannot be read says why.",
                schema: Self.reference("LabelSetList"),
                example: "{\"labelSets\": [\(Self.labelSetExample)]}")),
              \(Self.listErrors)
            }
          }
        },
        "/v1/label-sets/{name}": {
          "parameters": [{
            "name": "name", "in": "path", "required": true,
            "schema": {"type": "string", "pattern": "^[A-Za-z0-9_-][A-Za-z0-9._-]{0,63}$"},
            "example": "animals"
          }],
          "get": {
            "operationId": "readLabelSet", "tags": ["label sets"],
            "summary": "What a label set holds, or its file",
            "description": "With 'Accept: application/octet-stream', the file that the command reads.",
            "responses": {
              "200": {
                "description": "The label set.",
                "headers": {"X-Request-Id": {"$ref": "#/components/headers/X-Request-Id"}},
                "content": {
                  "application/json": {
                    "schema": \(Self.reference("LabelSetDescription")),
                    "example": \(Self.labelSetDescriptionExample)
                  },
                  "application/octet-stream": {}
                }
              },
              \(Self.listErrors), \(Self.references([400, 404]))
            }
          },
          "put": {
            "operationId": "keepLabelSet", "tags": ["label sets"],
            "summary": "Compiles classes and keeps them, or keeps a label set file",
            "requestBody": {
              "required": true,
              "content": {
                "application/json": {
                  "schema": \(Self.reference("LabelSetRequest")),
                  "example": {"labels": ["fox", "owl"], "templates": ["a photo of a {class}"]}
                },
                "application/octet-stream": {"schema": {"type": "string", "format": "binary"}}
              }
            },
            "responses": {
              \(Self.result(
                "It took the place of another.", schema: Self.reference("LabelSetDescription"),
                example: Self.labelSetDescriptionExample)),
              \(Self.result(
                "It is new.", schema: Self.reference("LabelSetDescription"),
                example: Self.labelSetDescriptionExample, status: 201)),
              \(Self.errors([404, 507]))
            }
          },
          "delete": {
            "operationId": "removeLabelSet", "tags": ["label sets"], "summary": "Forgets a label set",
            "responses": {
              "204": {
                "description": "It is gone.",
                "headers": {"X-Request-Id": {"$ref": "#/components/headers/X-Request-Id"}}
              },
              \(Self.listErrors), \(Self.references([400, 404]))
            }
          }
        }
        """
    }

    var listPaths: String {
        """
        "/v1/checkpoints": {
          "get": {
            "operationId": "listCheckpoints", "tags": ["lists"],
            "summary": "The checkpoints that may be asked for, the default one first",
            "responses": {
              \(Self.result(
                "The checkpoints.", schema: Self.reference("CheckpointList"),
                example: Self.checkpointsExample)),
              \(Self.listErrors)
            }
          }
        },
        "/v1/template-sets": {
          "get": {
            "operationId": "listTemplateSets", "tags": ["lists"],
            "summary": "The sets of templates that may be named",
            "responses": {
              \(Self.result(
                "The sets.", schema: Self.reference("TemplateSetList"),
                example: Self.templateSetsExample)),
              \(Self.listErrors)
            }
          }
        }
        """
    }

    var huggingFacePaths: String {
        let model = """
            "parameters": [{
              "name": "id", "in": "path", "required": true,
              "description": "Names a checkpoint of this server; it may have a slash in it.",
              "schema": {"type": "string", "minLength": 1, "enum": \(Self.list(configuration.checkpoints))}
            }],
            """
        let page = """
            "get": {
              "operationId": "page", "tags": ["operation"], "security": [],
              "summary": "The page on which people rank images",
              "responses": {
                "200": {"description": "The page.", "content": {"text/html": {}}},
                "304": {"description": "It did not change."},
                \(Self.references([421, 500, 503], to: "HuggingFaceError")),
                \(Self.references(Self.beforeThePath))
              }
            },
            """
        return """
            "/": {\(page) \(huggingFacePost("classifyWithDefault", errors: []))},
            "/models/{id}": {\(model) \(huggingFacePost("classifyWithModel", errors: [404]))},
            "/pipeline/zero-shot-image-classification/{id}": {
              \(model) \(huggingFacePost("classifyWithPipeline", errors: [404]))
            }
            """
    }

    private func huggingFacePost(_ identifier: String, errors: [Int]) -> String {
        """
        "post": {
          "operationId": "\(identifier)", "tags": ["Hugging Face"],
          "summary": "Ranks labels for one image, as the zero-shot image classification pipeline does",
          "description": "The default template is 'This is a photo of {}.'. Labels of a raw image stand in the query; those of JSON in it.",
          "parameters": [
            {
              "name": "candidate_labels", "in": "query",
              "description": "For a raw image: labels, split at commas; may be repeated.",
              "schema": {"type": "array", "minItems": 1, "items": \(Self.reference("LabelsText"))},
              "example": ["owl,fox"]
            },
            {
              "name": "hypothesis_template", "in": "query", "description": "For a raw image.",
              "schema": \(Self.reference("Template"))
            }
          ],
          "requestBody": {
            "required": true,
            "content": {
              "application/json": {
                "schema": \(Self.reference("HuggingFaceRequest")),
                "example": \(Self.huggingFaceExample)
              },
              "image/*": {"schema": {"type": "string", "format": "binary"}},
              "application/octet-stream": {"schema": {"type": "string", "format": "binary"}}
            }
          },
          "responses": {
            \(Self.result(
                "All labels, best first.", schema: Self.reference("HuggingFaceScores"),
                example: #"[{"score": 0.93, "label": "owl"}, {"score": 0.07, "label": "fox"}]"#)),
            \(Self.errors(errors, huggingFace: true))
          }
        }
        """
    }

    var operationPaths: String {
        let statuses = [
            ("healthz", "Whether the process lives"),
            ("readyz", "Whether it answers at full speed"),
        ]
        let probes = statuses.map { name, summary in
            """
            "/\(name)": {
              "get": {
                "operationId": "\(name)", "tags": ["operation"], "security": [],
                "summary": "\(summary)",
                "responses": {
                  "200": {"description": "It does.", "content": {"text/plain": {"schema": {"type": "string"}}}},
                  \(name == "readyz"
                    ? #""503": {"description": "The default checkpoint is being loaded.", "content": {"text/plain": {"schema": {"type": "string"}}}},"#
                    : "")
                  \(Self.probeErrors)
                }
              }
            }
            """
        }
        return """
            \(probes.joined(separator: ",\n")),
            "/metrics": {
              "get": {
                "operationId": "metrics", "tags": ["operation"],
                "summary": "What was counted and measured, for Prometheus",
                "responses": {
                  "200": {"description": "Prometheus text.", "content": {"text/plain": {"schema": {"type": "string"}}}},
                  \(Self.listErrors)
                }
              }
            },
            "/openapi.json": {
              "get": {
                "operationId": "openapi", "tags": ["operation"], "security": [],
                "summary": "This document",
                "responses": {
                  "200": {"description": "OpenAPI 3.1.", "content": {"application/json": {"schema": {"type": "object", "required": ["openapi"]}}}},
                  \(Self.listErrors)
                }
              }
            },
            "/page/{file}": {
              "get": {
                "operationId": "pageFile", "tags": ["operation"], "security": [],
                "summary": "A file of the page",
                "parameters": [{"name": "file", "in": "path", "required": true, "schema": {"type": "string", "minLength": 1}, "example": "style.css"}],
                "responses": {
                  "200": {"description": "The file.", "content": {"text/css": {}, "text/javascript": {}, "text/html": {}, "image/svg+xml": {}}},
                  "304": {"description": "It did not change."},
                  "404": {"$ref": "#/components/responses/Error404"},
                  \(Self.listErrors)
                }
              }
            }
            """
    }

    private static let listErrors = references([401, 403, 408, 421, 431, 500, 503])

    private static let probeErrors = references([403, 408, 421, 431, 500])
}
