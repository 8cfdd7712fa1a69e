internal import ZeroShot

// What requests say. Members that are null count as left out.

extension OpenAPIDocument {
    /// Padded base64, alone or as a `data:` address.
    private static let base64 =
        #"^(data:image/[A-Za-z0-9.+-]{1,40};base64,)?([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{4}|[A-Za-z0-9+/][AQgw]==|[A-Za-z0-9+/]{2}[AEIMQUYcgkosw048]=)"#

    /// An empty text stands for an empty file, which fails as other files do that are no images.
    private static let image =
        #"{"type": "string", "contentEncoding": "base64", "pattern": \#(quoted(base64 + "?$"))}"#

    private static let onlyImage =
        #"{"type": "string", "contentEncoding": "base64", "pattern": \#(quoted(base64 + "$"))}"#

    private static let text = ##""type": "string", "pattern": "[^\\s\\u0085]""##

    var requestSchemas: String {
        let length = limits.promptLength
        return """
            "Image": {
              "description": "An image: its bytes, \(configuration.fetchesURLs ? "an address, " : "")or one that was sent before.",
              "oneOf": [\(imageForms.joined(separator: ", "))]
            },
            "LabelName": {\(Self.plainText), "maxLength": \(length)},
            "Label": {
              "description": "A class: its name, or an object with other names that templates are filled with, and a sentence about it.",
              "anyOf": [
                \(Self.reference("LabelName")),
                {
                  "type": "object", "required": ["label"], "additionalProperties": false,
                  "properties": {
                    "label": \(Self.reference("LabelName")),
                    "names": {
                      "type": ["array", "null"], "minItems": 1, "uniqueItems": true,
                      "items": \(Self.reference("LabelName"))
                    },
                    "description": {"anyOf": [\(Self.reference("LabelName")), {"type": "null"}]}
                  }
                }
              ]
            },
            "Labels": {
              "type": "array", "minItems": 2, "maxItems": \(limits.labels),
              "items": \(Self.reference("Label"))
            },
            "LabelsText": {
              "description": "Labels, split at commas; quote one that holds a comma.",
              "type": "string", "pattern": "^[A-Za-z0-9][A-Za-z0-9 -]*(,[A-Za-z0-9 -]*[A-Za-z0-9][A-Za-z0-9 -]*){0,\(limits.labels - 1)}$",
              "maxLength": \(length), "examples": ["owl,fox,tree frog"]
            },
            "Template": {
              "description": "A text with one place for the class name: {class}, {}, {c} or {a class}.",
              "type": "string", "maxLength": \(length),
              "pattern": "^[^{}]*\\\\{(class|c|a class)?\\\\}[^{}]*$", "examples": ["a photo of a {class}"]
            },
            "Templates": {"type": "array", "minItems": 1, "maxItems": 1000, "items": \(Self.reference("Template"))},
            "TemplateSetName": {"type": "string", "enum": \(Self.list(TemplateSet.named.map(\.name)))},
            "Prompts": {
              "description": "Sentences for each class.",
              "type": "object", "minProperties": 2, "maxProperties": \(limits.labels),
              "propertyNames": \(Self.reference("LabelName")),
              "additionalProperties": {
                "type": "array", "minItems": 1, "items": \(Self.reference("LabelName"))
              },
              "examples": [{"tree frog": ["A tree frog has toe pads."], "owl": ["An owl has large eyes."]}]
            },
            "ClassifyByLabels": \(classify(required: ["labels"], Self.labelMembers + [
                (#""prompts""#, Self.null), (#""labelSet""#, Self.null),
                (#""withTemplates""#, #"{"enum": [false, null]}"#),
            ])),
            "ClassifyByPrompts": \(classify(required: ["prompts"], Self.promptMembers + [
                (#""labels""#, Self.null), (#""labelSet""#, Self.null),
            ], also: Self.templatesNeedLeave)),
            "ClassifyByLabelSet": \(classify(required: ["labelSet"], [
                (#""labelSet""#, Self.reference("LabelSetName")), (#""labels""#, Self.null),
                (#""prompts""#, Self.null), (#""templates""#, Self.null),
                (#""templateSet""#, Self.null), (#""withTemplates""#, Self.null),
                (#""averaging""#, Self.null),
            ])),
            "LabelSetName": {"type": "string", "pattern": "^[A-Za-z0-9_-][A-Za-z0-9._-]{0,63}$"},
            "ClassifyRequest": {
              "oneOf": [
                \(Self.reference("ClassifyByLabels")), \(Self.reference("ClassifyByPrompts")),
                \(Self.reference("ClassifyByLabelSet"))
              ]
            },
            "LabelSetRequest": {
              "oneOf": [
                \(object(required: ["labels"], peopleMembers + Self.labelMembers + [
                    (#""prompts""#, Self.null),
                    (#""withTemplates""#, #"{"enum": [false, null]}"#),
                ], also: Self.oneSourceOfTemplates)),
                \(object(required: ["prompts"], peopleMembers + Self.promptMembers + [
                    (#""labels""#, Self.null)
                ], also: Self.templatesNeedLeave))
              ]
            },
            "EmbeddingsRequest": \(object(required: [], [
                (#""checkpoint""#, checkpointName),
                (#""images""#, Self.orNull(imageList(atLeast: 0))),
                (#""texts""#, Self.orNull(texts)),
                (#""consentPolicy""#, Self.orNull(Self.reference("Terms"))),
            ], also: Self.somethingToEmbed)),
            "Terms": {
              "description": "The terms under which the people in the images agreed; recorded word for word.",
              \(Self.text)
            },
            "HuggingFaceRequest": {
              "type": "object", "required": ["inputs", "parameters"], "additionalProperties": false,
              "properties": {
                "inputs": \(Self.onlyImage),
                "parameters": {
                  "type": "object", "required": ["candidate_labels"], "additionalProperties": false,
                  "properties": {
                    "candidate_labels": {"anyOf": [\(Self.reference("Labels")), \(Self.reference("LabelsText"))]},
                    "hypothesis_template": \(Self.orNull(Self.reference("Template")))
                  }
                },
                "options": {
                  "description": "Taken, and without effect.", "type": ["object", "null"],
                  "additionalProperties": false,
                  "properties": {"use_cache": {}, "use_gpu": {}, "wait_for_model": {}}
                }
              }
            }
            """
    }

    /// Forms say the same in plain fields, or in one field `request` as JSON.
    var formSchemas: String {
        let image =
            #"{"type": "array", "minItems": 1, "maxItems": \#(limits.images), "items": {"type": "string", "contentMediaType": "application/octet-stream"}}"#
        return """
            "ClassifyForm": {
              "type": "object", "required": ["image"], "additionalProperties": false,
              "properties": {
                "image": \(image),
                "request": {
                  "description": "The JSON of this route, with or without images; then no other field but image.",
                  "type": "string", "contentMediaType": "application/json"
                },
                "labels": \(Self.reference("LabelsText")),
                "labelSet": \(Self.reference("LabelSetName")),
                "prompts": {"description": "Sentences for each class, as JSON.", "type": "string", "contentMediaType": "application/json"},
                "template": {"type": "array", "items": \(Self.reference("Template"))},
                "templateSet": \(Self.reference("TemplateSetName")),
                "withTemplates": {"type": "boolean"},
                "averaging": {"type": "string", "enum": ["normalized", "raw"]},
                "checkpoint": {"type": "string", "enum": \(Self.list(configuration.checkpoints))},
                "top": {"type": "integer", "minimum": 1, "maximum": \(ClassifyInput.mostPlaces)},
                "threshold": {"type": "number", "minimum": -1, "maximum": 1},
                "multiLabel": {"type": "boolean"}, "explain": {"type": "boolean"},
                "containsPeople": {"type": "boolean"}, "consentPolicy": \(Self.reference("Terms"))
              }
            },
            "EmbeddingsForm": {
              "type": "object", "additionalProperties": false,
              "anyOf": [{"required": ["image"]}, {"required": ["text"]}, {"required": ["request"]}],
              "properties": {
                "image": \(image),
                "request": {"type": "string", "contentMediaType": "application/json"},
                "text": {"type": "array", "minItems": 1, "items": {"type": "string", "maxLength": \(limits.promptLength)}},
                "checkpoint": {"type": "string", "enum": \(Self.list(configuration.checkpoints))},
                "consentPolicy": \(Self.reference("Terms"))
              }
            }
            """
    }

    private typealias Member = (name: String, schema: String)

    private static let null = #"{"type": "null"}"#
    /// Blanks are cut off at both ends, and something must be left.
    private static let plainText = text

    private static func orNull(_ schema: String) -> String { "{\"anyOf\": [\(schema), \(null)]}" }

    private var imageForms: [String] {
        let source =
            #""source": {"description": "What the report calls it.", "type": ["string", "null"]}"#
        var forms = [
            ("base64", Self.image),
            ("id", #"{"type": "string", "pattern": "^sha256:[0-9a-f]{64}$"}"#),
        ]
        if configuration.fetchesURLs {
            forms.append(("url", #"{"type": "string", "format": "uri", "pattern": "^https?://"}"#))
        }
        return forms.map { name, schema in
            let others = ["base64", "id", "url"].filter { $0 != name }
                .map { "\"\($0)\": \(Self.null)" }.joined(separator: ", ")
            return """
                {"type": "object", "required": ["\(name)"], "additionalProperties": false,
                 "properties": {"\(name)": \(schema), \(source), \(others)}}
                """
        }
    }

    private func imageList(atLeast count: Int) -> String {
        """
        {"type": "array", "minItems": \(count), "maxItems": \(limits.images), "items": \(Self.reference("Image"))}
        """
    }

    private var texts: String {
        """
        {"type": "array", "maxItems": \(limits.prompts), "items": {"type": "string", "maxLength": \(limits.promptLength)}}
        """
    }

    private var checkpointName: String {
        Self.orNull("{\"type\": \"string\", \"enum\": \(Self.list(configuration.checkpoints))}")
    }

    private static var templateMembers: [Member] {
        [
            (#""templates""#, orNull(reference("Templates"))),
            (#""templateSet""#, orNull(reference("TemplateSetName"))),
            (#""averaging""#, #"{"enum": ["normalized", "raw", null]}"#),
        ]
    }

    private static var labelMembers: [Member] {
        [(#""labels""#, reference("Labels"))] + templateMembers
    }

    private static var promptMembers: [Member] {
        [
            (#""prompts""#, reference("Prompts")),
            (#""withTemplates""#, #"{"type": ["boolean", "null"]}"#),
        ] + templateMembers
    }

    private var peopleMembers: [Member] {
        [
            (#""checkpoint""#, checkpointName),
            (#""containsPeople""#, #"{"type": ["boolean", "null"]}"#),
            (#""consentPolicy""#, Self.orNull(Self.reference("Terms"))),
        ]
    }

    private func classify(
        required: [String], _ members: [Member], also rule: String = oneSourceOfTemplates
    ) -> String {
        let flag = #"{"type": ["boolean", "null"]}"#
        return object(
            required: ["images"] + required,
            [(#""images""#, imageList(atLeast: 1))] + members + peopleMembers + [
                (
                    #""top""#,
                    #"{"type": ["integer", "null"], "minimum": 1, "maximum": \#(ClassifyInput.mostPlaces), "default": 5}"#
                ),
                (#""threshold""#, #"{"type": ["number", "null"], "minimum": -1, "maximum": 1}"#),
                (#""multiLabel""#, flag), (#""explain""#, flag),
            ], also: rule)
    }

    private func object(required: [String], _ members: [Member], also rule: String) -> String {
        """
        {"type": "object", "required": \(Self.list(required)), "additionalProperties": false,
         "properties": {\(members.map { "\($0.name): \($0.schema)" }.joined(separator: ", "))},
         \(rule)}
        """
    }

    private static let oneSourceOfTemplates = #"""
        "not": {"required": ["templates", "templateSet"],
                "properties": {"templates": {"type": "array"}, "templateSet": {"type": "string"}}}
        """#

    /// Beside prompts, templates are used where that is said.
    private static let templatesNeedLeave = #"""
        "allOf": [
          {"not": {"required": ["templates", "templateSet"],
                   "properties": {"templates": {"type": "array"}, "templateSet": {"type": "string"}}}},
          {"if": {"anyOf": [
             {"required": ["templates"], "properties": {"templates": {"type": "array"}}},
             {"required": ["templateSet"], "properties": {"templateSet": {"type": "string"}}}]},
           "then": {"required": ["withTemplates"], "properties": {"withTemplates": {"const": true}}}}
        ]
        """#

    private static let somethingToEmbed = #"""
        "anyOf": [
          {"required": ["images"], "properties": {"images": {"type": "array", "minItems": 1}}},
          {"required": ["texts"], "properties": {"texts": {"type": "array", "minItems": 1}}}
        ]
        """#
}
