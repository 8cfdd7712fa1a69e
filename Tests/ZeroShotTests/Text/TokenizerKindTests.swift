import Foundation
import Testing

@testable import ZeroShot

/// Tokenizers of every kind that SigLIP checkpoints have yield `AutoTokenizer`'s ids.
struct TokenizerKindTests {
    private struct Padding: Decodable {
        let id: Int32
        let side: String
    }

    @Test(arguments: TokenizerKind.names)
    func `each kind yields the ids of transformers`(name: String) throws {
        let kind = try TokenizerKind(name)
        let tokenizer = try kind.tokenizer()
        let reference = try kind.reference()
        #expect(reference.count >= 400)
        #expect(Set(reference.map(\.ids)).count > reference.count / 2)
        var mismatches: [String] = []
        for (text, ids) in reference {
            let found = tokenizer.encode(text).ids
            if found != ids {
                let escaped = text.unicodeScalars.map { $0.escaped(asASCII: true) }.joined()
                mismatches.append("'\(escaped)': \(found), expected \(ids)")
            }
        }
        #expect(
            mismatches.isEmpty,
            "\(mismatches.count) of \(reference.count) texts: \(mismatches.prefix(3))"
        )
    }

    @Test func `the kinds of whole families are compared on more than two thousand texts`() throws {
        for name in ["siglip", "t5", "multilingual", "gemma", "siglip2"] {
            #expect(try TokenizerKind(name).reference().count > 2400)
        }
    }

    @Test(arguments: TokenizerKind.names)
    func `each kind pads as transformers does`(name: String) throws {
        let paddings = try JSONDecoder().decode(
            [String: Padding].self, from: Data(contentsOf: TextFixture.url("kinds/padding.json"))
        )
        let padding = try #require(paddings[name])
        let kind = try TokenizerKind(name)
        let tokenizer = try kind.tokenizer(padding: .toContextLength)
        for (text, ids) in try kind.reference().suffix(100) {
            let missing = [Int32](repeating: padding.id, count: 64 - ids.count)
            let expected = padding.side == "left" ? missing + ids : ids + missing
            #expect(tokenizer.encode(text).ids == expected)
        }
    }
}
