/// The content of a Hugging Face `tokenizer.json` with a byte-pair model.
struct TokenizerJSON {
    let steps: Steps
    let model: Model
    let vocabulary: BytePairVocabulary

    /// Everything around the model.
    struct Steps: Equatable {
        let addedTokens: [NumberedToken]
        let normalizer: TextNormalizer
        let preTokenizer: PreTokenizer
        let frame: TokenFrame?
    }

    /// An added token and the id that the file gives it.
    struct NumberedToken: Equatable {
        let id: Int
        let token: AddedToken
    }

    /// The options of the byte-pair model.
    struct Model: Equatable {
        let unknownToken: String?
        let endOfWord: String
    }

    private struct Options: Decodable {
        let model: Model
    }

    /// - Throws: `TokenizerError`.
    init(_ file: TokenizerFile) throws {
        let parts = try TokenizerJSONParts(file)
        steps = try file.decode(Steps.self, from: parts.steps)
        model = try file.decode(Options.self, from: parts.model).model
        vocabulary = try parts.bytePairVocabulary()
    }
}

extension TokenizerJSON.Steps: Decodable {
    private struct Limit: Decodable {
        let direction: String
    }

    init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: StepKey.self)
        // Padding and the way back from ids to text do not change what a text becomes.
        try values.refuseKeys(otherThan: [
            "version", "truncation", "padding", "added_tokens", "normalizer", "pre_tokenizer",
            "post_processor", "decoder",
        ])
        let truncation = StepKey("truncation")
        if let limit = try values.decodeIfPresent(Limit.self, forKey: truncation),
            limit.direction != "Right"
        {
            throw UnsupportedStep(
                part: "truncation.direction", found: "'\(limit.direction)'", supported: ["'Right'"]
            )
        }
        addedTokens = try values.decode(
            [TokenizerJSON.NumberedToken].self, forKey: StepKey("added_tokens")
        )
        normalizer =
            try values.decodeIfPresent(TextNormalizer.self, forKey: StepKey("normalizer"))
            ?? .sequence([])
        preTokenizer =
            try values.decodeIfPresent(PreTokenizer.self, forKey: StepKey("pre_tokenizer"))
            ?? .sequence([])
        frame = try values.decodeIfPresent(TokenFrame.self, forKey: StepKey("post_processor"))
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
    }

    /// `model` without its two tables.
    init(from decoder: any Decoder) throws {
        // Files of 2021 name no type.
        let step = try TokenizerStep<Kind>(from: decoder, default: .bytePair) { _ in
            [
                "dropout", "unk_token", "continuing_subword_prefix", "end_of_word_suffix",
                "fuse_unk", "byte_fallback", "ignore_merges",
            ]
        }
        try step.require("dropout", toBe: 0, default: 0.0)
        try step.require("continuing_subword_prefix", toBe: "", default: "")
        try step.require("fuse_unk", toBe: false, default: false)
        try step.require("byte_fallback", toBe: false, default: false)
        try step.require("ignore_merges", toBe: false, default: false)
        unknownToken = try step.optional("unk_token")
        endOfWord = try step.optional("end_of_word_suffix") ?? ""
    }
}
