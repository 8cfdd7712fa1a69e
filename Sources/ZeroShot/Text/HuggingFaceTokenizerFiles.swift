import Foundation

/// What a folder's tokenizer files say together.
struct HuggingFaceTokenizerFiles {
    /// An added token and its id.
    struct NumberedToken {
        let id: Int32
        let token: AddedToken
    }

    let configuration: TokenizerConfiguration
    let normalizer: TextNormalizer
    let preTokenizer: PreTokenizer
    private let vocabulary: BytePairVocabulary
    private let endOfWord: String
    private let unknown: String?
    private let listedFrame: TokenFrame?
    private let name: String  // of the file with the vocabulary

    /// - Throws: `TokenizerError`.
    init(folder: URL) throws {
        func file(_ name: String) throws -> TokenizerFile? {
            let url = folder.appending(path: name)
            let exists = FileManager.default.fileExists(atPath: url.path(percentEncoded: false))
            return exists ? try TokenizerFile(url) : nil
        }
        if let file = try file("tokenizer.json") {
            try self.init(file, folder)
        } else if let vocabulary = try file("vocab.json"), let merges = try file("merges.txt") {
            try self.init(vocabulary, merges, folder)
        } else {
            throw TokenizerError.noTokenizer(folder: folder.path(percentEncoded: false))
        }
    }

    private init(_ file: TokenizerFile, _ folder: URL) throws {
        let json = try TokenizerJSON(file)
        configuration = try TokenizerConfiguration(folder: folder, listed: json.steps.addedTokens)
        name = file.name
        vocabulary = json.vocabulary
        endOfWord = json.model.endOfWord
        listedFrame = json.steps.frame
        switch configuration.implementation {
        case .clip:
            try Self.requireCLIP(json, file.name)
            normalizer = CLIPTokens.normalizer
            preTokenizer = CLIPTokens.preTokenizer
            unknown = configuration.unknown
        case .tokenizerFile:
            normalizer = json.steps.normalizer
            preTokenizer = json.steps.preTokenizer
            unknown = json.model.unknownToken
        }
    }

    private init(_ vocabulary: TokenizerFile, _ merges: TokenizerFile, _ folder: URL) throws {
        configuration = try TokenizerConfiguration(folder: folder, listed: [])
        guard configuration.implementation == .clip else {
            throw TokenizerError.unsupported(
                file: folder.appending(path: TokenizerConfiguration.fileName)
                    .path(percentEncoded: false),
                part: "tokenizer_class", found: "a class that needs tokenizer.json",
                supported: ["'CLIPTokenizer'"]
            )
        }
        var cursor = JSONCursor(vocabulary.bytes)
        var read = try BytePairVocabulary(json: &cursor, in: vocabulary)
        try vocabulary.naming { try cursor.requireEnd() }
        try read.addMerges(of: merges)
        self.vocabulary = read
        name = vocabulary.name
        endOfWord = CLIPTokens.endOfWord
        normalizer = CLIPTokens.normalizer
        preTokenizer = CLIPTokens.preTokenizer
        unknown = configuration.unknown
        listedFrame = nil
    }

    /// The added tokens with the ids that the vocabulary has for them, or new ones behind it.
    func numberedTokens() -> [NumberedToken] {
        var next = Int32(vocabulary.tokens.count)
        return configuration.addedTokens.filter { !$0.content.isEmpty }.map { token in
            let id = vocabulary.tokens[token.content.utf8] ?? next
            next = max(next, id + 1)
            return NumberedToken(id: id, token: token)
        }
    }

    /// The tokens around every text.
    ///
    /// - Throws: `TokenizerError`.
    func frame(_ added: [NumberedToken]) throws -> TokenFrame {
        switch configuration.implementation {
        case .clip:
            let frame = TokenFrame(
                start: [try id(of: configuration.start, "bos_token", added)],
                end: [try id(of: configuration.end, "eos_token", added)]
            )
            guard listedFrame == nil || listedFrame == frame else {
                throw TokenizerError.conflictingFrame(
                    file: name, found: listedFrame.map { $0.start + $0.end } ?? [],
                    expected: frame.start + frame.end
                )
            }
            return frame
        case .tokenizerFile:
            guard let listedFrame else {
                throw TokenizerError.wrongValue(
                    file: name, part: "post_processor", reason: "is missing"
                )
            }
            return listedFrame
        }
    }

    /// The byte-pair model.
    ///
    /// - Throws: `TokenizerError`.
    func model() throws -> TokenModel {
        let options = BytePairEncoding.Options(unknown: unknown, endOfWord: endOfWord)
        return .bytePairs(try vocabulary.encoding(options, file: name))
    }

    private func id(
        of token: String?, _ role: String, _ added: [NumberedToken]
    ) throws -> Int32 {
        guard let token, let found = added.first(where: { $0.token.content == token }) else {
            throw TokenizerError.missingToken(
                file: name, token: role, purpose: "around every text"
            )
        }
        return found.id
    }

    /// `CLIPTokenizer` ignores a file's steps, so a file with other steps would be read by the
    /// reference as something it is not.
    private static func requireCLIP(_ json: TokenizerJSON, _ file: String) throws {
        func require(_ holds: Bool, _ part: String) throws {
            guard holds else {
                throw TokenizerError.unsupported(
                    file: file, part: part, found: "not that of CLIPTokenizer",
                    supported: ["the steps of CLIPTokenizer, whose name tokenizer_config.json has"]
                )
            }
        }
        let older = PreTokenizer.sequence([
            .matches(of: CLIPTokens.wordPattern(specialTokens: [], engine: .oniguruma)), .byteLevel(),
        ])
        try require(json.steps.normalizer == CLIPTokens.normalizer, "normalizer")
        try require(
            [CLIPTokens.preTokenizer, older].contains(json.steps.preTokenizer), "pre_tokenizer"
        )
        try require(json.model.endOfWord == CLIPTokens.endOfWord, "model.end_of_word_suffix")
    }
}
