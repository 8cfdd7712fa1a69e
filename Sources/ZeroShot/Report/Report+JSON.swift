// The members of `zeroshot.report/1`, in its order.

extension RunReport {
    /// What stands before the images.
    var membersBeforeImages: [OrderedJSON.Member] {
        [
            .init(name: "schema", value: .string(Self.schema)),
            .init(name: "checkpoint", value: checkpoint.json),
            .init(name: "labels", value: .texts(labels)),
            .init(name: "templates", value: .texts(templates)),
            .init(name: "promptsFile", value: .text(promptsFile)),
            .init(name: "averaging", value: .string(averaging.rawValue)),
            .init(name: "parity", value: .string(parity.rawValue)),
            .init(name: "decoding", value: .string(decoding.rawValue)),
            .init(name: "prompts", value: prompts.json),
            .init(name: "scoring", value: scoring.json),
        ]
    }

    /// What stands behind the images.
    func membersAfterImages(notices: [Notice]) -> [OrderedJSON.Member] {
        [
            .init(name: "people", value: people.json),
            .init(name: "notices", value: .array(notices.map(\.json))),
            .init(name: "readNext", value: .string(Self.readNext)),
        ]
    }
}

extension CheckpointSummary {
    fileprivate var json: OrderedJSON {
        [
            "id": .string(id),
            "source": .string(source),
            "revision": .text(revision),
            "family": .string(family),
            "architecture": .string(architecture),
            "resolution": resolution.json,
            "embeddingDimension": .integer(embeddingDimension),
            "fingerprint": .string(fingerprint),
            "precision": .string(precision),
        ]
    }
}

extension ImageResolution {
    package var json: OrderedJSON {
        switch self {
        case .fixed(let width, let height):
            ["width": .integer(width), "height": .integer(height)]
        case .patches(let maximum, let patchSize):
            ["maxPatches": .integer(maximum), "patchSize": .integer(patchSize)]
        }
    }
}

extension RunReport.Prompts {
    fileprivate var json: OrderedJSON {
        ["count": .integer(count), "truncated": .array(truncated.map(\.json))]
    }
}

extension TruncatedPrompt {
    fileprivate var json: OrderedJSON {
        [
            "label": .string(label),
            "prompt": .string(prompt),
            "tokens": .integer(tokens),
            "limit": .integer(limit),
            "lost": .string(lost),
        ]
    }
}

extension Scoring {
    package var json: OrderedJSON {
        switch self {
        case .softmax(let scale):
            Self.json(probability: "softmax", scale: scale, bias: .null)
        case .sigmoid(let scale, let bias):
            Self.json(probability: "sigmoid", scale: scale, bias: .float(bias))
        }
    }

    private static func json(
        probability: String, scale: Float, bias: OrderedJSON
    ) -> OrderedJSON {
        [
            "similarity": "cosine",
            "probability": .string(probability),
            "logitScale": .float(scale),
            "logitBias": bias,
        ]
    }
}

extension RunReport.People {
    fileprivate var json: OrderedJSON {
        ["declared": .bool(declared), "consentPolicy": .text(consentPolicy)]
    }
}

extension Notice {
    var json: OrderedJSON { ["code": .string(code), "message": .string(message)] }
}

extension ImageReport {
    /// One element of `images`.
    var members: [OrderedJSON.Member] {
        [
            .init(name: "source", value: .string(source)),
            .init(name: "width", value: size.map { .integer($0.width) } ?? .null),
            .init(name: "height", value: size.map { .integer($0.height) } ?? .null),
            .init(name: "predictions", value: .array(predictions.map(\.json))),
            .init(name: "confidence", value: confidence?.json ?? .null),
            .init(name: "abstention", value: .null),
            .init(name: "people", value: ["evidence": .texts(peopleEvidence)]),
            .init(name: "notices", value: .array(notices.map(\.json))),
            .init(name: "error", value: failure?.json ?? .null),
        ]
    }
}

extension Prediction {
    var json: OrderedJSON {
        [
            "rank": .integer(rank),
            "label": .string(label),
            "similarity": .float(similarity),
            "probability": .float(probability),
        ]
    }
}

extension Confidence {
    fileprivate var json: OrderedJSON {
        [
            "proxy": ["kind": .string(proxy.kind.rawValue), "value": .float(proxy.value)],
            "threshold": .float(threshold),
            "flag": .string(flag.rawValue),
        ]
    }
}

extension ImageReport.Failure {
    var json: OrderedJSON { ["code": .string(code), "message": .string(message)] }
}

extension RunSummary {
    /// The counts and notices of the `summary` line.
    var members: [OrderedJSON.Member] {
        [
            .init(
                name: "counts",
                value: [
                    "images": .integer(images),
                    "ranked": .integer(ranked),
                    "failed": .integer(failed),
                    "lowConfidence": .integer(lowConfidence),
                ]
            ),
            .init(
                name: "failures",
                value: .array(
                    failures.sorted { $0.key < $1.key }.map { code, count in
                        ["code": .string(code), "count": .integer(count)]
                    }
                )
            ),
            .init(name: "notices", value: .array(notices.map(\.json))),
        ]
    }
}
