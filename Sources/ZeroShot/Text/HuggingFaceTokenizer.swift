package import Foundation

/// The tokenizer of a checkpoint in Hugging Face layout, from `tokenizer.json` or from `vocab.json`
/// and `merges.txt`.
///
/// Equal to `AutoTokenizer` in transformers 5 with `truncation=True`, and with `padding="max_length"`
/// where it pads.
package struct HuggingFaceTokenizer: Tokenizer {
    package let contextLength: Int
    private let pipeline: any TokenPipeline
    private let frame: TokenFrame
    private let pad: TokenPad?
    private let file: String

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
        let table = try ProductResources.url(forResource: CLIPTokens.shippedTable)
        try self.init(
            HuggingFaceTokenizerFiles(clipMerges: table), contextLength: contextLength,
            padding: .none
        )
    }

    private init(
        _ files: HuggingFaceTokenizerFiles, contextLength: Int, padding: TokenPadding
    ) throws {
        let numbered = try files.numberedTokens()
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
        file = files.source.file
        pipeline = try files.pipeline(numbered)
    }

    /// Refuses a tokenizer that leaves an empty text without any token.
    ///
    /// - Throws: `TokenizerError.missingToken`.
    func requireTokenForEveryText() throws {
        guard encode("").ids.isEmpty else { return }
        throw TokenizerError.missingToken(
            file: file, token: SpecialTokenNames.Role.end.rawValue,
            purpose: "behind every text, where the text tower reads what the text means"
        )
    }

    package func encode(_ text: String) -> TokenizedText {
        encode(text) { $0 }
    }

    /// What the text tower takes for a prompt that is cleaned first.
    func encode(_ text: String, cleanedBy clean: (String) -> String) -> TokenizedText {
        let framed = pipeline.sequence(of: clean(text)).framed(
            by: frame, contextLength: contextLength, original: text,
            clean: { pipeline.sequence(of: clean($0)).cleaned }
        )
        return pad.map { framed.padded(with: $0, to: contextLength) } ?? framed
    }
}
