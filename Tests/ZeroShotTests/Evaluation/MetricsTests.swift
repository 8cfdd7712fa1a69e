import Testing

@testable import ZeroShot

/// Expected values are computed by hand, or stand in the publications named.
struct MetricsTests {
    /// Newcombe, Two-sided confidence intervals for the single proportion (1998), table I.
    @Test(arguments: [
        (81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ])
    func `Wilson intervals are the published ones`(
        count: Int, total: Int, low: Double, high: Double
    ) throws {
        let interval = try #require(Proportion(count, of: total).interval)
        #expect(abs(interval.lowerBound - low) < 5e-5)
        #expect(abs(interval.upperBound - high) < 5e-5)
    }

    @Test func `an interval stays within 0 and 1, and nothing has none`() throws {
        #expect(Proportion(0, of: 3).interval?.lowerBound == 0)
        #expect(Proportion(3, of: 3).interval?.upperBound == 1)
        #expect(Proportion(0, of: 0).interval == nil)
        #expect(Proportion(0, of: 0).value == nil)
    }

    /// `2 (C(8, 0) + C(8, 1)) / 2^8`, `2 / 2^5`, `2 (1 + 10 + 45) / 2^10`.
    @Test(arguments: [
        (1, 7, 0.0703125), (7, 1, 0.0703125), (0, 5, 0.0625), (2, 8, 0.109375), (3, 3, 1),
        (0, 0, 1), (0, 1, 1),
    ])
    func `McNemar's exact test is that of fair coin tosses`(
        first: Int, second: Int, expected: Double
    ) {
        #expect(abs(ExactSignTest.pValue(first, second) - expected) < 1e-12)
    }

    /// The normal approximation with continuity correction: z = (1200 - 1) / sqrt(10800) = 11.54.
    @Test func `the exact test holds where powers of two vanish`() {
        let p = ExactSignTest.pValue(4800, 6000)
        #expect(p > 1e-32 && p < 1e-29)
    }

    /// Fagerland et al., Recommended tests and confidence intervals for paired binomial
    /// proportions (2014), the example of airway hyper-responsiveness.
    @Test func `the interval of a paired difference is the published one`() throws {
        let pairs = PairedAccuracy(
            first: Array(repeating: true, count: 2) + Array(repeating: false, count: 19),
            second: [true, false] + Array(repeating: true, count: 7)
                + Array(repeating: false, count: 12))
        #expect(pairs.bothRight == 1 && pairs.onlyFirstRight == 1)
        #expect(pairs.onlySecondRight == 7 && pairs.bothWrong == 12)
        #expect(abs(try #require(pairs.difference) - 6.0 / 21) < 1e-12)
        let interval = try #require(pairs.interval)
        #expect(abs(interval.lowerBound - 0.013) < 5e-4)
        #expect(abs(interval.upperBound - 0.508) < 5e-4)
        #expect(abs(pairs.pValue - 0.0703125) < 1e-12)
    }

    @Test func `two runs without images differ by nothing that could be said`() {
        let pairs = PairedAccuracy(first: [], second: [])
        #expect(pairs.difference == nil && pairs.interval == nil && pairs.pValue == 1)
    }

    /// Bins of a fifteenth: 0.90 and 0.92 share one (gap 0.41), 0.5 and 0.1 have their own (gaps
    /// 0.5 and 0.1): `0.41 * 2/4 + 0.5 / 4 + 0.1 / 4`.
    @Test func `the calibration error weighs the gaps of its bins`() throws {
        let diagram = ReliabilityDiagram([
            (0.90, true), (0.92, false), (0.5, true), (0.1, false),
        ])
        let error = try #require(diagram.expectedCalibrationError)
        #expect(abs(error - 0.355) < 1e-7)
        #expect(abs(try #require(diagram.meanProbability) - 0.605) < 1e-7)
        #expect(diagram.bins.count == 15)
        #expect(diagram.bins[13].right == Proportion(1, of: 2))
    }

    @Test func `probabilities of 0 and 1 fall into the outermost bins`() {
        let diagram = ReliabilityDiagram([(0, false), (1, true)])
        #expect(diagram.bins[0].right == Proportion(0, of: 1))
        #expect(diagram.bins[14].right == Proportion(1, of: 1))
        #expect(diagram.expectedCalibrationError == 0)
        #expect(ReliabilityDiagram([]).expectedCalibrationError == nil)
    }

    /// Risks 0, 1/2 and 1/3; at best 0, 0 and 1/3; at random 1/3.
    @Test func `the risk-coverage area is the mean risk of the most confident`() throws {
        let curve = RiskCoverageCurve([(0.7, true), (0.9, true), (0.8, false)])
        #expect(abs(try #require(curve.area) - 5.0 / 18) < 1e-12)
        #expect(abs(try #require(curve.leastArea) - 1.0 / 9) < 1e-12)
        #expect(abs(try #require(curve.randomArea) - 1.0 / 3) < 1e-12)
        #expect(curve.points.map(\.risk) == [0, 0.5, 1.0 / 3])
        #expect(curve.point(answering: 0.5)?.answered == 2)
    }

    /// One of the two that are tied is wrong, whichever comes first: 1/2, 1/2, 1/3.
    @Test(arguments: [true, false])
    func `equal confidences add the mean of all of their orders`(rightFirst: Bool) throws {
        let curve = RiskCoverageCurve([(0.9, rightFirst), (0.9, !rightFirst), (0.5, true)])
        #expect(abs(try #require(curve.area) - 4.0 / 9) < 1e-12)
        #expect(curve.points.map(\.answered) == [2, 3])
    }

    @Test func `a curve is thinned to its last point`() {
        let places: [(confidence: Float, isRight: Bool)] = (0..<1000).map { place in
            (Float(place), place.isMultiple(of: 3))
        }
        let curve = RiskCoverageCurve(places)
        let thinned = curve.thinned(to: 200)
        #expect(thinned.count == 200)
        #expect(thinned.last == curve.points.last)
    }

    /// 3 beats 1 and 2; 2 beats 1 and ties with 2.
    @Test func `separation counts ties half`() {
        #expect(Separation.areaUnderROC(high: [3, 2], low: [1, 2]) == 0.875)
        #expect(Separation.areaUnderROC(high: [1], low: [2]) == 0)
        #expect(Separation.areaUnderROC(high: [], low: [2]) == nil)
    }

    @Test func `ranks are compared image by image`() throws {
        let ranks = PairedRanks(first: [1, 2, 4, 1], second: [1, 1, 2, 3])
        let (first, second) = (
            try #require(ranks.firstReciprocal), try #require(ranks.secondReciprocal)
        )
        #expect(abs(first - 0.6875) < 1e-12)
        let expected = (2.5 + 1.0 / 3) / 4
        #expect(abs(second - expected) < 1e-12)
        #expect(ranks.better == 2 && ranks.same == 1 && ranks.worse == 1)
        #expect(ranks.pValue == 1)
    }

    /// Three images of the first class, two of the second, none of the third.
    @Test func `recall and precision come from the rows and columns of the matrix`() {
        let matrix = ConfusionMatrix(
            classCount: 3, [(0, 0), (0, 1), (0, 1), (1, 1), (1, 2)])
        #expect(matrix.classResults.map(\.recall.count) == [1, 1, 0])
        #expect(matrix.classResults.map(\.recall.total) == [3, 2, 0])
        #expect(matrix.classResults.map(\.precision.total) == [1, 3, 1])
        #expect(matrix.meanRecall == (1.0 / 3 + 0.5) / 2)
        #expect(
            matrix.confusions == [
                .init(answer: 0, predicted: 1, count: 2), .init(answer: 1, predicted: 2, count: 1),
            ])
        #expect(matrix[0, 1] == 2 && matrix[2, 0] == 0)
    }
}
