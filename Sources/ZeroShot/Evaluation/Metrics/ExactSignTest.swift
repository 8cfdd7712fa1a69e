import Foundation

/// Whether two counts differ by more than coin tosses would.
enum ExactSignTest {
    /// The chance that so uneven a split, or a more uneven one, comes from fair coin tosses:
    /// `min(1, 2 P(X <= min(a, b)))` with X binomial in `a + b` tosses.
    ///
    /// On images where exactly one of two runs was right it is McNemar's exact test.
    static func pValue(_ first: Int, _ second: Int) -> Double {
        let tosses = first + second
        let logarithmOfAll = Double(tosses) * log(2)
        var logarithm = -logarithmOfAll  // of the chance of exactly k heads, from k = 0
        var sum = exp(logarithm)
        for heads in stride(from: 1, through: min(first, second), by: 1) {
            logarithm += log(Double(tosses - heads + 1)) - log(Double(heads))
            sum += exp(logarithm)
        }
        return min(1, 2 * sum)
    }
}
