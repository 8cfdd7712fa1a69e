import Foundation
import Testing

@testable import ZeroShot

/// Rows of token ids as open_clip fills them, padding included.
struct OpenCLIPTokenizerTests {
    /// See `Tools/parity/openclip_tokenizers.py`.
    private static let context = 24

    private func folder(_ name: String) throws -> URL {
        try TextFixture.url("openclip-folders/\(name)")
    }

    private func expectEqual(
        _ tokenizer: any Tokenizer, _ texts: some Collection<String>, _ expected: [[Int32]],
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect(texts.count == expected.count, sourceLocation: sourceLocation)
        let mismatches = zip(texts, expected).compactMap { text, ids -> String? in
            let found = tokenizer.encode(text).ids
            guard found != ids else { return nil }
            let escaped = text.unicodeScalars.map { $0.escaped(asASCII: true) }.joined()
            return "'\(escaped)': \(found), expected \(ids)"
        }
        #expect(
            mismatches.isEmpty,
            "\(mismatches.count) of \(texts.count) texts: \(mismatches.prefix(3))",
            sourceLocation: sourceLocation
        )
    }

    @Test(arguments: ["t5", "gemma"])
    func `a folder's own tokenizer yields the rows of open_clip`(name: String) throws {
        let expected = try TextFixture.ids("openclip-folders/\(name)/canonicalize.ids")
        #expect(expected.count >= 2000 && expected.allSatisfy { $0.count == Self.context })
        let tokenizer = try OpenCLIPHuggingFaceTokenizer(
            folder: folder(name), contextLength: Self.context, cleaning: .canonicalize
        )
        #expect(tokenizer.contextLength == Self.context)
        expectEqual(tokenizer, try TextFixture.texts(), expected)
    }

    @Test(arguments: ["t5", "gemma"])
    func `texts are cleaned by their whitespace alone when nothing is asked for`(
        name: String
    ) throws {
        let expected = try TextFixture.ids("openclip-folders/\(name)/whitespace.ids")
        let tokenizer = try OpenCLIPHuggingFaceTokenizer(
            folder: folder(name), contextLength: Self.context
        )
        expectEqual(tokenizer, try TextFixture.texts().suffix(expected.count), expected)
    }

    @Test func `what is cut off is said as the caller wrote it`() throws {
        let tokenizer = try OpenCLIPHuggingFaceTokenizer(
            folder: folder("t5"), contextLength: 8, cleaning: .canonicalize
        )
        let text = "a photo of a Grand Piano and an acoustic guitar"
        let encoded = tokenizer.encode(text)
        let truncation = try #require(encoded.truncation)
        #expect(encoded.ids.count == 8 && truncation.limit == 8 && truncation.tokens > 8)
        #expect(text.hasSuffix(truncation.lost) && !truncation.lost.isEmpty)
        #expect(tokenizer.encode("owl").truncation == nil)
    }

    @Test func `the bundled table pads with zeros behind the text`() throws {
        let expected = try TextFixture.ids("openclip.ids")
        let tokenizer = try OpenCLIPTokenizer(
            contextLength: TextFixture.context, padding: .toContextLength
        )
        for (text, ids) in zip(try TextFixture.texts(), expected).suffix(300) {
            let missing = [Int32](repeating: 0, count: TextFixture.context - ids.count)
            #expect(tokenizer.encode(text).ids == ids + missing)
        }
    }
}
