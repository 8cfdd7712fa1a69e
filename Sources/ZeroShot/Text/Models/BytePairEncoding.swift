/// Byte-pair encoding of single words: characters are joined pair by pair, the earliest merge first.
///
/// In byte-level vocabularies the characters are those that stand for bytes (`ByteAlphabet`).
/// Source: `BPE` in Hugging Face tokenizers; `simple_tokenizer.py` in openai/CLIP joins in the same
/// order.
struct BytePairEncoding: Sendable {
    /// What is done beside joining.
    struct Options: Equatable, Sendable {
        /// The token for characters that the vocabulary lacks; without one they are dropped.
        var unknown: String?
        /// Whether unknown characters side by side are one token.
        var fusesUnknown = false
        /// Whether an unknown character becomes the tokens of its bytes, where there are all.
        var byteFallback = false
        /// Whether a word that is a token is not cut first.
        var ignoresMerges = false
        /// Stands in front of every character but a word's first.
        var continuingPrefix = ""
        /// Stands behind a word's last character.
        var endOfWord = ""
    }

    /// Buffers that one encoding after another reuses.
    struct Scratch {
        fileprivate var pieces: [Piece] = []
        fileprivate var queue = MergeQueue()
        fileprivate var token: [UInt8] = []
    }

    fileprivate struct Piece {
        var id: Int32
        let start: Int  // scalar of the word
        var isJoined = false  // to the piece before it
        var previous: Int
        var next: Int
    }

    private let tokens: TokenTable
    private let merges: MergeTable
    private let options: Options
    private let prefix: [UInt8]
    private let suffix: [UInt8]
    private let unknown: Int32?
    private let bytes: [Int32?]  // token of each byte; empty without byte fallback

    /// - Parameters:
    ///   - tokens: the vocabulary.
    ///   - merges: the pairs of ids that are joined.
    ///   - options: an unknown token that the vocabulary lacks counts as none.
    init(tokens: TokenTable, merges: MergeTable, options: Options) {
        self.tokens = tokens
        self.options = options
        prefix = Array(options.continuingPrefix.utf8)
        suffix = Array(options.endOfWord.utf8)
        unknown = options.unknown.flatMap { tokens[$0.utf8] }
        bytes =
            options.byteFallback
            ? (UInt8.min...UInt8.max).map { tokens[BytePiece.name(of: $0).utf8] } : []
        self.merges = merges
    }

    /// Appends the tokens of a word.
    func encode(
        _ word: ArraySlice<Unicode.Scalar>, scratch: inout Scratch,
        into result: inout [TokenModel.Symbol]
    ) {
        if options.ignoresMerges, !word.isEmpty, let whole = tokens[word.flatMap(\.utf8)] {
            result.append(TokenModel.Symbol(id: whole, start: 0))
            return
        }
        split(word, &scratch)
        scratch.queue.removeAll()
        for position in scratch.pieces.indices.dropLast() {
            offer(position, in: scratch.pieces, to: &scratch.queue)
        }
        while let candidate = scratch.queue.popFirst() {
            join(candidate, in: &scratch)
        }
        for piece in scratch.pieces where !piece.isJoined {
            result.append(TokenModel.Symbol(id: piece.id, start: piece.start))
        }
    }

    private func split(_ word: ArraySlice<Unicode.Scalar>, _ scratch: inout Scratch) {
        scratch.pieces.removeAll(keepingCapacity: true)
        var unknownStart: Int?  // of unknown characters that are not appended yet
        for (index, scalar) in word.enumerated() {
            scratch.token.removeAll(keepingCapacity: true)
            if index > 0 { scratch.token += prefix }
            scratch.token += scalar.utf8
            if index == word.count - 1 { scratch.token += suffix }

            if let id = tokens[scratch.token] {
                appendUnknown(&unknownStart, to: &scratch.pieces)
                Self.append(id, start: index, to: &scratch.pieces)
            } else if let ids = byteTokens(of: scratch.token) {
                // Unknown characters in front of bytes come behind them, as in the reference.
                for id in ids { Self.append(id, start: index, to: &scratch.pieces) }
            } else if unknown != nil {
                if !options.fusesUnknown { appendUnknown(&unknownStart, to: &scratch.pieces) }
                unknownStart = unknownStart ?? index
            }
        }
        appendUnknown(&unknownStart, to: &scratch.pieces)
    }

    private func appendUnknown(_ start: inout Int?, to pieces: inout [Piece]) {
        guard let known = start, let unknown else { return }
        Self.append(unknown, start: known, to: &pieces)
        start = nil
    }

    private static func append(_ id: Int32, start: Int, to pieces: inout [Piece]) {
        let index = pieces.count
        pieces.append(Piece(id: id, start: start, previous: index - 1, next: index + 1))
    }

    private func byteTokens(of token: [UInt8]) -> [Int32]? {
        guard !bytes.isEmpty else { return nil }
        let ids = token.compactMap { bytes[Int($0)] }
        return ids.count == token.count ? ids : nil
    }

    /// Queues the merge of the piece at `position` with its successor, if there is one.
    private func offer(_ position: Int, in pieces: [Piece], to queue: inout MergeQueue) {
        let next = pieces[position].next
        guard let merge = merges[pieces[position].id, pieces[next].id] else { return }
        queue.insert(MergeCandidate(rank: merge.rank, position: position, joined: merge.id))
    }

    private func join(_ candidate: MergeCandidate, in scratch: inout Scratch) {
        let position = candidate.position
        let piece = scratch.pieces[position]
        guard !piece.isJoined, piece.next < scratch.pieces.count else { return }
        let right = scratch.pieces[piece.next]
        // Either side may have been joined elsewhere since the candidate was queued.
        guard merges[piece.id, right.id]?.id == candidate.joined else { return }

        scratch.pieces[piece.next].isJoined = true
        scratch.pieces[position].id = candidate.joined
        scratch.pieces[position].next = right.next
        if right.next < scratch.pieces.count {
            scratch.pieces[right.next].previous = position
            offer(position, in: scratch.pieces, to: &scratch.queue)
        }
        if piece.previous >= 0 {
            offer(piece.previous, in: scratch.pieces, to: &scratch.queue)
        }
    }
}
