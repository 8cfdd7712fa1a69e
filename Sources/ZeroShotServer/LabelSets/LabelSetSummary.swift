package import ZeroShot

/// What lists say of a label set.
package struct LabelSetSummary: Sendable {
    /// As requests name it.
    package let name: LabelSetName
    /// The label set and the bytes of its file, or why it cannot be read.
    let content: Result<(labelSet: LabelSetFacts, bytes: Int), LabelSetError>

    init(_ name: LabelSetName, _ labelSet: LabelSet, bytes: Int) {
        self.name = name
        content = .success((LabelSetFacts(labelSet), bytes))
    }

    init(_ name: LabelSetName, _ error: LabelSetError) {
        self.name = name
        content = .failure(error)
    }

    /// One element of `labelSets`.
    package var json: OrderedJSON {
        let facts = try? content.get()
        var error: OrderedJSON = .null
        if case .failure(let problem) = content {
            error = [
                "code": "label-set-damaged",
                "message": .string(LabelSetStoreError.damaged(name.text, problem).description),
            ]
        }
        return [
            "name": .string(name.text),
            "labels": facts.map { .texts($0.labelSet.labels) } ?? .null,
            "prompts": .count(facts?.labelSet.prompts),
            "averaging": .text(facts?.labelSet.averaging.rawValue),
            "checkpoint": .text(facts?.labelSet.checkpoint),
            "fingerprint": .text(facts?.labelSet.fingerprint),
            "sha256": .text(facts?.labelSet.sha256),
            "bytes": .count(facts?.bytes),
            "error": error,
        ]
    }
}

/// All of a label set but its vectors, which take up most of it.
struct LabelSetFacts: Sendable {
    let labels: [String]
    /// How many there are.
    let prompts: Int
    let averaging: ClassPrototypes.Averaging
    /// The checkpoint's id.
    let checkpoint: String
    /// Of the checkpoint.
    let fingerprint: String
    /// Of the file.
    let sha256: String?

    init(_ labelSet: LabelSet) {
        labels = labelSet.prompts.labels
        prompts = labelSet.prompts.count
        averaging = labelSet.averaging
        checkpoint = labelSet.checkpoint.id
        fingerprint = labelSet.checkpoint.fingerprint
        sha256 = labelSet.file?.sha256
    }
}
