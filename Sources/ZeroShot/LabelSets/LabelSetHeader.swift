internal import Foundation

/// What the header of a label set's file says.
struct LabelSetHeader {
    private let prompts: ClassPrompts
    private let promptsFile: String?
    private let averaging: ClassPrototypes.Averaging
    private let truncated: [TruncatedPrompt]
    private let checkpoint: CheckpointSummary
    private let parity: ParityMode
    private let tokenizerFingerprint: String
    private let code: CodeVersion
    private let calibration: Calibration?

    /// Reads the members that `LabelSet.header` writes.
    ///
    /// - Throws: `UnexpectedBytes`, `HeaderMembers.Mismatch`.
    init(_ bytes: [UInt8]) throws {
        let members = try HeaderMembers(
            of: bytes,
            named: [
                "averaging", "calibration", "checkpoint", "code", "fingerprints", "labels",
                "names", "parity", "promptWeights", "promptsFile", "prototypes", "sentences",
                "templates", "truncated",
            ]
        )
        let fingerprints = try members.object(
            "fingerprints", named: ["checkpoint", "prompts", "tokenizer"]
        )
        averaging = try members.choice("averaging")
        calibration = try members.calibration("calibration")
        checkpoint = try members.checkpoint(
            "checkpoint", fingerprint: fingerprints.fingerprint("checkpoint")
        )
        code = try members.code("code")
        parity = try members.choice("parity")
        promptsFile = try members.optionalText("promptsFile")
        prompts = try members.prompts()
        guard prompts.fingerprint == (try fingerprints.fingerprint("prompts")) else {
            throw fingerprints.mismatch("prompts", "is not that of the prompts beside it")
        }
        tokenizerFingerprint = try fingerprints.fingerprint("tokenizer")
        truncated = try members.truncated("truncated")

        let prototypes = try members.object("prototypes", named: ["count", "dimension"])
        for (name, expected) in [("count", count), ("dimension", dimension)] {
            _ = try prototypes.integer(name, in: expected...expected)
        }
    }

    /// The number of prototypes.
    var count: Int { prompts.labels.count }

    /// The number of values in each.
    var dimension: Int { checkpoint.embeddingDimension }

    var labels: [String] { prompts.labels }

    /// The label set with these prototypes, `count` times `dimension` values.
    func labelSet(_ values: [Float], from file: LabelSet.File) -> LabelSet {
        LabelSet(
            prompts: prompts, promptsFile: promptsFile, averaging: averaging,
            prototypes: ClassPrototypes(
                labels: prompts.labels, embeddings: Embeddings(values, dimension: dimension)
            ),
            truncated: truncated, checkpoint: checkpoint, parity: parity,
            tokenizerFingerprint: tokenizerFingerprint, code: code, calibration: calibration,
            file: file
        )
    }
}

extension HeaderMembers {
    fileprivate func checkpoint(
        _ name: String, fingerprint: String
    ) throws -> CheckpointSummary {
        let members = try object(
            name,
            named: [
                "architecture", "embeddingDimension", "family", "id", "precision", "resolution",
                "revision", "source",
            ]
        )
        return CheckpointSummary(
            id: try members.text("id"), source: try members.text("source"),
            revision: try members.optionalText("revision"), family: try members.text("family"),
            architecture: try members.text("architecture"),
            resolution: try members.resolution("resolution"),
            embeddingDimension: try members.integer("embeddingDimension", in: 1...(1 << 20)),
            fingerprint: fingerprint, precision: try members.text("precision")
        )
    }

    private func resolution(_ name: String) throws -> ImageResolution {
        let members = try object(name, forms: [["height", "width"], ["maxPatches", "patchSize"]])
        let sizes = 1...(1 << 20)
        guard members.has("width") else {
            return .patches(
                maximum: try members.integer("maxPatches", in: sizes),
                patchSize: try members.integer("patchSize", in: sizes)
            )
        }
        return .fixed(
            width: try members.integer("width", in: sizes),
            height: try members.integer("height", in: sizes)
        )
    }

    fileprivate func code(_ name: String) throws -> CodeVersion {
        let members = try object(
            name, named: ["computation", "instructions", "oneDNN", "zeroshot"]
        )
        return CodeVersion(
            zeroshot: try members.text("zeroshot"),
            computation: try members.integer("computation", in: 0...Int.max),
            oneDNN: try members.text("oneDNN"), instructions: try members.text("instructions")
        )
    }

    /// Every class with at least one prompt.
    fileprivate func prompts() throws -> ClassPrompts {
        let labels = try texts("labels")
        guard !labels.isEmpty, labels.allSatisfy({ !$0.allSatisfy(\.isWhitespace) }) else {
            throw mismatch("labels", "holds no label, or a blank one")
        }
        let templates = try texts("templates").map { text in
            do {
                return try PromptTemplate(text)
            } catch {
                throw mismatch("templates", "holds '\(text)', which is no template")
            }
        }
        let sentences = try lists("sentences")
        guard sentences.isEmpty || sentences.count == labels.count else {
            throw mismatch("sentences", "is of \(sentences.count) classes, not \(labels.count)")
        }
        let names = try lists("names")
        guard
            names.isEmpty
                || names.count == labels.count && !names.contains(where: \.isEmpty)
        else {
            throw mismatch("names", "does not name each of \(labels.count) classes")
        }
        let hasPrompts =
            !templates.isEmpty || !sentences.isEmpty && !sentences.contains(where: \.isEmpty)
        guard hasPrompts else {
            throw mismatch("sentences", "leaves a class without a prompt")
        }
        return ClassPrompts(
            labels: labels, names: names, templates: templates, sentences: sentences,
            weights: try choice("promptWeights")
        )
    }

    fileprivate func truncated(_ name: String) throws -> [TruncatedPrompt] {
        let members = try objects(name, named: ["label", "limit", "lost", "prompt", "tokens"])
        return try members.map { cut in
            TruncatedPrompt(
                label: try cut.text("label"), prompt: try cut.text("prompt"),
                tokens: try cut.integer("tokens", in: 1...Int.max),
                limit: try cut.integer("limit", in: 1...Int.max), lost: try cut.text("lost")
            )
        }
    }

    fileprivate func calibration(_ name: String) throws -> Calibration? {
        guard let json = try json(name) else { return nil }
        guard let decoded = try? JSONDecoder().decode(Calibration.self, from: Data(json)) else {
            throw mismatch(name, "is none that labelled images could teach")
        }
        return decoded
    }
}
