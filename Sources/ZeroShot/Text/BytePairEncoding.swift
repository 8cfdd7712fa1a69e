/// Byte-pair encoding of single words: bytes are joined pair by pair, the earliest merge first.
///
/// Source: `simple_tokenizer.py` in openai/CLIP; `BPE` in Hugging Face tokenizers joins in the same
/// order.
struct BytePairEncoding: Sendable {
    /// A token of an encoded word and how many of the word's bytes it covers.
    struct Symbol {
        let id: Int32
        let byteCount: Int
    }

    /// Buffers that one encoding after another reuses, the last result among them.
    struct Scratch {
        fileprivate(set) var result: [Symbol] = []
        fileprivate var pieces: [Piece] = []
        fileprivate var queue = MergeQueue()
    }

    fileprivate struct Piece {
        var id: Int32
        var byteCount: Int  // 0 once joined to the piece before it
        var previous: Int
        var next: Int
    }

    private let inner: [Int32]  // id of a byte inside a word, [256]
    private let last: [Int32]  // id of a byte that ends a word, [256]
    private let merges: MergeTable

    /// - Parameters:
    ///   - inner: ids of the 256 bytes inside a word.
    ///   - last: ids of the 256 bytes at the end of a word.
    ///   - merges: the pairs of ids that are joined.
    init(inner: [Int32], last: [Int32], merges: MergeTable) {
        precondition(inner.count == 256 && last.count == 256, "there are 256 bytes")
        self.inner = inner
        self.last = last
        self.merges = merges
    }

    /// Encodes one word; the tokens are left in `scratch.result`.
    func encode(_ word: [UInt8], scratch: inout Scratch) {
        split(word, into: &scratch.pieces)
        scratch.queue.removeAll()
        for position in scratch.pieces.indices.dropLast() {
            offer(position, in: scratch.pieces, to: &scratch.queue)
        }
        while let candidate = scratch.queue.popFirst() {
            join(candidate, in: &scratch)
        }
        scratch.result.removeAll(keepingCapacity: true)
        for piece in scratch.pieces where piece.byteCount > 0 {
            scratch.result.append(Symbol(id: piece.id, byteCount: piece.byteCount))
        }
    }

    private func split(_ word: [UInt8], into pieces: inout [Piece]) {
        pieces.removeAll(keepingCapacity: true)
        for (index, byte) in word.enumerated() {
            let id = index == word.count - 1 ? last[Int(byte)] : inner[Int(byte)]
            pieces.append(Piece(id: id, byteCount: 1, previous: index - 1, next: index + 1))
        }
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
        guard piece.byteCount > 0, piece.next < scratch.pieces.count else { return }
        let right = scratch.pieces[piece.next]
        // Either side may have been joined elsewhere since the candidate was queued.
        guard merges[piece.id, right.id]?.id == candidate.joined else { return }

        scratch.pieces[piece.next].byteCount = 0
        scratch.pieces[position].id = candidate.joined
        scratch.pieces[position].byteCount += right.byteCount
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
