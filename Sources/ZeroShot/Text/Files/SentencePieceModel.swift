/// The content of a SentencePiece model file, as far as it decides about ids.
struct SentencePieceModel: Equatable {
    enum Algorithm: Equatable {
        case unigram
        case bytePairs
    }

    enum PieceKind: Equatable {
        case normal
        case unknown
        case control
        case userDefined
        case unused
        case byte
    }

    struct Piece: Equatable {
        let text: String
        let score: Float
        let kind: PieceKind
    }

    var algorithm = Algorithm.unigram
    var pieces: [Piece] = []
    var byteFallback = false
    /// `precompiled_charsmap`; empty for a model that replaces nothing.
    var charsmap: [UInt8] = []
    var addsDummyPrefix = true
    var removesExtraWhitespace = true
    var escapesWhitespace = true
    var treatsWhitespaceAsSuffix = false
}
