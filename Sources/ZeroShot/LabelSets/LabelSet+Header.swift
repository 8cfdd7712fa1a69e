internal import Crypto
internal import Foundation

// The members of `zeroshot.labelset/1`, sorted by name.

extension LabelSet {
    /// Everything but the vectors.
    package var header: OrderedJSON {
        get throws {
            [
                "averaging": .string(averaging.rawValue),
                "calibration": try calibration?.json ?? .null,
                "checkpoint": checkpoint.sortedJSON,
                "code": code.json,
                "fingerprints": [
                    "checkpoint": .string(checkpoint.fingerprint),
                    "prompts": .string(promptsFingerprint),
                    "tokenizer": .string(tokenizerFingerprint),
                ],
                "labels": .texts(prompts.labels),
                "names": .array(prompts.names.map(OrderedJSON.texts)),
                "parity": .string(parity.rawValue),
                "promptWeights": .string(prompts.weights.rawValue),
                "promptsFile": .text(promptsFile),
                "prototypes": [
                    "count": .integer(prototypes.embeddings.count),
                    "dimension": .integer(prototypes.embeddings.dimension),
                ],
                "sentences": .array(prompts.sentences.map(OrderedJSON.texts)),
                "templates": .texts(prompts.templates.map(\.text)),
                "truncated": .array(truncated.map(\.sortedJSON)),
            ]
        }
    }
}

extension ClassPrompts {
    /// SHA-256, in hexadecimal, over everything that prompts are made of.
    var fingerprint: String {
        let content: OrderedJSON = [
            "labels": .texts(labels),
            "names": .array(names.map(OrderedJSON.texts)),
            "promptWeights": .string(weights.rawValue),
            "sentences": .array(sentences.map(OrderedJSON.texts)),
            "templates": .texts(templates.map(\.text)),
        ]
        return Hexadecimal.text(SHA256.hash(data: Data(content.description.utf8)))
    }
}

extension CheckpointSummary {
    /// All but the fingerprint, which stands beside the others.
    fileprivate var sortedJSON: OrderedJSON {
        [
            "architecture": .string(architecture),
            "embeddingDimension": .integer(embeddingDimension),
            "family": .string(family),
            "id": .string(id),
            "precision": .string(precision),
            "resolution": resolution.sortedJSON,
            "revision": .text(revision),
            "source": .string(source),
        ]
    }
}

extension ImageResolution {
    fileprivate var sortedJSON: OrderedJSON {
        switch self {
        case .fixed(let width, let height):
            ["height": .integer(height), "width": .integer(width)]
        case .patches(let maximum, let patchSize):
            ["maxPatches": .integer(maximum), "patchSize": .integer(patchSize)]
        }
    }
}

extension CodeVersion {
    package var json: OrderedJSON {
        [
            "computation": .integer(computation),
            "instructions": .string(instructions),
            "oneDNN": .string(oneDNN),
            "zeroshot": .string(zeroshot),
        ]
    }
}

extension TruncatedPrompt {
    fileprivate var sortedJSON: OrderedJSON {
        [
            "label": .string(label),
            "limit": .integer(limit),
            "lost": .string(lost),
            "prompt": .string(prompt),
            "tokens": .integer(tokens),
        ]
    }
}

extension Calibration {
    /// As the type encodes itself, sorted by name.
    var json: OrderedJSON {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            let data = try encoder.encode(self)
            return try OrderedJSON(parsing: String(decoding: data, as: UTF8.self))
        }
    }
}
