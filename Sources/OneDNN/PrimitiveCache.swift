/// The primitives of one kernel, by the sizes they were made for; the least recently used goes
/// first when there are too many.
struct PrimitiveCache<Sizes: Hashable, Value> {
    /// Enough for the row counts that come again: those of whole batches, of the last one, of the
    /// rows that the last block computes.
    ///
    /// Trees of prompts bring ever new ones. Each entry holds some kilobytes of generated code,
    /// which oneDNN shares between equal sizes.
    private static var capacity: Int { 64 }

    private var entries: [Sizes: (value: Value, lastUse: Int)] = [:]
    private var uses = 0

    /// The number of primitives held.
    var count: Int { entries.count }

    /// The primitive for these sizes, made now if there is none.
    mutating func callAsFunction(
        _ sizes: Sizes, make: () throws(OneDNNError) -> Value
    ) throws(OneDNNError) -> Value {
        uses += 1
        if let found = entries[sizes] {
            entries[sizes] = (found.value, uses)
            return found.value
        }
        let value = try make()
        if entries.count == Self.capacity,
            let oldest = entries.min(by: { $0.value.lastUse < $1.value.lastUse })
        {
            entries[oldest.key] = nil
        }
        entries[sizes] = (value, uses)
        return value
    }
}
