/// The tokenizer of CLIP checkpoints in OpenCLIP layout; its table ships with the product.
///
/// Equal to `SimpleTokenizer` in open_clip, but for one step of its cleaning; see `CharacterRepair`.
package struct OpenCLIPTokenizer: Tokenizer {
    package let contextLength: Int
    private let padding: TokenPadding
    private let cleaning: OpenCLIPCleaning
    private let model: TokenModel
    private let frame: TokenFrame
    private let specialTokens: [(content: [Unicode.Scalar], id: Int32)]

    private static let pattern = CLIPTokens.wordPattern(
        specialTokens: [CLIPTokens.openCLIPStart, CLIPTokens.openCLIPEnd],
        engine: .pythonIgnoringCase
    )

    /// The rows that open_clip fills are zeros before, which is the token `!`.
    private static let pad = TokenPad(id: 0, side: .right)

    /// - Parameters:
    ///   - contextLength: `context_length` of the text tower.
    ///   - cleaning: `clean` in `tokenizer_kwargs`.
    ///   - padding: to the context length for a tower that reads padding; else such a tower's
    ///     embeddings differ from open_clip's, which always pads.
    /// - Throws: `TokenizerError`, `ProductResourceError`.
    package init(
        contextLength: Int, cleaning: OpenCLIPCleaning.Mode = .lower, padding: TokenPadding = .none
    ) throws {
        let file = try TokenizerFile(
            ProductResources.url(forResource: CLIPTokens.shippedTable)
        )
        let names = [CLIPTokens.openCLIPStart, CLIPTokens.openCLIPEnd]
        let vocabulary = try BytePairVocabulary(mergesOf: file, specialTokens: names)
        specialTokens = names.enumerated().map { index, name in
            (Array(name.unicodeScalars), Int32(vocabulary.tokens.count - names.count + index))
        }
        frame = TokenFrame(
            start: specialTokens.prefix(1).map(\.id), end: specialTokens.suffix(1).map(\.id)
        )
        guard contextLength > frame.count else {
            throw TokenizerError.contextTooShort(
                contextLength: contextLength, minimum: frame.count + 1
            )
        }
        self.contextLength = contextLength
        self.padding = padding
        self.cleaning = try OpenCLIPCleaning(mode: cleaning)
        model = .bytePairs(
            try vocabulary.encoding(CLIPTokens.encodingOptions(unknown: nil), file: file.name)
        )
    }

    package func encode(_ text: String) -> TokenizedText {
        let framed = sequence(of: text).framed(
            by: frame, contextLength: contextLength, original: text,
            clean: { cleaning(Array($0.unicodeScalars)) }
        )
        switch padding {
        case .none: return framed
        case .toContextLength: return framed.padded(with: Self.pad, to: contextLength)
        }
    }

    private func sequence(of text: String) -> TokenSequence {
        let cleaned = cleaning(Array(text.unicodeScalars))
        var sequence = TokenSequence(cleaned: cleaned)
        for word in Self.pattern.matches(in: cleaned, cleaned.indices) {
            let special = specialTokens.first { cleaned[word].elementsEqual($0.content) }
            if let special {
                sequence.append(special: special.id, word: word)
            } else {
                sequence.append(bytesOf: word, using: model)
            }
        }
        return sequence
    }
}
