import Testing

@testable import ZeroShot

struct UnigramTests {
    private func vocabulary(_ pieces: [(String, Double)]) -> UnigramVocabulary {
        var vocabulary = UnigramVocabulary(capacity: pieces.count)
        for (piece, score) in pieces { vocabulary.append(piece.unicodeScalars, score: score) }
        return vocabulary
    }

    private func encode(_ text: String, with model: Unigram) -> [TokenModel.Symbol] {
        var scratch = TokenModel.Scratch()
        TokenModel.unigram(model).encode(Array(text.unicodeScalars)[...], scratch: &scratch)
        return scratch.result
    }

    private func ids(
        _ text: String, _ pieces: [(String, Double)], byteFallback: Bool = false
    ) -> [Int32] {
        let model = Unigram(vocabulary(pieces), unknown: 0, byteFallback: byteFallback)
        return encode(text, with: model).map(\.id)
    }

    private static let pieces: [(String, Double)] = [
        ("<unk>", 0), ("a", 0), ("b", 0), ("c", 0), ("d", 0), ("cd", 1), ("ab", 2), ("abc", 5),
        ("abcd", 10),
    ]

    @Test func `the cut with the highest score wins`() {
        #expect(ids("abcdacdxx", Self.pieces) == [8, 1, 5, 0])
        #expect(ids("", Self.pieces) == [])
    }

    @Test func `of equal cuts the one with the longer last piece wins`() {
        let pieces: [(String, Double)] = [
            ("<unk>", -9), ("ab", -1), ("c", -1), ("a", -1), ("bc", -1),
        ]
        #expect(ids("abc", pieces) == [3, 4])
    }

    @Test func `unknown characters side by side are one token`() {
        #expect(ids("☃☃a☃", Self.pieces) == [0, 1, 0])
        // The piece for unknown text is itself unknown text where a text spells it.
        #expect(ids("☃<unk>☃a", Self.pieces) == [0, 1])
    }

    @Test func `an unknown character counts ten less than the lowest score`() {
        #expect(ids("b☃", [("<unk>", 0), ("b☃", 0), ("b", 9.5)]) == [1])
        #expect(ids("b☃", [("<unk>", 0), ("b☃", 0), ("b", 10.5)]) == [2, 0])
    }

    @Test func `unknown characters that spell a piece together are that piece`() {
        #expect(ids("xy", [("<unk>", 60), ("xy", 50)]) == [1])
    }

    @Test func `unknown text becomes bytes where each has a piece`() {
        let bytes = [0xC3, 0xA9].map { (BytePiece.name(of: $0), -5.0) }
        let pieces: [(String, Double)] = [("<unk>", 0), ("a", -1)] + bytes
        #expect(ids("aéa", pieces, byteFallback: true) == [1, 2, 3, 1])
        #expect(ids("aé", pieces) == [1, 0])
        #expect(ids("aè", pieces, byteFallback: true) == [1, 0])
        #expect(ids("aéè", pieces, byteFallback: true) == [1, 0])
    }

    @Test func `of a piece listed twice the later one counts`() {
        #expect(ids("ab", [("<unk>", 0), ("a", -1), ("a", -2), ("b", -1)]) == [2, 3])
    }

    @Test func `tokens say where they begin`() {
        let model = Unigram(vocabulary(Self.pieces), unknown: 0, byteFallback: false)
        #expect(encode("☃☃abcd☃", with: model).map(\.start) == [0, 2, 6])
    }

    @Test func `scores are rounded as SentencePiece rounds them`() {
        // In single precision the two ways have the same score, -16777218.
        let pieces = [("<unk>", -1), ("a", -16_777_216), ("b", -1.2), ("ab", -16_777_217.5)]
        func ids(_ precision: Unigram.Precision) -> [Int32] {
            let model = Unigram(
                vocabulary(pieces), unknown: 0, byteFallback: false, lowestScore: -1,
                precision: precision
            )
            return encode("ab", with: model).map(\.id)
        }
        #expect(ids(.double) == [1, 2])
        #expect(ids(.single) == [3])
    }

    @Test func `a vocabulary grows beyond what it was made for`() {
        var vocabulary = UnigramVocabulary(capacity: 1)
        for index in 0..<5000 {
            vocabulary.append("piece \(index)".unicodeScalars, score: -Double(index))
        }
        #expect(vocabulary.id(of: "piece 4321".unicodeScalars) == 4321)
        #expect(vocabulary.id(of: "piece 43210".unicodeScalars) == nil)
        #expect(vocabulary.id(of: "piece".unicodeScalars) == nil)
        #expect(vocabulary.id(of: "".unicodeScalars) == nil)
    }

    @Test func `a text as long as a book is cut in time`() {
        let text = String(repeating: "abcd", count: 50_000)
        #expect(ids(text, Self.pieces).count == 50_000)
    }
}
