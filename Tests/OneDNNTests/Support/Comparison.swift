import OneDNN
import Testing

/// How far a kernel may be from a loop in double precision, as a share of the largest expected
/// value (at least of 1).
enum Tolerance {
    /// Sums of up to a few hundred float32 products in any order: each rounding is 6e-8 of a partial
    /// sum, and partial sums stay within a few times the result's scale.
    static let sum = 3e-6
    /// oneDNN's exp, tanh and erf are polynomials with an absolute error of up to a few 1e-7.
    static let function = 2e-6
    /// One rounding: values that are added once or divided once.
    static let rounding = 1.2e-7
}

/// Fails with the largest error, where it is, and both values.
func expectClose(
    _ found: [Float], _ expected: [Double], within tolerance: Double, _ subject: String = "",
    sourceLocation: SourceLocation = #_sourceLocation
) {
    guard found.count == expected.count else {
        Issue.record(
            "\(subject): \(found.count) values, expected \(expected.count)",
            sourceLocation: sourceLocation)
        return
    }
    let scale = expected.reduce(1) { max($0, abs($1)) }
    var worst = (error: 0.0, index: 0)
    for index in found.indices {
        let difference = abs(Double(found[index]) - expected[index]) / scale
        let error = difference.isNaN ? .infinity : difference
        if error > worst.error { worst = (error, index) }
    }
    guard worst.error > tolerance else { return }
    Issue.record(
        """
        \(subject): largest relative error \(worst.error) at index \(worst.index) of \
        \(found.count): found \(found[worst.index]), expected \(expected[worst.index]), \
        tolerance \(tolerance)
        """,
        sourceLocation: sourceLocation)
}

/// The same numbers in every run, spread evenly over -1...1.
struct SeededValues {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next(_ count: Int) -> [Float] {
        (0..<count).map { _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Float(state >> 40) / Float(1 << 23) - 1
        }
    }

    mutating func tensor(_ shape: Shape, on engine: Engine? = nil) -> Tensor {
        Tensor(next(shape.count), shape: shape, on: engine)
    }
}
