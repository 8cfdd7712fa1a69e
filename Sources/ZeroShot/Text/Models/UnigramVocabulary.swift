/// The pieces of a unigram model with their scores; a piece's id is its place in the list.
///
/// A trie over Unicode scalars whose nodes are found by hashing: a node is a parent and a scalar.
struct UnigramVocabulary: Sendable {
    /// Scores by id.
    private(set) var scores: [Double] = []
    private var isMatched: [Bool] = []  // by id: whether the piece is found in texts
    private var keys: [UInt64]  // parent and scalar, or 0; a power of two, at most half full
    private var children: [Int32]  // node by slot of its key
    private var ids: [Int32] = [-1]  // by node; the first one is the root

    /// The number of pieces.
    var count: Int { scores.count }

    init(capacity: Int) {
        var slotCount = 1024
        while slotCount < 8 * capacity { slotCount *= 2 }
        keys = [UInt64](repeating: 0, count: slotCount)
        children = [Int32](repeating: 0, count: slotCount)
        scores.reserveCapacity(capacity)
        isMatched.reserveCapacity(capacity)
        ids.reserveCapacity(3 * capacity)
    }

    /// Gives a piece the next id; of a piece listed twice the later place counts.
    ///
    /// - Parameters:
    ///   - piece: its text.
    ///   - score: its logarithmic probability, a finite number.
    ///   - isMatched: false for a piece that stands for no text of its own, like `</s>`.
    mutating func append(
        _ piece: some Sequence<Unicode.Scalar>, score: Double, isMatched: Bool = true
    ) {
        var node: Int32 = 0
        for scalar in piece {
            node = child(of: node, scalar) ?? insertChild(of: node, scalar)
        }
        ids[Int(node)] = Int32(scores.count)
        scores.append(score)
        self.isMatched.append(isMatched)
    }

    /// The id of a piece.
    func id(of piece: some Sequence<Unicode.Scalar>) -> Int32? {
        var node: Int32 = 0
        for scalar in piece {
            guard let next = child(of: node, scalar) else { return nil }
            node = next
        }
        return node == 0 || ids[Int(node)] < 0 ? nil : ids[Int(node)]
    }

    /// Calls `body` with each piece that the text begins with, the shortest one first.
    func forEachPrefix(
        of text: ArraySlice<Unicode.Scalar>, _ body: (_ id: Int32, _ count: Int) -> Void
    ) {
        var node: Int32 = 0
        for (index, scalar) in text.enumerated() {
            guard let next = child(of: node, scalar) else { return }
            node = next
            let id = ids[Int(node)]
            if id >= 0, isMatched[Int(id)] { body(id, index + 1) }
        }
    }

    private func child(of node: Int32, _ scalar: Unicode.Scalar) -> Int32? {
        let key = Self.key(node, scalar)
        let slot = slot(of: key)
        return keys[slot] == key ? children[slot] : nil
    }

    private mutating func insertChild(of node: Int32, _ scalar: Unicode.Scalar) -> Int32 {
        let child = Int32(ids.count)
        ids.append(-1)
        let slot = slot(of: Self.key(node, scalar))
        keys[slot] = Self.key(node, scalar)
        children[slot] = child
        if 2 * ids.count > keys.count { grow() }
        return child
    }

    /// The slot that holds the key, or the free one where it belongs.
    private func slot(of key: UInt64) -> Int {
        let hash = key &* 0x9E37_79B9_7F4A_7C15  // 2^64 divided by the golden ratio
        var slot = Int(truncatingIfNeeded: hash >> 32) & (keys.count - 1)
        while keys[slot] != 0, keys[slot] != key {
            slot = (slot + 1) & (keys.count - 1)
        }
        return slot
    }

    private mutating func grow() {
        let old = (keys, children)
        keys = [UInt64](repeating: 0, count: 2 * old.0.count)
        children = [Int32](repeating: 0, count: 2 * old.0.count)
        for (key, child) in zip(old.0, old.1) where key != 0 {
            let slot = slot(of: key)
            keys[slot] = key
            children[slot] = child
        }
    }

    /// Never 0, which is a free slot: scalars take 21 bits, the 22nd is set.
    private static func key(_ node: Int32, _ scalar: Unicode.Scalar) -> UInt64 {
        UInt64(UInt32(bitPattern: node)) << 22 | 1 << 21 | UInt64(scalar.value)
    }
}
