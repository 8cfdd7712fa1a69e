/// A pair of neighbouring pieces that byte-pair encoding may join.
struct MergeCandidate {
    let rank: UInt32
    let position: Int  // of the left piece
    let joined: Int32

    func precedes(_ other: MergeCandidate) -> Bool {
        (rank, position) < (other.rank, other.position)
    }
}

/// The candidates of one word, the smallest rank first, equal ranks from left to right.
///
/// A binary heap: a word as long as a book takes time in proportion to n log n.
struct MergeQueue {
    private var heap: [MergeCandidate] = []

    mutating func removeAll() {
        heap.removeAll(keepingCapacity: true)
    }

    mutating func insert(_ candidate: MergeCandidate) {
        var index = heap.count
        heap.append(candidate)
        while index > 0 {
            let parent = (index - 1) / 2
            guard heap[index].precedes(heap[parent]) else { return }
            heap.swapAt(index, parent)
            index = parent
        }
    }

    mutating func popFirst() -> MergeCandidate? {
        guard let first = heap.first, let moved = heap.popLast() else { return nil }
        guard !heap.isEmpty else { return first }
        heap[0] = moved
        var index = 0
        while true {
            var child = 2 * index + 1
            if child + 1 < heap.count, heap[child + 1].precedes(heap[child]) { child += 1 }
            guard child < heap.count, heap[child].precedes(heap[index]) else { return first }
            heap.swapAt(index, child)
            index = child
        }
    }
}
