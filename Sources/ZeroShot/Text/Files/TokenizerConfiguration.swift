import Foundation

/// The tokenizer's class, and the special tokens that `tokenizer_config.json`,
/// `special_tokens_map.json` and `added_tokens.json` name.
///
/// Source: `AutoTokenizer.from_pretrained`, `PreTrainedTokenizerBase._from_pretrained` and
/// `TokenizersBackend.__init__` in transformers 5.
struct TokenizerConfiguration {
    let tokenizerClass: TokenizerClass
    /// Added tokens in the order in which they get their ids; each content once.
    private(set) var addedTokens: [AddedToken] = []
    /// The tokens with a role.
    let names: SpecialTokenNames
    /// Whether special tokens in a text are read as plain text.
    let splitsSpecialTokens: Bool
    /// The side on which padding tokens stand, if a file says it.
    let paddingSide: TokenPaddingSide?
    /// Whether start and end token stand around a text where no post-processor says it.
    let addsStart: Bool
    let addsEnd: Bool
    /// How many sentinels the class has.
    let sentinelCount: Int
    /// Whether SigLIP's class puts text in lower case.
    let lowercases: Bool
    /// Whether SigLIP's class leaves the model's space in front of a text as it is.
    let isLegacy: Bool

    static let fileName = "tokenizer_config.json"

    /// The class that a folder's files ask for.
    ///
    /// - Throws: `TokenizerError`.
    static func tokenizerClass(in folder: URL) throws -> TokenizerClass {
        let model = try read(ModelConfigurationFile.self, "config.json", in: folder)
        let config = try read(TokenizerConfigurationFile.self, fileName, in: folder)
        let url = folder.appending(path: fileName)
        return try TokenizerFile.naming(url.path(percentEncoded: false)) {
            try TokenizerClass(
                named: config?.tokenizerClass ?? model?.tokenizerClass, modelType: model?.modelType
            )
        }
    }

    /// - Parameters:
    ///   - folder: where the three files are; each may be absent.
    ///   - tokenizerClass: whose defaults count.
    ///   - listed: the added tokens of tokenizer.json.
    ///   - pieces: those of a SentencePiece model that stands alone.
    /// - Throws: `TokenizerError`.
    init(
        folder: URL, tokenizerClass: TokenizerClass, listed: [TokenizerJSON.NumberedToken] = [],
        pieces: [AddedToken]? = nil
    ) throws {
        self.tokenizerClass = tokenizerClass
        let config = try Self.read(TokenizerConfigurationFile.self, Self.fileName, in: folder)
        splitsSpecialTokens = config?.splitsSpecialTokens ?? false
        paddingSide = config?.paddingSide
        addsStart = config?.addsStart ?? false
        addsEnd = config?.addsEnd ?? false
        lowercases = config?.lowercases ?? true
        isLegacy = config?.isLegacy ?? true
        sentinelCount = tokenizerClass == .t5 ? config?.sentinelCount ?? 100 : 0

        var names = config?.names ?? SpecialTokenNames()
        var numbered: [Int: AddedToken] = [:]
        if let decoder = config?.addedTokens {
            numbered = decoder
        } else {
            let map = try Self.read(SpecialTokenNames.self, "special_tokens_map.json", in: folder)
            if let map { names.override(with: map) }
            let added = try Self.read([String: Int].self, "added_tokens.json", in: folder) ?? [:]
            for (content, id) in added {
                let isSpecial = names.all.contains { $0.content == content }
                numbered[id] = AddedToken(
                    content: content, normalized: !isSpecial, special: isSpecial
                )
            }
            for entry in listed {
                numbered[entry.id] = entry.token
            }
        }
        names.addDefaults(tokenizerClass.specialTokens)
        if let pieces {
            names.replaceOthers(with: pieces + T5Tokens.sentinels(count: sentinelCount))
        } else if tokenizerClass == .t5 {
            names.addOthers(T5Tokens.sentinels(count: sentinelCount))
        }
        self.names = names

        let named = Set(names.all.map { Array($0.content.utf8) })
        var added: Set<[UInt8]> = []
        for var token in numbered.sorted(by: { $0.key < $1.key }).map(\.value) + names.all
        where added.insert(Array(token.content.utf8)).inserted {
            if named.contains(Array(token.content.utf8)) { token.special = true }
            addedTokens.append(token)
        }
    }

    private static func read<Value: Decodable>(
        _ type: Value.Type, _ name: String, in folder: URL
    ) throws -> Value? {
        let url = folder.appending(path: name)
        guard FileManager.default.fileExists(atPath: url.path(percentEncoded: false)) else {
            return nil
        }
        return try TokenizerFile(url).decode(type)
    }
}

/// The keys of `config.json` that decide about the tokenizer's class.
private struct ModelConfigurationFile: Decodable {
    let modelType: String?
    let tokenizerClass: String?

    private enum CodingKeys: String, CodingKey {
        case modelType = "model_type"
        case tokenizerClass = "tokenizer_class"
    }
}

/// The keys of `tokenizer_config.json` that change ids; the others are ignored, as transformers
/// ignores them.
private struct TokenizerConfigurationFile: Decodable {
    let tokenizerClass: String?
    let names: SpecialTokenNames
    let addedTokens: [Int: AddedToken]?
    let splitsSpecialTokens: Bool
    let paddingSide: TokenPaddingSide?
    let addsStart: Bool
    let addsEnd: Bool
    let sentinelCount: Int?
    let lowercases: Bool?
    let isLegacy: Bool?

    private enum CodingKeys: String, CodingKey {
        case tokenizerClass = "tokenizer_class"
        case addedTokensDecoder = "added_tokens_decoder"
        case splitSpecialTokens = "split_special_tokens"
        case truncationSide = "truncation_side"
        case paddingSide = "padding_side"
        case addStart = "add_bos_token"
        case addEnd = "add_eos_token"
        case extraIDs = "extra_ids"
        case lowercases = "do_lower_case"
        case legacy
    }

    init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        func flag(_ key: CodingKeys) throws -> Bool? {
            try values.decodeIfPresent(Bool.self, forKey: key)
        }
        func side(_ key: CodingKeys, _ supported: [TokenPaddingSide]) throws -> TokenPaddingSide? {
            guard let name = try values.decodeIfPresent(String.self, forKey: key) else {
                return nil
            }
            guard let side = supported.first(where: { $0.rawValue == name }) else {
                throw UnsupportedStep(
                    part: key.stringValue, found: "'\(name)'",
                    supported: supported.map { "'\($0.rawValue)'" }
                )
            }
            return side
        }
        tokenizerClass = try values.decodeIfPresent(String.self, forKey: .tokenizerClass)
        _ = try side(.truncationSide, [.right])
        paddingSide = try side(.paddingSide, [.right, .left])
        splitsSpecialTokens = try flag(.splitSpecialTokens) ?? false
        addsStart = try flag(.addStart) ?? false
        addsEnd = try flag(.addEnd) ?? false
        sentinelCount = try values.decodeIfPresent(Int.self, forKey: .extraIDs)
        if let sentinelCount, !(0...10_000).contains(sentinelCount) {
            throw UnsupportedStep(
                part: CodingKeys.extraIDs.rawValue, found: "\(sentinelCount)",
                supported: ["0 to 10000"]
            )
        }
        lowercases = try flag(.lowercases)
        isLegacy = try flag(.legacy)
        addedTokens = try values.decodeIfPresent(
            [Int: AddedToken].self, forKey: .addedTokensDecoder
        )
        names = try SpecialTokenNames(from: decoder)
    }
}
