/// The content of a Hugging Face `tokenizer.json`.
struct TokenizerJSON {
    let steps: Steps
    let model: Model
    let vocabulary: TokenizerVocabulary

    /// Everything around the model.
    struct Steps: Equatable {
        let addedTokens: [NumberedToken]
        let normalizer: TextNormalizer
        let preTokenizer: PreTokenizer
        let frame: TokenFrame?
        let padding: Padding?
    }

    /// How the file would have texts padded; how long is not its decision here.
    struct Padding: Equatable {
        let token: String
        let side: TokenPaddingSide
    }

    /// An added token and the id that the file gives it.
    struct NumberedToken: Equatable {
        let id: Int
        let token: AddedToken
    }

    /// The options of the model.
    enum Model: Equatable {
        case bytePairs(BytePairEncoding.Options)
        case unigram(unknown: Int, byteFallback: Bool)
    }

    private struct Options: Decodable {
        let model: Model
    }

    /// - Parameters:
    ///   - file: the file.
    ///   - numbers: how scores are read.
    /// - Throws: `TokenizerError`.
    init(_ file: TokenizerFile, numbers: UnigramVocabulary.Numbers) throws {
        let parts = try TokenizerJSONParts(file, numbers: numbers)
        steps = try file.decode(Steps.self, from: parts.steps)
        model = try file.decode(Options.self, from: parts.model).model
        switch model {
        case .bytePairs:
            vocabulary = .bytePairs(try parts.bytePairVocabulary())
        case .unigram(let unknown, _):
            let pieces = try parts.unigramVocabulary()
            guard (0..<pieces.count).contains(unknown) else {
                throw TokenizerError.wrongValue(
                    file: file.name, part: "model.unk_id",
                    reason: "is \(unknown), the vocabulary has \(pieces.count) pieces"
                )
            }
            vocabulary = .unigram(pieces)
        }
    }
}

extension TokenizerJSON.Steps: Decodable {
    private struct Limit: Decodable {
        let direction: String?  // right in files that are older than the option
    }

    private struct PaddingOptions: Decodable {
        let direction: TokenPaddingSide
        let token: String

        enum CodingKeys: String, CodingKey {
            case direction
            case token = "pad_token"
        }

        init(from decoder: any Decoder) throws {
            let values = try decoder.container(keyedBy: CodingKeys.self)
            token = try values.decode(String.self, forKey: .token)
            let name = try values.decode(String.self, forKey: .direction)
            guard let side = TokenPaddingSide(rawValue: name.lowercased()) else {
                throw UnsupportedStep(
                    part: "padding.direction", found: "'\(name)'", supported: ["'Right'", "'Left'"]
                )
            }
            direction = side
        }
    }

    init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: StepKey.self)
        // How long texts are is the text tower's affair, and the way back from ids to text nobody's.
        try values.refuseKeys(otherThan: [
            "version", "truncation", "padding", "added_tokens", "normalizer", "pre_tokenizer",
            "post_processor", "decoder",
        ])
        let truncation = StepKey("truncation")
        let limit = try values.decodeIfPresent(Limit.self, forKey: truncation)
        if let direction = limit?.direction, direction != "Right" {
            throw UnsupportedStep(
                part: "truncation.direction", found: "'\(direction)'", supported: ["'Right'"]
            )
        }
        addedTokens =
            try values.decodeIfPresent(
                [TokenizerJSON.NumberedToken].self, forKey: StepKey("added_tokens")
            ) ?? []
        normalizer =
            try values.decodeIfPresent(TextNormalizer.self, forKey: StepKey("normalizer"))
            ?? .sequence([])
        preTokenizer =
            try values.decodeIfPresent(PreTokenizer.self, forKey: StepKey("pre_tokenizer"))
            ?? .sequence([])
        guard normalizer.keepsBeginning || !preTokenizer.asksForBeginning else {
            throw UnsupportedStep(
                part: "pre_tokenizer", found: "a Metaspace with the prepend_scheme 'first'",
                supported: ["it behind a normalizer without Replace, Strip and Prepend"]
            )
        }
        frame = try values.decodeIfPresent(TokenFrame.self, forKey: StepKey("post_processor"))
        let options = try values.decodeIfPresent(PaddingOptions.self, forKey: StepKey("padding"))
        padding = options.map { TokenizerJSON.Padding(token: $0.token, side: $0.direction) }
    }
}

extension TokenizerJSON.NumberedToken: Decodable {
    private enum CodingKeys: String, CodingKey {
        case id
    }

    init(from decoder: any Decoder) throws {
        id = try decoder.container(keyedBy: CodingKeys.self).decode(Int.self, forKey: .id)
        token = try AddedToken(from: decoder)
    }
}

extension TokenizerJSON.Model: Decodable {
    private enum Kind: String, CaseIterable {
        case bytePair = "BPE"
        case unigram = "Unigram"
    }

    /// `model` without its two tables.
    init(from decoder: any Decoder) throws {
        // Files of 2021 name no type.
        let step = try TokenizerStep<Kind>(from: decoder, default: .bytePair) { kind in
            switch kind {
            case .bytePair:
                [
                    "dropout", "unk_token", "continuing_subword_prefix", "end_of_word_suffix",
                    "fuse_unk", "byte_fallback", "ignore_merges",
                ]
            case .unigram: ["unk_id", "byte_fallback"]
            }
        }
        let byteFallback = try step.optional("byte_fallback") ?? false
        switch step.kind {
        case .bytePair:
            try step.require("dropout", toBe: 0, default: 0.0)
            self = .bytePairs(
                BytePairEncoding.Options(
                    unknown: try step.optional("unk_token"),
                    fusesUnknown: try step.optional("fuse_unk") ?? false,
                    byteFallback: byteFallback,
                    ignoresMerges: try step.optional("ignore_merges") ?? false,
                    continuingPrefix: try step.optional("continuing_subword_prefix") ?? "",
                    endOfWord: try step.optional("end_of_word_suffix") ?? ""
                )
            )
        case .unigram:
            guard let unknown: Int = try step.optional("unk_id") else {
                throw step.unsupported(
                    "unk_id", found: "missing", supported: ["the id of the unknown piece"]
                )
            }
            self = .unigram(unknown: unknown, byteFallback: byteFallback)
        }
    }
}
