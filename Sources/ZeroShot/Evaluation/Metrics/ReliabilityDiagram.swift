/// How often first places are right, by the probability they were given.
///
/// Source: C. Guo et al., On Calibration of Modern Neural Networks (2017); bins of equal width that
/// include their upper edge.
package struct ReliabilityDiagram: Sendable, Equatable {
    package static let binCount = 15

    /// First places with a probability in one stretch.
    package struct Bin: Sendable, Equatable {
        /// Above it, or 0 in the first bin.
        package let lower: Double
        /// Up to it.
        package let upper: Double
        package let right: Proportion
        /// Nil for an empty bin.
        package let meanProbability: Double?

        /// How far the mean probability is above the share of right ones; nil for an empty bin.
        var gap: Double? {
            guard let meanProbability, let share = right.value else { return nil }
            return meanProbability - share
        }
    }

    package let bins: [Bin]
    /// The mean of all probabilities; nil without images.
    package let meanProbability: Double?

    /// The probability of each image's first place, 0...1, and whether it was right.
    package init(_ firstPlaces: [(probability: Float, isRight: Bool)]) {
        var sums = [Double](repeating: 0, count: Self.binCount)
        var counts = [Int](repeating: 0, count: Self.binCount)
        var rights = counts
        for place in firstPlaces {
            let bin = Self.bin(of: Double(place.probability))
            sums[bin] += Double(place.probability)
            counts[bin] += 1
            rights[bin] += place.isRight ? 1 : 0
        }
        bins = (0..<Self.binCount).map { index in
            Bin(
                lower: Double(index) / Double(Self.binCount),
                upper: Double(index + 1) / Double(Self.binCount),
                right: Proportion(rights[index], of: counts[index]),
                meanProbability: counts[index] > 0 ? sums[index] / Double(counts[index]) : nil
            )
        }
        meanProbability =
            firstPlaces.isEmpty ? nil : sums.reduce(0, +) / Double(firstPlaces.count)
    }

    /// The expected calibration error: the bins' gaps, weighted by their images; nil without images.
    package var expectedCalibrationError: Double? {
        let images = bins.reduce(0) { $0 + $1.right.total }
        guard images > 0 else { return nil }
        return bins.reduce(0) { sum, bin in
            sum + (bin.gap?.magnitude ?? 0) * Double(bin.right.total) / Double(images)
        }
    }

    private static func bin(of probability: Double) -> Int {
        let place = (probability * Double(binCount)).rounded(.up) - 1
        return min(max(0, Int(place)), binCount - 1)
    }
}
