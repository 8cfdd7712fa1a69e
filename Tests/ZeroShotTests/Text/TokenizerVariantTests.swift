import Foundation
import Testing

@testable import ZeroShot

/// Folders in which one thing is unusual, compared with `AutoTokenizer` in transformers.
struct TokenizerVariantTests {
    private struct Expected: Decodable {
        let context: Int
        let texts: [String]
        let ids: [[Int32]]
    }

    private static func names() throws -> [String] {
        let folder = try TextFixture.url("variants").path(percentEncoded: false)
        return try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    }

    @Test func `there are variants of every kind`() throws {
        #expect(try Self.names().count >= 20)
    }

    @Test func `each variant yields the ids of transformers`() throws {
        for name in try Self.names() {
            let folder = try TextFixture.url("variants/\(name)")
            let expected = try JSONDecoder().decode(
                Expected.self, from: Data(contentsOf: folder.appending(path: "expected.json"))
            )
            let tokenizer = try HuggingFaceTokenizer(
                folder: folder, contextLength: expected.context
            )
            #expect(expected.texts.count == expected.ids.count && !expected.ids.isEmpty)
            for (text, ids) in zip(expected.texts, expected.ids) {
                #expect(tokenizer.encode(text).ids == ids, "\(name): '\(text)'")
            }
        }
    }
}
