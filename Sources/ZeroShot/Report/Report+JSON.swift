// The members of `zeroshot.report/1`, in its order.

extension RunReport {
    /// What stands before the images.
    ///
    /// `names`, `labelSet`, `promptWeights`, `multiLabel` and `support` are there only for runs that
    /// ask for something else than usual.
    package var membersBeforeImages: [OrderedJSON.Member] {
        var members: [OrderedJSON.Member] = [
            .init(name: "schema", value: .string(Self.schema)),
            .init(name: "checkpoint", value: checkpoint.json),
            .init(name: "labels", value: .texts(labels)),
        ]
        if !names.isEmpty {
            members.append(.init(name: "names", value: .array(names.map(OrderedJSON.texts))))
        }
        members +=
            [
                .init(name: "templates", value: .texts(templates)),
                .init(name: "promptsFile", value: .text(promptsFile)),
            ] + labelSetMember + [
                .init(name: "averaging", value: .string(averaging.rawValue))
            ]
        if promptWeights != .perPrompt {
            members.append(.init(name: "promptWeights", value: .string(promptWeights.rawValue)))
        }
        members += [
            .init(name: "parity", value: .string(parity.rawValue)),
            .init(name: "decoding", value: .string(decoding.rawValue)),
            .init(name: "prompts", value: prompts.json),
            .init(name: "scoring", value: scoring.json(calibration)),
        ]
        if decisions != nil {
            members.append(.init(name: "multiLabel", value: .bool(true)))
        }
        if let support {
            members.append(.init(name: "support", value: support.json))
        }
        return members
    }

    /// Only where there is a label set.
    private var labelSetMember: [OrderedJSON.Member] {
        labelSet.map { [.init(name: "labelSet", value: $0.json)] } ?? []
    }

    /// What stands behind the images.
    package func membersAfterImages(notices: [Notice]) -> [OrderedJSON.Member] {
        [
            .init(name: "people", value: people.json),
            .init(name: "notices", value: .array(notices.map(\.json))),
            .init(name: "readNext", value: .string(Self.readNext)),
        ]
    }
}

extension CheckpointSummary {
    /// As reports have it.
    package var json: OrderedJSON {
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

extension LabelSet.File {
    package var json: OrderedJSON { ["path": .string(path), "sha256": .string(sha256)] }
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
    var json: OrderedJSON {
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
    package var json: OrderedJSON { json(nil) }

    /// The checkpoint's own numbers, and what a calibration does to the logits that they give.
    fileprivate func json(_ calibration: Calibration?) -> OrderedJSON {
        let (probability, scale, bias): (OrderedJSON, Float, OrderedJSON) =
            switch self {
            case .softmax(let scale): ("softmax", scale, .null)
            case .sigmoid(let scale, let bias): ("sigmoid", scale, .float(bias))
            }
        var members: [OrderedJSON.Member] = [
            .init(name: "similarity", value: "cosine"),
            .init(name: "probability", value: probability),
            .init(name: "logitScale", value: .float(scale)),
            .init(name: "logitBias", value: bias),
        ]
        if let calibration {
            members.append(.init(name: "temperature", value: .double(calibration.temperature)))
            if softmaxScale == nil {
                members.append(.init(name: "shift", value: .double(calibration.shift)))
            }
        }
        return .object(members)
    }
}

extension RunReport.People {
    package var json: OrderedJSON {
        ["declared": .bool(declared), "consentPolicy": .text(consentPolicy)]
    }
}

extension Notice {
    package var json: OrderedJSON { ["code": .string(code), "message": .string(message)] }
}

extension ImageReport {
    /// One element of `images`; `explanation` is there when it was asked for.
    package var members: [OrderedJSON.Member] {
        let explained = explanation.map {
            [OrderedJSON.Member(name: "explanation", value: $0.json)]
        }
        return [
            .init(name: "source", value: .string(source)),
            .init(name: "width", value: size.map { .integer($0.width) } ?? .null),
            .init(name: "height", value: size.map { .integer($0.height) } ?? .null),
            .init(name: "predictions", value: .array(predictions.map(\.json))),
            .init(name: "confidence", value: confidence?.json ?? .null),
            .init(name: "abstention", value: abstention?.json ?? .null),
            .init(name: "people", value: ["evidence": .texts(peopleEvidence)]),
            .init(name: "notices", value: .array(notices.map(\.json))),
            .init(name: "error", value: failure?.json ?? .null),
        ] + (explained ?? [])
    }
}

extension Prediction {
    var json: OrderedJSON {
        var members: [OrderedJSON.Member] = [
            .init(name: "rank", value: .integer(rank)),
            .init(name: "label", value: .string(label)),
            .init(name: "similarity", value: .float(similarity)),
            .init(name: "probability", value: .float(probability)),
        ]
        if let supportLogit {
            members.append(.init(name: "supportLogit", value: .float(supportLogit)))
        }
        if let decision {
            members.append(.init(name: "decision", value: .bool(decision)))
        }
        return .object(members)
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

extension Abstention {
    fileprivate var json: OrderedJSON {
        [
            "reason": .string(reason.rawValue),
            "threshold": .float(threshold),
            "margin": margin.map(OrderedJSON.float) ?? .null,
            "message": .string(message),
        ]
    }
}

extension ImageReport.Failure {
    package var json: OrderedJSON { ["code": .string(code), "message": .string(message)] }
}

extension RunSummary {
    /// The counts and notices of the `summary` line; `abstained` is there only where images may be
    /// answered with none of these.
    func members(mayAbstain: Bool) -> [OrderedJSON.Member] {
        var counts: [OrderedJSON.Member] = [
            .init(name: "images", value: .integer(images)),
            .init(name: "ranked", value: .integer(ranked)),
            .init(name: "failed", value: .integer(failed)),
            .init(name: "lowConfidence", value: .integer(lowConfidence)),
        ]
        if mayAbstain {
            counts.append(.init(name: "abstained", value: .integer(abstained)))
        }
        return [
            .init(name: "counts", value: .object(counts)),
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
