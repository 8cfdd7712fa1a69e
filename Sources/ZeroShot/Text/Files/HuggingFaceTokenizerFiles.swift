import Foundation

/// What a folder's tokenizer files say together.
struct HuggingFaceTokenizerFiles {
    /// An added token and its id.
    struct NumberedToken {
        let id: Int32
        let token: AddedToken
    }

    /// A vocabulary and what stands beside it in its file.
    struct Source {
        let file: String
        let vocabulary: TokenizerVocabulary
        let normalizer: TextNormalizer
        var json: TokenizerJSON?
        var sentencePiece: SentencePieceModel?
    }

    let configuration: TokenizerConfiguration
    let source: Source
    private let folder: URL

    /// - Throws: `TokenizerError`.
    init(folder: URL) throws {
        self.folder = folder
        let tokenizerClass = try TokenizerConfiguration.tokenizerClass(in: folder)
        if let file = try Self.modelFile(in: folder, tokenizerClass) {
            let model = try SentencePieceModel(file)
            configuration = try TokenizerConfiguration(
                folder: folder, tokenizerClass: tokenizerClass, pieces: model.addedTokens
            )
            source = Source(
                file: file.name,
                vocabulary: tokenizerClass == .t5
                    ? try model.unigram(
                        sentinelCount: configuration.sentinelCount, file: file.name
                    ) : try model.bytePairs(file: file.name),
                normalizer: try model.normalizer(file: file.name)
            )
        } else {
            source = try Self.source(in: folder, tokenizerClass)
            configuration = try TokenizerConfiguration(
                folder: folder, tokenizerClass: tokenizerClass,
                listed: source.json?.steps.addedTokens ?? []
            )
        }
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
        source = Source(
            file: file.name, vocabulary: .bytePairs(vocabulary), normalizer: CLIPTokens.normalizer
        )
        configuration = try TokenizerConfiguration(
            folder: folder, tokenizerClass: .clip, listed: []
        )
    }

    /// The SentencePiece model that the class reads where there is no tokenizer.json.
    private static func modelFile(
        in folder: URL, _ tokenizerClass: TokenizerClass
    ) throws -> TokenizerFile? {
        switch tokenizerClass {
        case .gemma, .siglip2, .t5:
            try exists("tokenizer.json", in: folder) ? nil : SentencePieceModel.file(in: folder)
        case .clip, .siglip, .tokenizerFile: nil
        }
    }

    private static func exists(_ name: String, in folder: URL) -> Bool {
        FileManager.default.fileExists(
            atPath: folder.appending(path: name).path(percentEncoded: false)
        )
    }

    private static func source(in folder: URL, _ tokenizerClass: TokenizerClass) throws -> Source {
        func file(_ name: String) throws -> TokenizerFile? {
            try exists(name, in: folder) ? TokenizerFile(folder.appending(path: name)) : nil
        }
        if tokenizerClass == .siglip { return try siglipSource(in: folder) }
        if let file = try file("tokenizer.json") {
            let json = try TokenizerJSON(file, numbers: tokenizerClass.numbers)
            return Source(
                file: file.name, vocabulary: json.vocabulary, normalizer: json.steps.normalizer,
                json: json
            )
        }
        guard let vocabulary = try file("vocab.json"), let merges = try file("merges.txt") else {
            throw TokenizerError.noTokenizer(folder: folder.path(percentEncoded: false))
        }
        guard tokenizerClass == .clip else {
            throw TokenizerError.unsupported(
                file: configurationFile(in: folder),
                part: "tokenizer_class", found: "a class that needs tokenizer.json",
                supported: ["'CLIPTokenizer'"]
            )
        }
        var cursor = JSONCursor(vocabulary.bytes)
        var read = try BytePairVocabulary(json: &cursor, in: vocabulary)
        try vocabulary.naming { try cursor.requireEnd() }
        try read.addMerges(of: merges)
        return Source(
            file: vocabulary.name, vocabulary: .bytePairs(read), normalizer: CLIPTokens.normalizer
        )
    }

    /// `SiglipTokenizer` reads a model file and nothing else.
    private static func siglipSource(in folder: URL) throws -> Source {
        guard let file = try SentencePieceModel.file(in: folder) else {
            throw TokenizerError.unsupported(
                file: configurationFile(in: folder),
                part: "tokenizer_class", found: "'SiglipTokenizer' without spiece.model",
                supported: ["it with spiece.model, which the checkpoint comes with"]
            )
        }
        let model = try SentencePieceModel(file)
        return Source(
            file: file.name, vocabulary: .unigram(UnigramVocabulary(sentencePiece: model)),
            normalizer: .sequence([]), sentencePiece: model
        )
    }

    /// The path of tokenizer_config.json, whether it is there or not.
    var configurationFile: String {
        Self.configurationFile(in: folder)
    }

    private static func configurationFile(in folder: URL) -> String {
        folder.appending(path: TokenizerConfiguration.fileName).path(percentEncoded: false)
    }

    /// The added tokens with the ids that the vocabulary has for them, or new ones behind it.
    ///
    /// - Throws: `TokenizerError.idOutOfRange`.
    func numberedTokens() throws -> [NumberedToken] {
        var next = source.vocabulary.count
        return try configuration.addedTokens.filter { !$0.content.isEmpty }.map { token in
            let number = source.vocabulary[token.content].map(Int.init) ?? next
            guard let id = Int32(exactly: number), id < Int32.max else {
                throw TokenizerError.idOutOfRange(
                    file: source.file, token: token.content, id: number
                )
            }
            next = max(next, number + 1)
            return NumberedToken(id: id, token: token)
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
            // The oldest files leave the two to the class.
            if let listed, listed.count > 0, listed != frame {
                throw TokenizerError.conflictingFrame(
                    file: source.file, found: listed.start + listed.end,
                    expected: frame.start + frame.end
                )
            }
            return frame
        case .t5:
            return try around(false, true)
        case .siglip:
            var frame = try around(false, true)
            frame.omitsRepeatedEnd = true
            return frame
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
}
