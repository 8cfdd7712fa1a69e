import Foundation
import Testing

@testable import ZeroShot

/// What is read of a model file, and files that cannot be used.
struct SentencePieceModelTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private struct Piece {
        var text: [UInt8]
        var score: Float = -1
        var kind: UInt64 = 1

        init(_ text: String, score: Float = -1, kind: UInt64 = 1) {
            self.text = Array(text.utf8)
            self.score = score
            self.kind = kind
        }

        var message: [UInt8] {
            var writer = ProtobufWriter()
            writer.bytes(1, text)
            writer.float(2, score)
            writer.varint(3, kind)
            return writer.bytes
        }
    }

    private static let pieces = [
        Piece("<unk>", score: 0, kind: 2), Piece("</s>", score: 0, kind: 3), Piece("▁owl"),
        Piece("🦉", score: -2.5, kind: 4), Piece("é", kind: 5),
    ]

    /// A file as SentencePiece writes it, with options as numbers of their fields.
    private func model(
        _ pieces: [Piece] = Self.pieces, trainer: [(Int, UInt64)] = [],
        normalizer: [(Int, UInt64)] = []
    ) -> [UInt8] {
        var writer = ProtobufWriter()
        for piece in pieces { writer.bytes(1, piece.message) }
        for (number, options) in [(2, trainer), (3, normalizer)] {
            var message = ProtobufWriter()
            for (number, value) in options { message.varint(number, value) }
            writer.bytes(number, message.bytes)
        }
        return writer.bytes
    }

    private func read(_ bytes: [UInt8]) throws -> SentencePieceModel {
        try SentencePieceModel(TokenizerFile(binary: folder.write(bytes, to: "spiece.model")))
    }

    /// The error's sentence without the folder's path.
    private func message(_ bytes: [UInt8]) throws -> String {
        let error = #expect(throws: TokenizerError.self) { try read(bytes) }
        return try #require(error).description
            .replacingOccurrences(of: folder.path("spiece.model"), with: "F")
    }

    @Test func `pieces and options are read`() throws {
        let read = try read(
            model(trainer: [(3, 2), (24, 1)], normalizer: [(3, 0), (4, 0), (5, 0)])
        )
        #expect(read.algorithm == .bytePairs)
        #expect(read.treatsWhitespaceAsSuffix)
        #expect(!read.addsDummyPrefix && !read.removesExtraWhitespace && !read.escapesWhitespace)
        #expect(!read.byteFallback && read.charsmap.isEmpty && read.unknown == 0)
        #expect(read.pieces.map(\.text) == ["<unk>", "</s>", "▁owl", "🦉", "é"])
        #expect(read.pieces.map(\.score) == [0, 0, -1, -2.5, -1])
        #expect(read.pieces.map(\.kind) == [.unknown, .control, .normal, .userDefined, .unused])
    }

    @Test func `what is absent has the format's defaults`() throws {
        let read = try read(model())
        #expect(read == SentencePieceModel(pieces: read.pieces))
        #expect(read.algorithm == .unigram && read.addsDummyPrefix && read.escapesWhitespace)
        #expect(read.removesExtraWhitespace && !read.byteFallback)
    }

    @Test func `a charsmap is read as it is`() throws {
        var normalizer = ProtobufWriter()
        normalizer.bytes(1, "name".utf8)
        normalizer.bytes(2, [1, 2, 0, 255])
        var writer = ProtobufWriter()
        for piece in Self.pieces { writer.bytes(1, piece.message) }
        writer.bytes(3, normalizer.bytes)
        writer.bytes(2, [])
        #expect(try read(writer.bytes).charsmap == [1, 2, 0, 255])
    }

    @Test func `fields that are unknown or of another wire type are passed over`() throws {
        var writer = ProtobufWriter()
        writer.varint(1, 7)
        writer.bytes(99, [1, 2, 3])
        writer.float(3, 1)
        let group: [UInt8] = [0x33, 0x08, 1, 0x34]
        #expect(try read(writer.bytes + group + model()) == read(model()))
    }

    @Test func `a file cut off anywhere is refused`() throws {
        let needed = model(trainer: [(3, 2), (24, 1)], normalizer: [(3, 0), (4, 0)])
        var selfTest = ProtobufWriter()
        selfTest.bytes(4, Array("of no meaning for ids".utf8))
        let complete = try read(needed)
        for count in 0..<needed.count {
            #expect(throws: TokenizerError.self, "\(count) bytes") {
                try read(Array(needed[..<count]))
            }
        }
        for count in 1..<selfTest.bytes.count {
            #expect(throws: TokenizerError.self, "\(count) bytes more") {
                try read(needed + selfTest.bytes[..<count])
            }
        }
        #expect(try read(needed + selfTest.bytes) == complete)
    }

    @Test func `a changed byte never ends the program`() throws {
        let whole = model(trainer: [(3, 1), (24, 0)], normalizer: [(3, 1)])
        for index in whole.indices {
            for value: UInt8 in [0x00, 0x01, 0x7F, 0x80, 0xFF, whole[index] ^ 0x04] {
                var changed = whole
                changed[index] = value
                do {
                    let model = try read(changed)
                    _ = try TokenModel(sentencePiece: model, file: "F")
                    _ = BytePairVocabulary(sentencePiece: model)
                } catch is TokenizerError {}
            }
        }
    }

    @Test func `a model of another algorithm is refused by name`() throws {
        for (number, found) in [(UInt64(3), "'WORD'"), (4, "'CHAR'"), (9, "the number 9")] {
            #expect(
                try message(model(trainer: [(3, number)]))
                    == "F: 'trainer_spec.model_type' is \(found), which is not supported. "
                    + "Supported: 'UNIGRAM', 'BPE'."
            )
        }
    }

    @Test func `pieces that SentencePiece refuses are refused with their place`() throws {
        func expect(_ reason: String, _ change: (inout [Piece]) -> Void) throws {
            var pieces = Self.pieces
            change(&pieces)
            #expect(try message(model(pieces)) == "F: \(reason)")
        }
        try expect("'pieces[2].piece': is empty") { $0[2].text = [] }
        try expect("'pieces[2].piece': has 1025 bytes, and may have 1024") {
            $0[2].text = [UInt8](repeating: UInt8(ascii: "a"), count: 1025)
        }
        try expect("'pieces[2].piece': is not UTF-8") { $0[2].text = [0xE2, 0x96] }
        try expect("'pieces[2].score': is nan, which is no number") { $0[2].score = .nan }
        try expect("'pieces[2].score': is -inf, which is no number") { $0[2].score = -.infinity }
        try expect("'pieces[2].type': is 7, and known are 1 to 6") { $0[2].kind = 7 }
        try expect("'pieces[4].piece': is '▁owl', as is piece 2") { $0[4].text = $0[2].text }
        try expect("'pieces': has 0 pieces for unknown text, and needs one") { $0[0].kind = 1 }
        try expect("'pieces': has 2 pieces for unknown text, and needs one") { $0[1].kind = 2 }
        try expect("'pieces': has 0 pieces for unknown text, and needs one") { $0 = [] }
        try expect(
            "'pieces': has 1 pieces for bytes, and needs '<0x00>' to '<0xFF>' with "
                + "trainer_spec.byte_fallback and none without"
        ) { $0[2].kind = 6 }
    }

    @Test func `byte fallback needs the pieces of all bytes`() throws {
        var pieces = Self.pieces
        for byte in UInt8.min...UInt8.max {
            pieces.append(Piece(BytePiece.name(of: byte), score: 0, kind: 6))
        }
        #expect(try read(model(pieces, trainer: [(35, 1)])).byteFallback)
        pieces.removeLast()
        #expect(try message(model(pieces, trainer: [(35, 1)])).contains("has 255 pieces for bytes"))
    }

    @Test func `a part that is missing is named`() throws {
        let pieces = Self.pieces.reduce(into: ProtobufWriter()) { $0.bytes(1, $1.message) }.bytes
        #expect(try message(pieces + [0x12, 0]) == "F: 'normalizer_spec': is missing")
        #expect(try message(pieces + [0x1A, 0]) == "F: 'trainer_spec': is missing")
        #expect(try message([]) == "F: 'trainer_spec': is missing")
    }

    @Test func `bytes of another form are refused with their place`() throws {
        #expect(
            try message([0x0A, 0x05, 0x0A])
                == "F: at byte 1, expected a length of at most the 1 bytes that follow. "
                + "Copy the file anew."
        )
        // A piece whose text is longer than the piece.
        #expect(try message([0x0A, 0x02, 0x0A, 0x09, 0x12, 0]).contains("at byte 3, expected"))
    }

    @Test func `byte pairs with pieces that keep from joining are refused by name`() throws {
        var read = try read(model(trainer: [(3, 2)]))
        #expect(
            throws: TokenizerError.unsupported(
                file: "F", part: "pieces[3].type",
                found: "'USER_DEFINED' in a model of type 'BPE'",
                supported: ["'NORMAL'", "'UNKNOWN'", "'CONTROL'", "'BYTE'"]
            )
        ) { try TokenModel(sentencePiece: read, file: "F") }
        read.pieces.removeLast(2)
        _ = try TokenModel(sentencePiece: read, file: "F")
    }

    @Test func `merges are all ways to make a piece of two others, in the order of pieces`() {
        let texts = ["<unk>", "o", "w", "l", "ow", "owl", "wl", "é", "éo"]
        let model = SentencePieceModel(
            algorithm: .bytePairs,
            pieces: texts.map { SentencePieceModel.Piece(text: $0, score: 0, kind: .normal) }
        )
        let vocabulary = BytePairVocabulary(sentencePiece: model)
        func merge(_ left: String, _ right: String) -> MergeTable.Merge? {
            guard let left = vocabulary.tokens[left.utf8], let right = vocabulary.tokens[right.utf8]
            else { return nil }
            return vocabulary.merges[left, right]
        }
        #expect(vocabulary.merges.count == 5)
        #expect(merge("o", "w") == MergeTable.Merge(rank: 0, id: 4))
        #expect(merge("o", "wl") == MergeTable.Merge(rank: 1, id: 5))
        #expect(merge("ow", "l") == MergeTable.Merge(rank: 2, id: 5))
        #expect(merge("w", "l") == MergeTable.Merge(rank: 3, id: 6))
        #expect(merge("é", "o") == MergeTable.Merge(rank: 4, id: 8))
    }

    @Test func `byte pairs are joined by score, equal ones from the left`() throws {
        func ids(_ text: String, scores: [Float]) throws -> [Int32] {
            let texts = ["<unk>", "a", "b", "c", "ab", "bc"]
            let model = SentencePieceModel(
                algorithm: .bytePairs,
                pieces: zip(texts, scores).map { text, score in
                    let kind = text == "<unk>" ? SentencePieceModel.PieceKind.unknown : .normal
                    return SentencePieceModel.Piece(text: text, score: score, kind: kind)
                }
            )
            var scratch = TokenModel.Scratch()
            try TokenModel(sentencePiece: model, file: "F")
                .encode(Array(text.unicodeScalars)[...], scratch: &scratch)
            return scratch.result.map(\.id)
        }
        #expect(try ids("abc", scores: [0, 0, 0, 0, -2, -1]) == [1, 5])
        #expect(try ids("abc", scores: [0, 0, 0, 0, -1, -2]) == [4, 3])
        #expect(try ids("abc", scores: [0, 0, 0, 0, -1, -1]) == [4, 3])
        #expect(try ids("xyabz", scores: [0, 0, 0, 0, -1, -1]) == [0, 4, 0])
    }
}
