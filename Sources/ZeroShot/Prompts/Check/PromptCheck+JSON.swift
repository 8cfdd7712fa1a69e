extension PromptCheck {
    /// The version of the check's JSON form.
    package static let schema = "zeroshot.prompts-check/1"

    /// The whole check as one object: of this file with this checkpoint.
    package func json(file: String, checkpoint: CheckpointSummary) -> OrderedJSON {
        [
            "schema": .string(Self.schema),
            "file": .string(file),
            "checkpoint": [
                "id": .string(checkpoint.id), "fingerprint": .string(checkpoint.fingerprint),
            ],
            "contextLength": .integer(contextLength),
            "prompts": .integer(promptCount),
            "classes": .array(classes.map(\.json)),
            "truncated": .array(truncated.map(\.json)),
            "withoutName": .array(
                nameless.map { ["label": .string($0.label), "sentence": .string($0.text)] }
            ),
            "repeated": .array(repetitions.map(\.json)),
            "similar": [
                "from": .float(similarity), "pairs": .array(similar.map(\.json)),
            ],
            "unequalCounts": .bool(unequalCounts != nil),
            "findings": .integer(findings),
        ]
    }
}

extension PromptCheck.Class {
    fileprivate var json: OrderedJSON {
        [
            "label": .string(label),
            "prompts": .integer(prompts),
            "tokens": [
                "minimum": .integer(tokens.minimum), "median": .double(tokens.median),
                "maximum": .integer(tokens.maximum),
            ],
            "truncated": .integer(truncated),
        ]
    }
}

extension PromptCheck.Repetition {
    fileprivate var json: OrderedJSON {
        [
            "kind": .string(kind.rawValue), "text": .string(text), "count": .integer(count),
            "labels": .texts(labels),
        ]
    }
}

extension PromptCheck.SimilarPair {
    fileprivate var json: OrderedJSON {
        [
            "label": .string(label), "sentences": .texts([first, second]),
            "similarity": .float(similarity),
        ]
    }
}
