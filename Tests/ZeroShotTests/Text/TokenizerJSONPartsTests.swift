import Foundation
import Testing

@testable import ZeroShot

/// The tables of a vocabulary with tens of thousands of tokens, in each form that files have.
struct TokenizerJSONPartsTests {
    private let folder: TemporaryFolder
    private let tokens: [String]
    private let pairs: [(left: String, right: String)]

    init() throws {
        folder = try TemporaryFolder()
        // All words of up to four letters of seven, each made of its beginning and a letter; the
        // letters take one to four bytes, and two are written as escapes.
        let letters = ["a", "é", "▁", "猫", "🦉", "\"", "\\"]
        var tokens = letters
        var pairs: [(left: String, right: String)] = []
        var words = letters
        for _ in 2...5 {
            words = words.flatMap { word in
                letters.map { letter in
                    pairs.append((word, letter))
                    return word + letter
                }
            }
            tokens += words
        }
        self.tokens = tokens
        self.pairs = pairs
    }

    private func json(_ string: String) -> String {
        let escaped = string.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
        return "\"\(escaped.replacing("🦉", with: "\\ud83e\\udd89"))\""
    }

    private var vocabulary: String {
        let members = tokens.enumerated().map { "\(json($1)): \($0)" }
        return "\"vocab\": {\(members.joined(separator: ",\n  "))}"
    }

    private var mergesAsPairs: String {
        let members = pairs.map { "[\n\(json($0.left)),\n\(json($0.right))\n]" }
        return "\"merges\": [\(members.joined(separator: ","))]"
    }

    private var mergesAsStrings: String {
        "\"merges\": [\(pairs.map { json("\($0.left) \($0.right)") }.joined(separator: ", "))]"
    }

    private func parts(model: String) throws -> TokenizerJSONParts {
        let text = "{\"version\": \"1.0\", \"model\": {\(model)}, \"added_tokens\": []}"
        let file = try TokenizerFile(folder.write(text, to: "tokenizer.json"))
        return try TokenizerJSONParts(file, numbers: .nearest)
    }

    private func expectAll(
        _ found: BytePairVocabulary, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        #expect(tokens.count == 19_607 && found.tokens.count == tokens.count)
        #expect(found.merges.count == pairs.count, sourceLocation: sourceLocation)
        let wrongTokens = tokens.enumerated().filter { found.tokens[$1.utf8] != Int32($0) }
        #expect(wrongTokens.isEmpty, sourceLocation: sourceLocation)
        let wrongMerges = try pairs.enumerated().filter { rank, pair in
            let left = try #require(found.tokens[pair.left.utf8])
            let right = try #require(found.tokens[pair.right.utf8])
            let joined = try #require(found.tokens[(pair.left + pair.right).utf8])
            return found.merges[left, right] != MergeTable.Merge(rank: UInt32(rank), id: joined)
        }
        #expect(wrongMerges.isEmpty, sourceLocation: sourceLocation)
    }

    /// The option tells how merges are read; it comes first in files of today, and may be absent.
    private let option = #""continuing_subword_prefix": null"#

    @Test func `merges as pairs and as strings make the same tables`() throws {
        for merges in [mergesAsPairs, mergesAsStrings] {
            try expectAll(parts(model: "\(option), \(vocabulary), \(merges)").bytePairVocabulary())
        }
    }

    @Test func `tables and options may stand in any order`() throws {
        let (vocabulary, merges) = (vocabulary, mergesAsPairs)
        for model in [
            "\(merges), \(vocabulary)", "\(vocabulary), \(merges)",
            "\(option), \(merges), \(vocabulary)", "\(vocabulary), \(merges), \(option)",
        ] {
            try expectAll(parts(model: model).bytePairVocabulary())
        }
    }

    @Test(arguments: [false, true])
    func `what continues a word is left out of the token that a merge yields`(
        isLast: Bool
    ) throws {
        let option = #""continuing_subword_prefix": "@@""#
        let tables = #""vocab": {"o": 0, "@@w": 1, "ow": 2}, "merges": ["o @@w"]"#
        let vocabulary = try parts(
            model: isLast ? "\(tables), \(option)" : "\(option), \(tables)"
        ).bytePairVocabulary()
        #expect(vocabulary.merges[0, 1] == MergeTable.Merge(rank: 0, id: 2))
    }

    @Test func `a unigram vocabulary is read with its scores`() throws {
        let vocabulary = try parts(
            model: #""vocab": [ ["<unk>", 0.0], ["▁", -2], ["猫\u00e9", -3.5e-1] ]"#
        ).unigramVocabulary()
        #expect(vocabulary.scores == [0, -2, -0.35])
        for numbers in [UnigramVocabulary.Numbers.nearest, .scaled] {
            // The least integer has no magnitude of its own type.
            let tiny = Array("-1e-9223372036854775808".utf8)
            #expect(UnigramVocabulary.number(tiny[...], numbers) == 0)
        }
        #expect(vocabulary.id(of: "猫é".unicodeScalars) == 2)
    }

    @Test(arguments: [
        (#""vocab": [["a"]]"#, 39, "a piece and its score, a finite number"),
        (#""vocab": [["a", 1, 2]]"#, 39, "a piece and its score, a finite number"),
        (#""vocab": [["a", 1e999]]"#, 39, "a piece and its score, a finite number"),
        (#""vocab": [["a", "b"]]"#, 39, "a piece and its score, a finite number"),
        (#""vocab": [["a", -]]"#, 39, "a piece and its score, a finite number"),
        (#""vocab": {}"#, 38, "'['"),
    ])
    func `a unigram vocabulary of another form is refused with its place`(
        model: String, offset: Int, expected: String
    ) throws {
        #expect(
            throws: TokenizerError.malformed(
                file: folder.path("tokenizer.json"), offset: offset, expected: expected
            )
        ) { try parts(model: model).unigramVocabulary() }
    }

    @Test func `what is not a table is kept as text`() throws {
        let options = (#""type": "BPE""#, #""dropout": [null]"#)
        let parts = try parts(model: "\(options.0), \(vocabulary), \(options.1), \(mergesAsPairs)")
        #expect(parts.steps == Array(#"{"version":"1.0","added_tokens":[]}"#.utf8))
        #expect(parts.model == Array(#"{"model":{"type":"BPE","dropout":[null]}}"#.utf8))
    }

    @Test func `a missing table is named`() throws {
        let file = folder.path("tokenizer.json")
        #expect(
            throws: TokenizerError.wrongValue(
                file: file, part: "model.merges", reason: "is missing"
            )
        ) { try parts(model: vocabulary).bytePairVocabulary() }
        #expect(
            throws: TokenizerError.wrongValue(
                file: file, part: "model.vocab", reason: "is missing"
            )
        ) { try parts(model: mergesAsPairs).bytePairVocabulary() }
    }

    @Test func `a byte-pair vocabulary of another form is refused with its place`() throws {
        let parts = try parts(model: "\"vocab\": [[\"a\", 1]], \"merges\": []")
        #expect(
            throws: TokenizerError.malformed(
                file: folder.path("tokenizer.json"), offset: 38, expected: "'{'"
            )
        ) { try parts.bytePairVocabulary() }
    }
}
