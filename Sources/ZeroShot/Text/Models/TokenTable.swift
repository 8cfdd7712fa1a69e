/// Ids by token, where a token is its UTF-8.
///
/// Swift's strings are equal when they are canonically equivalent, but `é` in one scalar and in two
/// are different tokens; and one buffer for all tokens loads several times faster than a dictionary
/// of strings.
struct TokenTable: Sendable {
    private struct Slot {
        var hash: UInt32 = 0
        var start: UInt32 = 0  // in `bytes`
        var count: UInt32 = 0
        var id: Int32 = -1  // the slot is free
    }

    /// The number of different tokens.
    private(set) var count = 0
    private var bytes: [UInt8] = []
    private var slots: [Slot]  // a power of two, at most half of them taken

    init(capacity: Int) {
        var slotCount = 1024
        while slotCount < 2 * capacity { slotCount *= 2 }
        slots = [Slot](repeating: Slot(), count: slotCount)
        bytes.reserveCapacity(8 * capacity)
    }

    /// The id of a token.
    subscript(token: some Collection<UInt8>) -> Int32? {
        self[Array(token).span]
    }

    /// The id of a token.
    subscript(token: Span<UInt8>) -> Int32? {
        let id = slots[slot(TokenHash(token).value) { holds(token, $0) }].id
        return id < 0 ? nil : id
    }

    /// The id of the token that two others make together.
    subscript(left: Span<UInt8>, right: Span<UInt8>) -> Int32? {
        var hash = TokenHash(left)
        hash.add(right)
        let id = slots[slot(hash.value) { holds(left, right, $0) }].id
        return id < 0 ? nil : id
    }

    /// Gives a token its id; a token that is already there gets the new one.
    ///
    /// The id is not negative.
    mutating func insert(_ token: some Collection<UInt8>, id: Int32) {
        insert(Array(token).span, id: id)
    }

    /// Gives a token its id; a token that is already there gets the new one.
    ///
    /// The id is not negative.
    mutating func insert(_ token: Span<UInt8>, id: Int32) {
        precondition(id >= 0, "ids are not negative")
        let hash = TokenHash(token).value
        let slot = slot(hash) { holds(token, $0) }
        guard slots[slot].id < 0 else {
            slots[slot].id = id
            return
        }
        slots[slot] = Slot(
            hash: hash, start: UInt32(bytes.count), count: UInt32(token.count), id: id
        )
        for index in token.indices {
            bytes.append(token[index])
        }
        count += 1
        if 2 * count > slots.count { grow() }
    }

    /// The slot with a hash whose token is the one meant, or the free one where it belongs.
    private func slot(_ hash: UInt32, where holdsToken: (Slot) -> Bool) -> Int {
        var index = Int(hash) & (slots.count - 1)
        while slots[index].id >= 0, slots[index].hash != hash || !holdsToken(slots[index]) {
            index = (index + 1) & (slots.count - 1)
        }
        return index
    }

    private func holds(_ token: Span<UInt8>, _ slot: Slot) -> Bool {
        token.count == Int(slot.count) && stands(token, at: Int(slot.start))
    }

    private func holds(_ left: Span<UInt8>, _ right: Span<UInt8>, _ slot: Slot) -> Bool {
        left.count + right.count == Int(slot.count) && stands(left, at: Int(slot.start))
            && stands(right, at: Int(slot.start) + left.count)
    }

    private func stands(_ token: Span<UInt8>, at start: Int) -> Bool {
        for index in token.indices where token[index] != bytes[start + index] {
            return false
        }
        return true
    }

    private mutating func grow() {
        let old = slots
        slots = [Slot](repeating: Slot(), count: 2 * old.count)
        for entry in old where entry.id >= 0 {
            slots[slot(entry.hash) { _ in false }] = entry
        }
    }
}

/// FNV-1a over a token's bytes.
private struct TokenHash {
    private var state: UInt64 = 0xcbf2_9ce4_8422_2325

    var value: UInt32 { UInt32(truncatingIfNeeded: state ^ state >> 32) }

    init(_ token: Span<UInt8>) {
        add(token)
    }

    mutating func add(_ token: Span<UInt8>) {
        for index in token.indices {
            state = (state ^ UInt64(token[index])) &* 0x100_0000_01b3
        }
    }
}
