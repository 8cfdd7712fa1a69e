/// The steps and models that the tokenizer classes of transformers run.
extension HuggingFaceTokenizerFiles {
    /// What the tokenizer's class runs over a text, `added` taken out before.
    ///
    /// - Throws: `TokenizerError`.
    func pipeline(_ added: [NumberedToken]) throws -> any TokenPipeline {
        if let model = source.sentencePiece { return try siglipPipeline(model, added) }
        let splits = configuration.splitsSpecialTokens
        let found = added.filter { !($0.token.special && splits) }
        let steps = try steps()
        return TokenizerSteps(
            normalizer: steps.normalizer, preTokenizer: steps.preTokenizer, model: steps.model,
            addedTokens: found
        )
    }

    private typealias Steps = (
        normalizer: TextNormalizer, preTokenizer: PreTokenizer, model: TokenModel
    )

    private func steps() throws -> Steps {
        let unknown = configuration.names[.unknown]?.content
        switch configuration.tokenizerClass {
        case .clip:
            if let json = source.json { try requireCLIP(json) }
            // A class without an unknown token does without a vocabulary that needs one.
            let options = CLIPTokens.encodingOptions(unknown: unknown ?? "")
            return (CLIPTokens.normalizer, CLIPTokens.preTokenizer, try bytePairs(options))
        case .gemma, .siglip2:
            let normalizer = GemmaTokens.normalizer(
                lowercases: configuration.tokenizerClass == .siglip2
            )
            let options = GemmaTokens.encodingOptions(unknown: unknown)
            return (normalizer, GemmaTokens.preTokenizer, try bytePairs(options))
        case .t5:
            return (
                T5Tokens.normalizer(in: source.normalizer), T5Tokens.preTokenizer,
                .unigram(try t5Model())
            )
        case .tokenizerFile:
            guard let json = source.json else {
                preconditionFailure("nothing else is read for this class")
            }
            return (json.steps.normalizer, json.steps.preTokenizer, try model(of: json))
        case .siglip:
            preconditionFailure("this class has a pipeline of its own")
        }
    }

    private func siglipPipeline(
        _ model: SentencePieceModel, _ added: [NumberedToken]
    ) throws -> SiglipPipeline {
        if let token = added.first(where: \.token.singleWord)?.token {
            throw TokenizerError.unsupported(
                file: configurationFile,
                part: "single_word of '\(token.content)'", found: "true", supported: ["false"]
            )
        }
        var cleaning = model
        if !configuration.isLegacy { cleaning.addsDummyPrefix = false }
        let normalizer: SentencePieceNormalizer
        do {
            normalizer = try SentencePieceNormalizer(cleaning)
        } catch let error as PrecompiledCharsmap.Malformed {
            throw TokenizerError.wrongValue(
                file: source.file, part: "normalizer_spec.precompiled_charsmap",
                reason: error.reason
            )
        }
        return SiglipPipeline(
            normalizer: normalizer, model: try TokenModel(sentencePiece: model, file: source.file),
            unknown: configuration.names[.unknown]?.content ?? "",
            spaceID: source.vocabulary["\u{2581}"],
            addedTokens: configuration.splitsSpecialTokens ? [] : added,
            lowercases: configuration.lowercases
        )
    }

    private func bytePairs(_ options: BytePairEncoding.Options) throws -> TokenModel {
        guard case .bytePairs(let vocabulary) = source.vocabulary else {
            throw wrongModel(found: "Unigram", expected: "BPE")
        }
        return .bytePairs(try vocabulary.encoding(options, file: source.file))
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

    private func wrongModel(found: String, expected: String) -> TokenizerError {
        .unsupported(
            file: source.file, part: "model", found: "'\(found)' for this tokenizer's class",
            supported: ["'\(expected)'"]
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
        // Before transformers 4.17 a file had this one step, and the class did the rest.
        let isOldest = json.steps.preTokenizer == .byteLevel()
        let normalizer = isOldest ? TextNormalizer.sequence([]) : CLIPTokens.normalizer
        try require(json.steps.normalizer == normalizer, "normalizer")
        try require(
            isOldest || [CLIPTokens.preTokenizer, older].contains(json.steps.preTokenizer),
            "pre_tokenizer"
        )
        guard case .bytePairs(let options) = json.model else { return }
        try require(options.endOfWord == CLIPTokens.endOfWord, "model.end_of_word_suffix")
        var plain = options
        plain.unknown = nil
        try require(plain == CLIPTokens.encodingOptions(unknown: nil), "model")
    }
}
