import Foundation
import Testing

@testable import ZeroShot

/// Token ids equal those of the references on thousands of texts of every odd kind.
struct TokenizerParityTests {
    private func expectEqual(
        _ tokenizer: any Tokenizer, _ texts: [String], _ expected: [[Int32]],
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect(texts.count == expected.count, sourceLocation: sourceLocation)
        var mismatches: [String] = []
        for (text, ids) in zip(texts, expected) {
            let found = tokenizer.encode(text).ids
            if found != ids {
                let escaped = text.unicodeScalars.map { $0.escaped(asASCII: true) }.joined()
                mismatches.append("'\(escaped)': \(found), expected \(ids)")
            }
        }
        #expect(
            mismatches.isEmpty,
            "\(mismatches.count) of \(texts.count) texts: \(mismatches.prefix(3))",
            sourceLocation: sourceLocation
        )
    }

    @Test func `the texts are many and of every kind`() throws {
        let texts = try TextFixture.texts()
        #expect(texts.count >= 2000)
        #expect(texts.contains(""))
        for sample in ["<|endoftext|>", "<end_of_text>", "’", "ﬁ", "ＦＵＬＬ", "&amp;", "\u{1B}", "🇫🇷"] {
            #expect(texts.count { $0.unicodeScalars.contains(sample.unicodeScalars) } > 1)
        }
        #expect(try TextFixture.ids("huggingface.ids").count { $0.count == 77 } > 100)
        #expect(try TextFixture.ids("openclip.ids").count { $0.count == 77 } > 100)
    }

    @Test func `tokenizer-json yields the ids of transformers`() throws {
        let folder = try TemporaryFolder()
        try CLIPFiles().writeTokenizerJSON(to: folder.url)
        let tokenizer = try HuggingFaceTokenizer(
            folder: folder.url, contextLength: TextFixture.context
        )
        expectEqual(
            tokenizer, try TextFixture.texts(), try TextFixture.ids("huggingface.ids")
        )
    }

    @Test func `vocab-json and merges-txt yield the ids of transformers`() throws {
        let folder = try TemporaryFolder()
        try CLIPFiles().writeVocabularyAndMerges(to: folder.url)
        let tokenizer = try HuggingFaceTokenizer(
            folder: folder.url, contextLength: TextFixture.context
        )
        expectEqual(
            tokenizer, try TextFixture.texts(), try TextFixture.ids("huggingface.ids")
        )
    }

    @Test func `the bundled table yields the ids of open_clip`() throws {
        let tokenizer = try OpenCLIPTokenizer(contextLength: TextFixture.context)
        expectEqual(tokenizer, try TextFixture.texts(), try TextFixture.ids("openclip.ids"))
    }

    @Test(arguments: [OpenCLIPCleaning.Mode.whitespace, .canonicalize])
    func `each way of cleaning yields the ids of open_clip`(mode: OpenCLIPCleaning.Mode) throws {
        let expected = try TextFixture.ids("openclip-\(mode.rawValue).ids")
        #expect(expected.count >= 300)
        let tokenizer = try OpenCLIPTokenizer(
            contextLength: TextFixture.context, cleaning: mode
        )
        expectEqual(tokenizer, try TextFixture.texts().suffix(expected.count), expected)
    }
}
