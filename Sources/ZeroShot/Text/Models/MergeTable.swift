/// What two neighbouring tokens become in byte-pair encoding, and which pair goes first.
///
/// A table of its own because a large vocabulary has half a million pairs: it is filled several times
/// faster than a dictionary.
struct MergeTable: Sendable {
    /// A pair's place in the list of merges and the id of the token it becomes.
    struct Merge: Equatable {
        let rank: UInt32
        let id: Int32
    }

    private struct Slot {
        var pair: UInt64 = 0
        var rank: UInt32 = 0
        var joined: Int32 = -1  // the slot is free
    }

    /// The merges added so far, repeated pairs included.
    private(set) var count = 0
    private var taken = 0
    private var slots: [Slot]  // a power of two, at most three quarters of them taken

    init(capacity: Int) {
        var slotCount = 64
        while 3 * slotCount < 4 * capacity { slotCount *= 2 }
        slots = [Slot](repeating: Slot(), count: slotCount)
    }

    /// The merge of a pair of ids.
    subscript(left: Int32, right: Int32) -> Merge? {
        let slot = slots[slot(of: Self.pair(left, right))]
        return slot.joined < 0 ? nil : Merge(rank: slot.rank, id: slot.joined)
    }

    /// Adds the merge that comes after all others; ids are not negative.
    ///
    /// A pair that is there already gets the later rank, as in both references.
    mutating func append(_ left: Int32, _ right: Int32, joined: Int32) {
        insert(left, right, Merge(rank: UInt32(count), id: joined))
    }

    /// Adds a merge, in place of that of an equal pair; ids are not negative.
    mutating func insert(_ left: Int32, _ right: Int32, _ merge: Merge) {
        precondition(merge.id >= 0, "ids are not negative")
        let pair = Self.pair(left, right)
        let index = slot(of: pair)
        if slots[index].joined < 0 { taken += 1 }
        slots[index] = Slot(pair: pair, rank: merge.rank, joined: merge.id)
        count += 1
        if 4 * taken > 3 * slots.count { grow() }
    }

    /// The slot that holds the pair, or the free one where it belongs.
    private func slot(of pair: UInt64) -> Int {
        // Fibonacci hashing: the product's upper bits depend on all bits of both ids.
        let shift = slots.count.leadingZeroBitCount + 1
        var index = Int(truncatingIfNeeded: (pair &* 0x9E37_79B9_7F4A_7C15) >> UInt64(shift))
        while slots[index].joined >= 0, slots[index].pair != pair {
            index = (index + 1) & (slots.count - 1)
        }
        return index
    }

    private mutating func grow() {
        let old = slots
        slots = [Slot](repeating: Slot(), count: 2 * old.count)
        for entry in old where entry.joined >= 0 {
            slots[slot(of: entry.pair)] = entry
        }
    }

    private static func pair(_ left: Int32, _ right: Int32) -> UInt64 {
        UInt64(UInt32(bitPattern: left)) << 32 | UInt64(UInt32(bitPattern: right))
    }
}
