import Foundation

/// What a folder's tokenizer files say together.
struct HuggingFaceTokenizerFiles {
    /// An added token and its id.
    struct NumberedToken {
        let id: Int32
        let token: AddedToken
    }

    /// A vocabulary and what stands beside it in its file.
    private struct Source {
        let file: String
        let vocabulary: TokenizerVocabulary
        var json: TokenizerJSON?
    }

    let configuration: TokenizerConfiguration
    private let folder: URL
    private let source: Source

    /// - Throws: `TokenizerError`.
    init(folder: URL) throws {
        self.folder = folder
        let tokenizerClass = try TokenizerConfiguration.tokenizerClass(in: folder)
        source = try Self.source(in: folder, tokenizerClass)
        configuration = try TokenizerConfiguration(
            folder: folder, tokenizerClass: tokenizerClass,
            listed: source.json?.steps.addedTokens ?? []
        )
    }

    /// The merges of CLIP's own vocabulary, with everything else as `CLIPTokenizer` has it.
    ///
    /// - Throws: `TokenizerError`.
    init(clipMerges merges: URL) throws {
        folder = merges.deletingLastPathComponent()
        let file = try TokenizerFile(merges)
        let vocabulary = try BytePairVocabulary(
            mergesOf: file,
            specialTokens: [CLIPTokens.huggingFaceStart, CLIPTokens.huggingFaceEnd]
        )
        source = Source(file: file.name, vocabulary: .bytePairs(vocabulary))
        configuration = try TokenizerConfiguration(
            folder: folder, tokenizerClass: .clip, listed: []
        )
    }

    private static func source(in folder: URL, _ tokenizerClass: TokenizerClass) throws -> Source {
        func file(_ name: String) throws -> TokenizerFile? {
            let url = folder.appending(path: name)
            let exists = FileManager.default.fileExists(atPath: url.path(percentEncoded: false))
            return exists ? try TokenizerFile(url) : nil
        }
        if let file = try file("tokenizer.json") {
            let json = try TokenizerJSON(file, numbers: tokenizerClass.numbers)
            return Source(file: file.name, vocabulary: json.vocabulary, json: json)
        }
        guard let vocabulary = try file("vocab.json"), let merges = try file("merges.txt") else {
            throw TokenizerError.noTokenizer(folder: folder.path(percentEncoded: false))
        }
        guard tokenizerClass == .clip else {
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
        return Source(file: vocabulary.name, vocabulary: .bytePairs(read))
    }

    /// The added tokens with the ids that the vocabulary has for them, or new ones behind it.
    func numberedTokens() -> [NumberedToken] {
        var next = Int32(source.vocabulary.count)
        return configuration.addedTokens.filter { !$0.content.isEmpty }.map { token in
            let id = source.vocabulary[token.content] ?? next
            next = max(next, id + 1)
            return NumberedToken(id: id, token: token)
        }
    }

    /// The steps and the model that the tokenizer's class runs.
    ///
    /// - Throws: `TokenizerError`.
    func steps() throws -> TokenizerSteps {
        let unknown = configuration.names[.unknown]?.content
        switch configuration.tokenizerClass {
        case .clip:
            if let json = source.json { try requireCLIP(json) }
            // A class without an unknown token does without a vocabulary that needs one.
            let options = CLIPTokens.encodingOptions(unknown: unknown ?? "")
            return TokenizerSteps(
                normalizer: CLIPTokens.normalizer, preTokenizer: CLIPTokens.preTokenizer,
                model: .bytePairs(try bytePairs().encoding(options, file: source.file))
            )
        case .gemma, .siglip2:
            let options = GemmaTokens.encodingOptions(unknown: unknown)
            return TokenizerSteps(
                normalizer: GemmaTokens.normalizer(
                    lowercases: configuration.tokenizerClass == .siglip2
                ),
                preTokenizer: GemmaTokens.preTokenizer,
                model: .bytePairs(try bytePairs().encoding(options, file: source.file))
            )
        case .t5:
            return TokenizerSteps(
                normalizer: T5Tokens.normalizer(in: source.json?.steps.normalizer ?? .sequence([])),
                preTokenizer: T5Tokens.preTokenizer, model: .unigram(try t5Model())
            )
        case .siglip:
            throw needs("spiece.model")
        case .tokenizerFile:
            guard let json = source.json else { throw needs("tokenizer.json") }
            return TokenizerSteps(
                normalizer: json.steps.normalizer, preTokenizer: json.steps.preTokenizer,
                model: try model(of: json)
            )
        }
    }

    /// The tokens around every text, `added` among them.
    ///
    /// - Throws: `TokenizerError`.
    func frame(_ added: [NumberedToken]) throws -> TokenFrame {
        func around(_ start: Bool, _ end: Bool) throws -> TokenFrame {
            TokenFrame(
                start: start ? [try id(of: .start, added)] : [],
                end: end ? [try id(of: .end, added)] : []
            )
        }
        let listed = source.json?.steps.frame
        switch configuration.tokenizerClass {
        case .clip:
            let frame = try around(true, true)
            guard listed == nil || listed == frame else {
                throw TokenizerError.conflictingFrame(
                    file: source.file, found: listed.map { $0.start + $0.end } ?? [],
                    expected: frame.start + frame.end
                )
            }
            return frame
        case .t5, .siglip:
            return try around(false, true)
        case .gemma, .siglip2, .tokenizerFile:
            if let listed { return listed }
            // Where there is a tokenizer.json, what it does not add nothing adds.
            let isAlone = source.json == nil
            return try around(
                isAlone && configuration.addsStart, isAlone && configuration.addsEnd
            )
        }
    }

    /// The token that makes up for missing ones, one of `added` as a rule, and its side.
    ///
    /// - Throws: `TokenizerError.missingToken`, naming the file, when no file names one.
    func padding(_ added: [NumberedToken]) throws -> TokenPad {
        let listed = source.json?.steps.padding
        let name = configuration.names[.padding]?.content ?? listed?.token
        guard let name,
            let id = added.first(where: { $0.token.content == name })?.id ?? source.vocabulary[name]
        else {
            throw TokenizerError.missingToken(
                file: source.file, token: SpecialTokenNames.Role.padding.rawValue,
                purpose: "behind every text that is shorter than the context"
            )
        }
        return TokenPad(
            id: id,
            side: configuration.paddingSide ?? listed?.side
                ?? configuration.tokenizerClass.paddingSide
        )
    }

    private func bytePairs() throws -> BytePairVocabulary {
        guard case .bytePairs(let vocabulary) = source.vocabulary else {
            throw wrongModel(found: "Unigram", expected: "BPE")
        }
        return vocabulary
    }

    private func t5Model() throws -> Unigram {
        guard case .unigram(let vocabulary) = source.vocabulary else {
            throw wrongModel(found: "BPE", expected: "Unigram")
        }
        guard vocabulary.scores.indices.contains(Int(T5Tokens.unknown)) else {
            throw TokenizerError.wrongValue(
                file: source.file, part: "model.vocab",
                reason: "has \(vocabulary.count) pieces, and the third stands for unknown text"
            )
        }
        return Unigram(vocabulary, unknown: T5Tokens.unknown, byteFallback: false)
    }

    private func model(of json: TokenizerJSON) throws -> TokenModel {
        switch (json.vocabulary, json.model) {
        case (.bytePairs(let vocabulary), .bytePairs(let options)):
            return .bytePairs(try vocabulary.encoding(options, file: source.file))
        case (.unigram(let vocabulary), .unigram(let unknown, let byteFallback)):
            return .unigram(
                Unigram(vocabulary, unknown: Int32(unknown), byteFallback: byteFallback)
            )
        case (.bytePairs, .unigram), (.unigram, .bytePairs):
            preconditionFailure("a file's vocabulary is that of its model")
        }
    }

    private func id(
        of role: SpecialTokenNames.Role, _ added: [NumberedToken]
    ) throws -> Int32 {
        let token = configuration.names[role]?.content
        guard let token, let found = added.first(where: { $0.token.content == token }) else {
            throw TokenizerError.missingToken(
                file: source.file, token: role.rawValue, purpose: "around every text"
            )
        }
        return found.id
    }

    private func wrongModel(found: String, expected: String) -> TokenizerError {
        .unsupported(
            file: source.file, part: "model", found: "'\(found)' for this tokenizer's class",
            supported: ["'\(expected)'"]
        )
    }

    private func needs(_ file: String) -> TokenizerError {
        .unsupported(
            file: folder.appending(path: TokenizerConfiguration.fileName)
                .path(percentEncoded: false),
            part: "tokenizer_class", found: "a class that needs \(file)",
            supported: ["the class with the files that it needs"]
        )
    }

    /// `CLIPTokenizer` ignores a file's steps, so a file with other steps would be read by the
    /// reference as something it is not.
    private func requireCLIP(_ json: TokenizerJSON) throws {
        func require(_ holds: Bool, _ part: String) throws {
            guard holds else {
                throw TokenizerError.unsupported(
                    file: source.file, part: part, found: "not that of CLIPTokenizer",
                    supported: ["the steps of CLIPTokenizer, whose name tokenizer_config.json has"]
                )
            }
        }
        let older = PreTokenizer.sequence([
            .matches(of: CLIPTokens.wordPattern(specialTokens: [], engine: .oniguruma)),
            .byteLevel(),
        ])
        try require(json.steps.normalizer == CLIPTokens.normalizer, "normalizer")
        try require(
            [CLIPTokens.preTokenizer, older].contains(json.steps.preTokenizer), "pre_tokenizer"
        )
        guard case .bytePairs(let options) = json.model else { return }
        try require(options.endOfWord == CLIPTokens.endOfWord, "model.end_of_word_suffix")
        var plain = options
        plain.unknown = nil
        try require(plain == CLIPTokens.encodingOptions(unknown: nil), "model")
    }
}
