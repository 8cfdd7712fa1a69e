import OneDNN

extension AttentionMask {
    /// Every query sees its own token and those before it.
    static func causal(items: Int, keys: Int) -> AttentionMask {
        .causalAmong(keys: Array(repeating: Array(repeating: true, count: keys), count: items))
    }
}
