extension SentencePieceModel {
    /// The names of model files, in the order in which they are looked for.
    static let fileNames = ["spiece.model", "tokenizer.model", "sentencepiece.bpe.model"]

    /// In bytes, ten times what today's models have: looking for all ways to make a piece of two
    /// others takes time in proportion to the square.
    private static let longestPiece = 1024

    /// Reads a model file, and refuses what SentencePiece itself refuses.
    ///
    /// Source: `sentencepiece_model.proto`, and `ModelInterface::InitializePieces` in SentencePiece's
    /// `model_interface.cc`.
    ///
    /// - Throws: `TokenizerError`.
    init(_ file: TokenizerFile) throws {
        self.init()
        try file.naming { try readMessage(file) }
        try checkPieces(file)
    }

    /// Fields that do not decide about ids are passed over, as are fields of another wire type.
    private mutating func readMessage(_ file: TokenizerFile) throws {
        var message = ProtobufReader(file.bytes)
        var missing = Set(["trainer_spec", "normalizer_spec"])
        while let field = try message.next() {
            switch (field.number, field.value) {
            case (1, .range(let range)): pieces.append(try Self.piece(file, range, pieces.count))
            case (2, .range(let range)):
                try readTrainer(file, range)
                missing.remove("trainer_spec")
            case (3, .range(let range)):
                try readNormalizer(file, range)
                missing.remove("normalizer_spec")
            default: break
            }
        }
        // Both have defaults, so a file that was cut off before them would be read as another model.
        if let part = missing.max() {
            throw TokenizerError.wrongValue(file: file.name, part: part, reason: "is missing")
        }
    }

    private static func piece(
        _ file: TokenizerFile, _ range: Range<Int>, _ index: Int
    ) throws -> Piece {
        func wrong(_ part: String, _ reason: String) -> TokenizerError {
            .wrongValue(file: file.name, part: "pieces[\(index)].\(part)", reason: reason)
        }
        var message = ProtobufReader(file.bytes, in: range)
        var text = ""
        var score: Float = 0
        var kind = PieceKind.normal
        while let field = try message.next() {
            switch (field.number, field.value) {
            case (1, .range(let range)):
                guard let valid = String(validating: file.bytes[range], as: UTF8.self) else {
                    throw wrong("piece", "is not UTF-8")
                }
                text = valid
            case (2, .fixed32(let bits)): score = Float(bitPattern: bits)
            case (3, .varint(let number)):
                guard let known = PieceKind(number: number) else {
                    throw wrong("type", "is \(number), and known are 1 to 6")
                }
                kind = known
            default: break
            }
        }
        guard !text.isEmpty else { throw wrong("piece", "is empty") }
        guard text.utf8.count <= longestPiece else {
            throw wrong("piece", "has \(text.utf8.count) bytes, and may have \(longestPiece)")
        }
        guard score.isFinite else { throw wrong("score", "is \(score), which is no number") }
        return Piece(text: text, score: score, kind: kind)
    }

    private mutating func readTrainer(_ file: TokenizerFile, _ range: Range<Int>) throws {
        var message = ProtobufReader(file.bytes, in: range)
        while let field = try message.next() {
            guard case .varint(let number) = field.value else { continue }
            switch field.number {
            case 3: algorithm = try Self.algorithm(number, file)
            case 24: treatsWhitespaceAsSuffix = number != 0
            case 35: byteFallback = number != 0
            default: break
            }
        }
    }

    private mutating func readNormalizer(_ file: TokenizerFile, _ range: Range<Int>) throws {
        var message = ProtobufReader(file.bytes, in: range)
        while let field = try message.next() {
            switch (field.number, field.value) {
            case (2, .range(let range)): charsmap = Array(file.bytes[range])
            case (3, .varint(let number)): addsDummyPrefix = number != 0
            case (4, .varint(let number)): removesExtraWhitespace = number != 0
            case (5, .varint(let number)): escapesWhitespace = number != 0
            default: break
            }
        }
    }

    private static func algorithm(_ number: UInt64, _ file: TokenizerFile) throws -> Algorithm {
        switch number {
        case 1: return .unigram
        case 2: return .bytePairs
        default:
            let names: [UInt64: String] = [3: "'WORD'", 4: "'CHAR'"]
            throw TokenizerError.unsupported(
                file: file.name, part: "trainer_spec.model_type",
                found: names[number] ?? "the number \(number)", supported: ["'UNIGRAM'", "'BPE'"]
            )
        }
    }
}

extension SentencePieceModel {
    private func checkPieces(_ file: TokenizerFile) throws {
        func wrong(_ part: String, _ reason: String) -> TokenizerError {
            .wrongValue(file: file.name, part: part, reason: reason)
        }
        var texts = TokenTable(capacity: pieces.count)
        var unknowns = 0
        var bytes: Set<String> = []
        for (id, piece) in pieces.enumerated() {
            if let first = texts[piece.text.utf8.span] {
                throw wrong("pieces[\(id)].piece", "is '\(piece.text)', as is piece \(first)")
            }
            texts.insert(piece.text.utf8.span, id: Int32(id))
            switch piece.kind {
            case .unknown: unknowns += 1
            case .byte: bytes.insert(piece.text)
            case .normal, .control, .userDefined, .unused: break
            }
        }
        guard unknowns == 1 else {
            throw wrong("pieces", "has \(unknowns) pieces for unknown text, and needs one")
        }
        let needed = byteFallback ? (UInt8.min...UInt8.max).map(BytePiece.name(of:)) : []
        guard bytes == Set(needed) else {
            throw wrong(
                "pieces",
                "has \(bytes.count) pieces for bytes, and needs '<0x00>' to '<0xFF>' "
                    + "with trainer_spec.byte_fallback and none without"
            )
        }
    }
}

extension SentencePieceModel.PieceKind {
    /// The numbers of `ModelProto.SentencePiece.Type`.
    fileprivate init?(number: UInt64) {
        switch number {
        case 1: self = .normal
        case 2: self = .unknown
        case 3: self = .control
        case 4: self = .userDefined
        case 5: self = .unused
        case 6: self = .byte
        default: return nil
        }
    }
}
