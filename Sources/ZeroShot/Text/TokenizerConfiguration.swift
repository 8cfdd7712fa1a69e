import Foundation

/// The special tokens that `tokenizer_config.json`, `special_tokens_map.json` and
/// `added_tokens.json` name.
///
/// Source: `PreTrainedTokenizerBase._from_pretrained` and `TokenizersBackend.__init__` in
/// transformers 5.
struct TokenizerConfiguration {
    /// Whose steps are run.
    enum Implementation: Equatable {
        /// `CLIPTokenizer` takes only the vocabulary from tokenizer.json and has steps of its own.
        case clip
        /// tokenizer.json as it is.
        case tokenizerFile
    }

    private(set) var implementation = Implementation.clip
    /// Added tokens in the order in which they get their ids; each content once.
    private(set) var addedTokens: [AddedToken] = []
    private(set) var start: String?
    private(set) var end: String?
    private(set) var unknown: String?
    /// Whether special tokens in a text are read as plain text.
    private(set) var splitsSpecialTokens = false

    static let fileName = "tokenizer_config.json"

    /// - Parameters:
    ///   - folder: where the three files are; each may be absent.
    ///   - listed: the added tokens of tokenizer.json.
    /// - Throws: `TokenizerError`.
    init(folder: URL, listed: [TokenizerJSON.NumberedToken]) throws {
        let config = try Self.read(TokenizerConfigurationFile.self, Self.fileName, in: folder)
        implementation = config?.implementation ?? .clip
        splitsSpecialTokens = config?.splitsSpecialTokens ?? false

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
        if implementation == .clip { names.addCLIPDefaults() }
        start = names[.start]?.content
        end = names[.end]?.content
        unknown = names[.unknown]?.content

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

/// The keys of `tokenizer_config.json` that change ids; the others are ignored, as transformers
/// ignores them.
private struct TokenizerConfigurationFile: Decodable {
    let implementation: TokenizerConfiguration.Implementation
    let names: SpecialTokenNames
    let addedTokens: [Int: AddedToken]?
    let splitsSpecialTokens: Bool

    private static let implementations: [String: TokenizerConfiguration.Implementation] = [
        "CLIPTokenizer": .clip,
        "CLIPTokenizerFast": .clip,
        "PreTrainedTokenizerFast": .tokenizerFile,
        "TokenizersBackend": .tokenizerFile,
    ]

    private enum CodingKeys: String, CodingKey {
        case tokenizerClass = "tokenizer_class"
        case addedTokensDecoder = "added_tokens_decoder"
        case splitSpecialTokens = "split_special_tokens"
        case truncationSide = "truncation_side"
    }

    init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        func refuse(_ key: CodingKeys, _ found: String, _ supported: [String]) -> UnsupportedStep {
            UnsupportedStep(
                part: key.stringValue, found: "'\(found)'", supported: supported.map { "'\($0)'" }
            )
        }
        let name = try values.decodeIfPresent(String.self, forKey: .tokenizerClass)
        if let name {
            guard let known = Self.implementations[name] else {
                throw refuse(.tokenizerClass, name, Self.implementations.keys.sorted())
            }
            implementation = known
        } else {
            implementation = .clip
        }
        let side = try values.decodeIfPresent(String.self, forKey: .truncationSide) ?? "right"
        guard side == "right" else { throw refuse(.truncationSide, side, ["right"]) }
        splitsSpecialTokens =
            try values.decodeIfPresent(Bool.self, forKey: .splitSpecialTokens) ?? false
        addedTokens = try values.decodeIfPresent(
            [Int: AddedToken].self, forKey: .addedTokensDecoder
        )
        names = try SpecialTokenNames(from: decoder)
    }
}
