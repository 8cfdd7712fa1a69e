/// Ids by token, where a token is its UTF-8.
///
/// Swift's strings are equal when they are canonically equivalent, but `é` in one scalar and in two
/// are different tokens; and one buffer for all tokens loads several times faster than a dictionary
/// of strings.
struct TokenTable: Sendable {
    private var bytes: [UInt8] = []
    private var ends: [Int] = []  // of each entry in `bytes`
    private var ids: [Int32] = []
    private var slots: [Int32]  // index of an entry, or -1; a power of two, at most half full

    /// The number of different tokens.
    var count: Int { ids.count }

    init(capacity: Int) {
        var slotCount = 1024
        while slotCount < 2 * capacity { slotCount *= 2 }
        slots = [Int32](repeating: -1, count: slotCount)
        ends.reserveCapacity(capacity)
        ids.reserveCapacity(capacity)
        bytes.reserveCapacity(8 * capacity)
    }

    /// The id of a token.
    subscript(token: some Collection<UInt8>) -> Int32? {
        let entry = slots[slot(of: token)]
        return entry < 0 ? nil : ids[Int(entry)]
    }

    /// Gives a token its id; a token that is already there gets the new one.
    mutating func insert(_ token: some Collection<UInt8>, id: Int32) {
        let slot = slot(of: token)
        guard slots[slot] < 0 else {
            ids[Int(slots[slot])] = id
            return
        }
        slots[slot] = Int32(ids.count)
        bytes.append(contentsOf: token)
        ends.append(bytes.count)
        ids.append(id)
        if 2 * ids.count > slots.count { grow() }
    }

    private func entry(_ index: Int) -> ArraySlice<UInt8> {
        bytes[(index == 0 ? 0 : ends[index - 1])..<ends[index]]
    }

    /// The slot that holds the token, or the free one where it belongs.
    private func slot(of token: some Collection<UInt8>) -> Int {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325  // FNV-1a
        for byte in token {
            hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3
        }
        var slot = Int(truncatingIfNeeded: hash ^ hash >> 32) & (slots.count - 1)
        while slots[slot] >= 0, !entry(Int(slots[slot])).elementsEqual(token) {
            slot = (slot + 1) & (slots.count - 1)
        }
        return slot
    }

    private mutating func grow() {
        slots = [Int32](repeating: -1, count: 2 * slots.count)
        for index in ids.indices {
            slots[slot(of: entry(index))] = Int32(index)
        }
    }
}
