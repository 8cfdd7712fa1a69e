import Foundation
import Testing

@testable import ZeroShot

/// Measures of a few images by hand, and of many as scipy and scikit-learn have them.
struct EvaluationMetricsTests {
    /// Made by `Tools/parity/evaluation_metrics.py`.
    private struct Reference: Decodable {
        let labels: [String]
        let logitScale: Float
        let answers: [Int?]
        let first: [[Int]]
        let second: [[Int]]
        let expected: Expected

        struct Expected: Decodable {
            let top1: Int
            let top1Interval: [Double]
            let top5: Int
            let meanReciprocalRank: Double
            let matrix: [[Int]]
            let recall: [Double?]
            let precision: [Double?]
            let meanRecall: Double
            let expectedCalibrationError: Double
            let riskCoverageArea: Double
            let noneSeparation: Double
            let onlyFirstRight: Int
            let onlySecondRight: Int
            let mcNemar: Double
            let better: Int
            let worse: Int
            let rankTest: Double
        }

        static func load() throws -> Reference {
            let folder = try #require(Bundle.module.resourceURL)
            let file = folder.appending(path: "Fixtures/evaluation/metrics.json")
            return try JSONDecoder().decode(Reference.self, from: Data(contentsOf: file))
        }
    }

    private static func isNear(_ value: Double?, _ expected: Double?) -> Bool {
        // Similarities and probabilities are float32 here and double there.
        guard let value, let expected else { return value == nil && expected == nil }
        return abs(value - expected) < 1e-6
    }

    @Test func `270 images measure what scipy and scikit-learn measure`() throws {
        let reference = try Reference.load()
        let expected = reference.expected
        let classes = try LabelledClasses(labels: reference.labels)
        let scoring = Scoring.softmax(logitScale: reference.logitScale)
        let runs = [reference.first, reference.second].map { run in
            SampleEvaluation.images(
                run.map { $0.map { Float($0) / 1000 } }, answers: reference.answers, classes,
                labels: reference.labels, scoring: scoring)
        }
        let metrics = EvaluationMetrics(runs[0], classes, scoring: scoring, threshold: 0.2)

        #expect(metrics.answered == 240 && metrics.none == 30 && metrics.failed == 0)
        #expect(metrics.top1 == Proportion(expected.top1, of: 240))
        #expect(Self.isNear(metrics.top1.interval?.lowerBound, expected.top1Interval[0]))
        #expect(Self.isNear(metrics.top1.interval?.upperBound, expected.top1Interval[1]))
        #expect(metrics.top5 == Proportion(expected.top5, of: 240))
        #expect(Self.isNear(metrics.meanReciprocalRank, expected.meanReciprocalRank))
        #expect(Self.isNear(metrics.meanRecall, expected.meanRecall))
        for answer in classes.labels.indices {
            let result = metrics.classResults[answer]
            #expect(Self.isNear(result.recall.value, expected.recall[answer]))
            #expect(Self.isNear(result.precision.value, expected.precision[answer]))
            for predicted in classes.labels.indices {
                #expect(metrics.confusion[answer, predicted] == expected.matrix[answer][predicted])
            }
        }
        #expect(
            Self.isNear(
                metrics.reliability.expectedCalibrationError, expected.expectedCalibrationError))
        #expect(Self.isNear(metrics.riskCoverage.area, expected.riskCoverageArea))
        #expect(Self.isNear(metrics.noneSeparation, expected.noneSeparation))

        let variant = VariantResult(
            name: "other", run: SampleEvaluation.run(), first: runs[0], second: runs[1], classes)
        #expect(variant.accuracy.onlyFirstRight == expected.onlyFirstRight)
        #expect(variant.accuracy.onlySecondRight == expected.onlySecondRight)
        #expect(Self.isNear(variant.accuracy.pValue, expected.mcNemar))
        #expect(variant.ranks.better == expected.better && variant.ranks.worse == expected.worse)
        #expect(Self.isNear(variant.ranks.pValue, expected.rankTest))
    }

    @Test func `images that failed or have no right label are counted and measured nowhere`() throws
    {
        let metrics = try SampleEvaluation.report().metrics
        #expect(metrics.answered == 3 && metrics.none == 1 && metrics.failed == 1)
        #expect(metrics.top1 == Proportion(2, of: 3))
        #expect(metrics.classResults.map(\.recall.total) == [1, 2, 0])
        #expect(metrics.meanRecall == 0.75)
        // Top-1 similarities 0.3, 0.25 and 0.4 with a right label, 0.15 without.
        #expect(metrics.noneSeparation == 1)
        #expect(metrics.flags.lowAmongRight == Proportion(0, of: 2))
        #expect(metrics.flags.lowAmongNone == Proportion(1, of: 1))
    }

    @Test func `with five labels there is no top-5 accuracy, and the report says so`() throws {
        let report = try SampleEvaluation.report()
        #expect(report.metrics.top5 == nil)
        #expect(report.notices.contains(.evaluation(.topFiveLeftOut(labels: 3))))
        #expect(report.notices.contains(.evaluation(.classesWithoutImages(["bear"]))))
        #expect(report.notices.contains(.evaluation(.fewImages(3))))
    }

    @Test func `mistakes come with the most probable first place first`() throws {
        let classes = try LabelledClasses(labels: ["a", "b"])
        let images = SampleEvaluation.images(
            [[0.2, 0.1], [0.5, 0.1], [0.5, 0.1], [0.1, 0.3]], answers: [1, 1, 1, 0], classes,
            labels: ["a", "b"], scoring: .softmax(logitScale: 10))
        let metrics = EvaluationMetrics(
            images, classes, scoring: .softmax(logitScale: 10), threshold: 0.2)
        #expect(metrics.mistakes.map(\.image) == [1, 2, 3, 0])
        #expect(metrics.mistakes.first?.right.rank == 2)
    }

    @Test func `equal labels are one class`() throws {
        let labels = ["owl", "fox", "owl"]
        let classes = try LabelledClasses(labels: labels)
        let images = SampleEvaluation.images(
            [[0.1, 0.0, 0.3], [0.2, 0.3, 0.1]], answers: [0, 1], classes, labels: labels,
            scoring: .softmax(logitScale: 10))
        let metrics = EvaluationMetrics(
            images, classes, scoring: .softmax(logitScale: 10), threshold: 0.2)
        #expect(classes.labels == ["owl", "fox"])
        #expect(metrics.top1 == Proportion(2, of: 2))
    }

    @Test func `sigmoids are judged by their probability`() throws {
        let scoring = Scoring.sigmoid(logitScale: 100, logitBias: -10)
        let classes = try LabelledClasses(labels: ["a", "b"])
        let images = SampleEvaluation.images(
            [[0.12, 0.0], [0.0, 0.08]], answers: [0, 1], classes, labels: ["a", "b"],
            scoring: scoring)
        let metrics = EvaluationMetrics(images, classes, scoring: scoring, threshold: 0.2)
        // sigmoid(2) and sigmoid(-2)
        let confidences = metrics.riskCoverage.points.map(\.confidence)
        #expect(confidences.count == 2)
        #expect(zip(confidences, [0.880797, 0.119203]).allSatisfy { abs($0 - $1) < 1e-6 })
        #expect(metrics.flags.lowAmongRight == Proportion(1, of: 2))
    }
}
