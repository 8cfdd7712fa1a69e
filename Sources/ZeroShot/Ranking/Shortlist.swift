/// The labels nearest to one image among those seen so far.
///
/// A buffer of twice the wanted size is sorted and halved whenever it is full, so 100,000 labels
/// cost one pass and a few small sorts.
struct Shortlist {
    struct Entry {
        let label: Int
        /// What ranks the label.
        let similarity: Float
        /// The same from the matrix product, as the sum of all labels counts it.
        let score: Float
    }

    private let wanted: Int
    private var entries: [Entry] = []
    /// A later label with a similarity that is not above it has no place here.
    private(set) var bar = -Float.infinity

    init(wanted: Int) {
        precondition(wanted > 0, "a ranking keeps at least one label")
        self.wanted = wanted
    }

    /// Takes the next label; labels come in the caller's order.
    mutating func add(_ entry: Entry) {
        guard entry.similarity > bar else { return }
        entries.append(entry)
        if entries.count == 2 * wanted {
            entries = best
            bar = entries[wanted - 1].similarity
        }
    }

    /// At most as many as wanted, the most similar first, the earlier of two equal ones first.
    var best: [Entry] {
        Array(
            entries.sorted { first, second in
                first.similarity == second.similarity
                    ? first.label < second.label : first.similarity > second.similarity
            }.prefix(wanted))
    }
}
