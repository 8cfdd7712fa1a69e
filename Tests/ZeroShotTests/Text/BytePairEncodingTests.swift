import Testing

@testable import ZeroShot

struct BytePairEncodingTests {
    /// Bytes are their own ids, 256 more at a word's end; merged tokens follow from 512 on.
    private func encode(_ word: String, _ merges: [(Int32, Int32)]) -> [Int32] {
        var table = MergeTable(capacity: merges.count)
        for (index, pair) in merges.enumerated() {
            table.append(pair.0, pair.1, joined: Int32(512 + index))
        }
        var tokens = TokenTable(capacity: 512)
        for (index, symbol) in ByteAlphabet.symbols.enumerated() {
            tokens.insert(symbol, id: Int32(index))
            tokens.insert(symbol + Array("</w>".utf8), id: Int32(256 + index))
        }
        let model = BytePairEncoding(
            tokens: tokens,
            merges: table,
            options: BytePairEncoding.Options(endOfWord: "</w>")
        )
        var scratch = TokenModel.Scratch()
        TokenModel.bytePairs(model).encode(Array(word.unicodeScalars)[...], scratch: &scratch)
        #expect(scratch.result.first?.start ?? 0 == 0)
        return scratch.result.map(\.id)
    }

    private let a = Int32(UInt8(ascii: "a"))
    private let b = Int32(UInt8(ascii: "b"))
    private let c = Int32(UInt8(ascii: "c"))

    @Test func `a word without merges is its bytes, the last one marked`() {
        #expect(encode("ab", []) == [a, b + 256])
        #expect(encode("a", []) == [a + 256])
        #expect(encode("", []) == [])
    }

    @Test func `the merge that comes first in the table wins`() {
        #expect(encode("abcc", [(b, c), (a, b)]) == [a, 512, c + 256])
        #expect(encode("abcc", [(a, b), (b, c)]) == [512, c, c + 256])
    }

    @Test func `merges build on one another`() {
        #expect(encode("ababb", [(a, b), (512, 512), (513, b + 256)]) == [514])
    }

    @Test func `overlapping pairs are joined from the left`() {
        #expect(encode("aaab", [(a, a)]) == [512, a, b + 256])
    }

    @Test func `the end of a word is another token than its inside`() {
        #expect(encode("abab", [(a, b)]) == [512, a, b + 256])
        #expect(encode("abab", [(a, b + 256)]) == [a, b, 512])
    }

    @Test func `a pair listed twice has its later rank`() {
        #expect(encode("abcc", [(a, b), (b, c), (a, b)]) == [a, 513, c + 256])
    }

    @Test func `a word as long as a book is encoded in time`() {
        let ids = encode(String(repeating: "ab", count: 50_000), [(a, b), (512, 512), (513, 513)])
        #expect(ids.count { $0 == 514 } == 12_499)
    }

    /// Expected ids are those of Hugging Face tokenizers 0.23.
    @Test(arguments: [
        // Without an unknown token what is left and right of a dropped character is joined.
        ("a☃☃b", BytePairEncoding.Options(), [3]),
        ("a☃☃b", BytePairEncoding.Options(unknown: "<unk>"), [1, 0, 0, 2]),
        ("a☃☃b☃", BytePairEncoding.Options(unknown: "<unk>", fusesUnknown: true), [1, 0, 2, 0]),
        ("aéab", BytePairEncoding.Options(unknown: "<unk>", byteFallback: true), [1, 4, 5, 3]),
        ("aèb", BytePairEncoding.Options(unknown: "<unk>", byteFallback: true), [1, 0, 2]),
        // Unknown characters come behind the bytes that follow them.
        ("☃éa", BytePairEncoding.Options(unknown: "<unk>", byteFallback: true), [4, 5, 0, 1]),
        ("abb", BytePairEncoding.Options(ignoresMerges: true), [9]),
        ("abb", BytePairEncoding.Options(), [3, 2]),
        (
            "abb",
            BytePairEncoding.Options(continuingPrefix: "##", endOfWord: "</w>"), [3, 7]
        ),
    ])
    func `each option does what it does in the library`(
        word: String, options: BytePairEncoding.Options, expected: [Int32]
    ) {
        let names = [
            "<unk>", "a", "b", "ab", "<0xC3>", "<0xA9>", "##b", "##b</w>", "b</w>", "abb",
        ]
        var tokens = TokenTable(capacity: names.count)
        for (id, name) in names.enumerated() { tokens.insert(name.utf8, id: Int32(id)) }
        var merges = MergeTable(capacity: 1)
        merges.append(1, options.continuingPrefix.isEmpty ? 2 : 6, joined: 3)
        let model = BytePairEncoding(tokens: tokens, merges: merges, options: options)
        var scratch = TokenModel.Scratch()
        TokenModel.bytePairs(model).encode(Array(word.unicodeScalars)[...], scratch: &scratch)
        #expect(scratch.result.map(\.id) == expected)
    }
}
