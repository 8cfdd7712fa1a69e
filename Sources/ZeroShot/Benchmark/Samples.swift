/// What repeated measurements of one thing gave, at least one.
package struct Samples: Sendable, Equatable {
    private let sorted: [Double]

    package init(_ values: [Double]) {
        precondition(!values.isEmpty, "a measurement without values")
        sorted = values.sorted()
    }

    /// The middle value, or the mean of the two in the middle.
    package var median: Double {
        (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
    }

    package var least: Double { sorted[0] }
    package var most: Double { sorted[sorted.count - 1] }
}
