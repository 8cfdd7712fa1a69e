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
        var vocabularyOffset: Int?
        var mergesOffset: Int?
        // The two tables are read apart from the rest, which is small and decoded as usual.
        var steps = JSONObjectText()
        var model = JSONObjectText()
        try file.naming {
            var cursor = JSONCursor(file.bytes)
            try cursor.readObject { key, value in
                guard key == Array("model".utf8) else {
                    let range = try value.skipValue()
                    steps.append(key, file.bytes[range])
                    return
                }
                try value.readObject { key, value in
                    let range = try value.skipValue()
                    switch key {
                    case Array("vocab".utf8): vocabularyOffset = range.lowerBound
                    case Array("merges".utf8): mergesOffset = range.lowerBound
                    default: model.append(key, file.bytes[range])
                    }
                }
            }
            try cursor.requireEnd()
        }
        self.steps = try file.decode(Steps.self, from: steps.text)
        var wrapped = JSONObjectText()
        wrapped.append(Array("model".utf8), model.text[...])
        self.model = try file.decode(Options.self, from: wrapped.text).model

        guard let vocabularyOffset, let mergesOffset else {
            throw TokenizerError.wrongValue(
                file: file.name, part: vocabularyOffset == nil ? "model.vocab" : "model.merges",
                reason: "is missing"
            )
        }
        var cursor = JSONCursor(file.bytes, at: vocabularyOffset)
        var vocabulary = try BytePairVocabulary(json: &cursor, in: file)
        cursor = JSONCursor(file.bytes, at: mergesOffset)
        try vocabulary.addMerges(json: &cursor, of: file)
        self.vocabulary = vocabulary
    }
}

/// A JSON object put together from members of another.
private struct JSONObjectText {
    private var members: [UInt8] = []

    var text: [UInt8] { Array("{".utf8) + members + Array("}".utf8) }

    mutating func append(_ key: [UInt8], _ value: ArraySlice<UInt8>) {
        if !members.isEmpty { members += ",".utf8 }
        members += "\"".utf8
        // Keys of tokenizer.json are plain words; one that is not is unknown in any spelling.
        members += key.filter { $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") && $0 >= 0x20 }
        members += "\":".utf8
        members += value
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
