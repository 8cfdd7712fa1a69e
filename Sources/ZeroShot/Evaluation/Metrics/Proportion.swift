/// How many of so many, and how far the share could lie from the one that many more images like
/// these would give.
package struct Proportion: Sendable, Equatable {
    /// The level of every interval of an evaluation.
    package static let confidenceLevel = 0.95
    /// The 97.5 % point of the normal distribution, which leaves 5 % on both sides together.
    static let normalQuantile = 1.959963984540054

    package let count: Int
    package let total: Int

    package init(_ count: Int, of total: Int) {
        precondition((0...total).contains(count), "\(count) of \(total)")
        self.count = count
        self.total = total
    }

    /// The share, 0...1; nil when there is nothing to share.
    package var value: Double? {
        total > 0 ? Double(count) / Double(total) : nil
    }

    /// The Wilson score interval at 95 %, within 0...1; nil when there is nothing to share.
    ///
    /// It holds with few images and with shares of 0 and 1, where the textbook's interval shrinks
    /// to a point. Source: E. B. Wilson, JASA 22 (1927).
    package var interval: ClosedRange<Double>? {
        guard let value else { return nil }
        let number = Double(total)
        let square = Self.normalQuantile * Self.normalQuantile
        let center = (value + square / (2 * number)) / (1 + square / number)
        let spread = value * (1 - value) / number + square / (4 * number * number)
        let half = Self.normalQuantile * spread.squareRoot() / (1 + square / number)
        // Exact at both ends, where rounding would leave a trace.
        let low = count == 0 ? 0 : max(0, center - half)
        let high = count == total ? 1 : min(1, center + half)
        return low...high
    }
}
