/// Which keys a query may see.
///
/// What lies behind the mask has weight 0; it must be finite.
package enum AttentionMask: Hashable, Sendable {
    /// Every query sees every key.
    case none
    /// The queries are the last `Tq` of `Tk` tokens: query `i` sees the keys `0...(Tk - Tq + i)`.
    case causal
    /// One count of 1 or more per item: every query of item `b` sees the keys `0..<counts[b]`.
    case visibleKeys([Int])

    /// The number of keys that a query sees.
    func visibleCount(item: Int, query: Int, queries: Int, keys: Int) -> Int {
        switch self {
        case .none: keys
        case .causal: keys - queries + query + 1
        case .visibleKeys(let counts): counts[item]
        }
    }

    func validate(items: Int, queries: Int, keys: Int) {
        switch self {
        case .none: break
        case .causal:
            precondition(queries <= keys, "causal attention of \(queries) queries to \(keys) keys")
        case .visibleKeys(let counts):
            precondition(counts.count == items, "\(counts.count) key counts for \(items) items")
            precondition(
                counts.allSatisfy { (1...keys).contains($0) },
                "visible key counts \(counts) of \(keys) keys")
        }
    }
}
