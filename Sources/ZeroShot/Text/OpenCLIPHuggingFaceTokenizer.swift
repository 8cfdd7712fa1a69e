package import Foundation

/// The tokenizer of OpenCLIP checkpoints that bring one of their own, as SigLIP's do.
///
/// Equal to `HFTokenizer` in open_clip: the cleaning of open_clip, then the tokenizer in the folder,
/// cut and padded to the context.
package struct OpenCLIPHuggingFaceTokenizer: Tokenizer {
    private let tokenizer: HuggingFaceTokenizer
    private let cleaning: OpenCLIPCleaning

    package var contextLength: Int { tokenizer.contextLength }

    /// - Parameters:
    ///   - folder: the checkpoint's folder.
    ///   - contextLength: `context_length` of the text tower.
    ///   - cleaning: `clean` in `tokenizer_kwargs`.
    /// - Throws: `TokenizerError`, `ProductResourceError`.
    package init(
        folder: URL, contextLength: Int, cleaning: OpenCLIPCleaning.Mode = .whitespace
    ) throws {
        tokenizer = try HuggingFaceTokenizer(
            folder: folder, contextLength: contextLength, padding: .toContextLength
        )
        self.cleaning = try OpenCLIPCleaning(mode: cleaning)
    }

    package func encode(_ text: String) -> TokenizedText {
        tokenizer.encode(text) { String(scalars: cleaning(Array($0.unicodeScalars))) }
    }
}
