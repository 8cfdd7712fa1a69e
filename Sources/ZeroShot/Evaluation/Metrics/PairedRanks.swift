/// The ranks that two runs gave the right label of the same images, compared image by image.
package struct PairedRanks: Sendable, Equatable {
    /// Means of one over the rank, 0...1; nil without images.
    package let firstReciprocal: Double?
    package let secondReciprocal: Double?
    /// Images whose right label stands higher in the second run.
    package let better: Int
    package let same: Int
    /// Images whose right label stands lower in the second run.
    package let worse: Int

    /// The rank of each image's right label, from 1, in the same order.
    package init(first: [Int], second: [Int]) {
        precondition(first.count == second.count, "both runs are over the same images")
        firstReciprocal = Self.meanReciprocal(first)
        secondReciprocal = Self.meanReciprocal(second)
        better = zip(first, second).count { $0 > $1 }
        worse = zip(first, second).count { $0 < $1 }
        same = first.count - better - worse
    }

    /// The sign test: the chance of so uneven a split of the images whose rank differs, if higher
    /// and lower were equally likely.
    package var pValue: Double { ExactSignTest.pValue(better, worse) }

    /// The mean reciprocal rank of ranks from 1; nil when there are none.
    static func meanReciprocal(_ ranks: [Int]) -> Double? {
        guard !ranks.isEmpty else { return nil }
        return ranks.reduce(0) { $0 + 1 / Double($1) } / Double(ranks.count)
    }
}

extension Sequence {
    fileprivate func count(where isCounted: (Element) -> Bool) -> Int {
        reduce(0) { $0 + (isCounted($1) ? 1 : 0) }
    }
}
