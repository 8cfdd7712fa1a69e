package import Foundation

/// The tokenizer of a checkpoint in Hugging Face layout, from `tokenizer.json` or from `vocab.json`
/// and `merges.txt`.
///
/// Equal to `AutoTokenizer` in transformers 5 with `truncation=True`, and with `padding="max_length"`
/// where it pads.
package struct HuggingFaceTokenizer: Tokenizer {
    package let contextLength: Int
    private let steps: TokenizerSteps
    private let frame: TokenFrame
    private let pad: TokenPad?
    private let contents: [Int32: [Unicode.Scalar]]  // of added tokens, by id
    private let writtenTokens: AddedTokenMatcher  // looked for in the text as written
    private let cleanedTokens: AddedTokenMatcher  // looked for in cleaned text

    /// - Parameters:
    ///   - folder: the checkpoint's folder.
    ///   - contextLength: of the text tower; tokenizer files may say something else.
    ///   - padding: of prompts shorter than the context.
    /// - Throws: `TokenizerError`.
    package init(folder: URL, contextLength: Int, padding: TokenPadding = .none) throws {
        try self.init(
            HuggingFaceTokenizerFiles(folder: folder), contextLength: contextLength,
            padding: padding
        )
    }

    /// CLIP's own tokenizer, as transformers makes it of the table that ships with the product.
    ///
    /// - Throws: `TokenizerError`, `ProductResourceError`.
    init(clipContextLength contextLength: Int) throws {
        let table = try ProductResources.url(forResource: "tokenizer/clip-merges.txt")
        try self.init(
            HuggingFaceTokenizerFiles(clipMerges: table), contextLength: contextLength,
            padding: .none
        )
    }

    private init(
        _ files: HuggingFaceTokenizerFiles, contextLength: Int, padding: TokenPadding
    ) throws {
        let numbered = files.numberedTokens()
        let frame = try files.frame(numbered)
        guard contextLength > frame.count else {
            throw TokenizerError.contextTooShort(
                contextLength: contextLength, minimum: frame.count + 1
            )
        }
        self.contextLength = contextLength
        self.frame = frame
        pad =
            switch padding {
            case .none: nil
            case .toContextLength: try files.padding(numbered)
            }
        let steps = try files.steps()
        self.steps = steps

        let splitsSpecialTokens = files.configuration.splitsSpecialTokens
        let found = numbered.filter { !($0.token.special && splitsSpecialTokens) }
        contents = Dictionary(
            found.map { ($0.id, Array($0.token.content.unicodeScalars)) }, uniquingKeysWith: { $1 }
        )
        writtenTokens = AddedTokenMatcher(
            found.filter { !$0.token.normalized }.map {
                (Array($0.token.content.unicodeScalars), $0.token, $0.id)
            }
        )
        cleanedTokens = AddedTokenMatcher(
            found.filter(\.token.normalized).map {
                (steps.normalizer(Array($0.token.content.unicodeScalars)), $0.token, $0.id)
            }
        )
    }

    package func encode(_ text: String) -> TokenizedText {
        encode(text) { $0 }
    }

    /// What the text tower takes for a prompt that is cleaned first.
    func encode(_ text: String, cleanedBy clean: (String) -> String) -> TokenizedText {
        let framed = sequence(of: clean(text)).framed(
            by: frame, contextLength: contextLength, original: text,
            clean: { sequence(of: clean($0)).cleaned }
        )
        return pad.map { framed.padded(with: $0, to: contextLength) } ?? framed
    }

    private func sequence(of text: String) -> TokenSequence {
        var sequence = TokenSequence()
        let written = Array(text.unicodeScalars)
        for section in writtenTokens.sections(of: written) {
            if let id = section.id {
                sequence.append(id: id, named: contents[id, default: []])
            } else {
                append(
                    steps.normalizer(Array(written[section.range])),
                    isFirst: section.range.lowerBound == 0, to: &sequence
                )
            }
        }
        return sequence
    }

    private func append(
        _ cleaned: [Unicode.Scalar], isFirst: Bool, to sequence: inout TokenSequence
    ) {
        for section in cleanedTokens.sections(of: cleaned) {
            if let id = section.id {
                sequence.append(id: id, named: cleaned[section.range])
            } else {
                sequence.append(
                    cleaned[section.range], splitBy: steps.preTokenizer,
                    isFirst: isFirst && section.range.lowerBound == 0, using: steps.model
                )
            }
        }
    }
}
