internal import OneDNN

/// The product whose rate stands for the most that the machine can do.
package enum PeakProduct {
    /// Rows and columns of its three square matrices: large enough that reading and writing them
    /// no longer counts, small enough for a tenth of a second on two processors.
    package static let size = 2048

    /// Floating-point operations of one product.
    package static let flops = 2 * size * size * size

    /// Seconds that one product takes, the least of a few.
    ///
    /// - Throws: `OneDNNError`.
    static func seconds(on engine: Engine) throws -> Double {
        let values = [Float](repeating: 0.25, count: size * size)
        let layer = try Linear(weights: values, outputs: size, inputs: size, bias: nil, on: engine)
        let input = Tensor(values, shape: [size, size], on: engine)
        // Until its weights are packed, as those of a tower are.
        for _ in 0...Linear.storedRuns { _ = try layer(input) }
        let clock = ContinuousClock()
        let times = try (0..<5).map { _ in
            try clock.measure { _ = try layer(input) } / .seconds(1)
        }
        return Samples(times).least
    }
}
