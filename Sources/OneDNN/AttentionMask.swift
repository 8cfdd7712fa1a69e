/// Which keys a query may see.
///
/// What lies behind the mask has weight 0; it must be finite.
package enum AttentionMask: Hashable, Sendable {
    /// Every query sees every key.
    case none
    /// One count of 1 or more per item: every query of item `b` sees the keys `0..<counts[b]`.
    case visibleKeys([Int])
    /// The queries are the last `Tq` of `Tk` tokens: of item `b`, query `i` sees those of the keys
    /// `0...(Tk - Tq + i)` for which `keys[b][k]` is true. The first key is true for every item, so
    /// that no query is left without one.
    case causalAmong(keys: [[Bool]])

    /// The same mask for one query of each item, which stands at this position.
    ///
    /// Where keys are hidden one by one, the position must be the last.
    package func ofQueries(at positions: [Int], keys: Int) -> AttentionMask {
        switch self {
        case .none, .visibleKeys: return self
        case .causalAmong:
            precondition(
                positions.allSatisfy { $0 == keys - 1 },
                "queries at \(positions), not at the last of \(keys) tokens")
            return self
        }
    }

    /// The number of keys, from the first on, behind which a query sees none.
    func visibleCount(item: Int, query: Int, queries: Int, keys: Int) -> Int {
        switch self {
        case .none: keys
        case .causalAmong: keys - queries + query + 1
        case .visibleKeys(let counts): counts[item]
        }
    }

    /// The keys of an item that no query sees, wherever it is.
    func hiddenKeys(item: Int) -> [Int] {
        guard case .causalAmong(let visible) = self else { return [] }
        return visible[item].indices.filter { !visible[item][$0] }
    }

    func validate(items: Int, queries: Int, keys: Int) {
        switch self {
        case .none: break
        case .causalAmong(let visible):
            precondition(queries <= keys, "causal attention of \(queries) queries to \(keys) keys")
            precondition(visible.count == items, "keys of \(visible.count) items for \(items)")
            precondition(
                visible.allSatisfy { $0.count == keys && $0.first == true },
                "for every item \(keys) keys, of which the first is visible")
        case .visibleKeys(let counts):
            precondition(counts.count == items, "\(counts.count) key counts for \(items) items")
            precondition(
                counts.allSatisfy { (1...keys).contains($0) },
                "visible key counts \(counts) of \(keys) keys")
        }
    }
}
