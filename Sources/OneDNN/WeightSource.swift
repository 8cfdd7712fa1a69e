/// Single-precision values that a layer multiplies with, wherever they lie.
///
/// They stay where they are, and as they are, for as long as the source or a copy of it exists.
package protocol WeightSource {
    /// How many values there are.
    var count: Int { get }

    /// Calls the closure with all values in order.
    func withSpan<R, E: Error>(_ body: (Span<Float>) throws(E) -> R) throws(E) -> R
}

extension Array: WeightSource where Element == Float {
    package func withSpan<R, E: Error>(_ body: (Span<Float>) throws(E) -> R) throws(E) -> R {
        try body(span)
    }
}
