import Foundation
import Testing

@testable import ZeroShot

struct TemperatureFitTests {
    private static func softmax(
        _ rows: [[Float]], _ answers: [Int?], scale: Float = 10
    ) throws -> TemperatureFit {
        TemperatureFit(
            try LabelledScores(similarities: rows, answers: answers, labels: nil),
            scoring: .softmax(logitScale: scale))
    }

    /// Of two labels 2 logits apart the nearer is right 8 times in 10: sigmoid(2 / T) = 0.8.
    @Test func `of two labels the temperature makes probability equal the share that is right`()
        throws
    {
        let rows = [[Float]](repeating: [0.5, 0.25], count: 10)
        let answers: [Int?] = [0, 0, 0, 1, 0, 0, 0, 0, 1, 0]
        guard case .found(let temperature, let shift) = try Self.softmax(rows, answers, scale: 8)
        else {
            Issue.record("no temperature")
            return
        }
        #expect(abs(temperature - 2 / log(4)) < 1e-8)
        #expect(shift == 0)
    }

    /// All images give the logits 2 and -1; 6 of 10 show the first label, 1 the second, 3 neither:
    /// 2 / T + b = log(0.6 / 0.4), -1 / T + b = log(0.1 / 0.9).
    @Test func `two sigmoids are fitted exactly by temperature and shift`() throws {
        let scores = try LabelledScores(
            similarities: [[Float]](repeating: [0.5, 0.125], count: 10),
            answers: [0, 0, 0, 0, 0, 0, 1, nil, nil, nil], labels: nil)
        let fit = TemperatureFit(scores, scoring: .sigmoid(logitScale: 8, logitBias: -2))
        guard case .found(let temperature, let shift) = fit else {
            Issue.record("no temperature")
            return
        }
        let expected = 3 / (log(1.5) - log(1.0 / 9))
        #expect(abs(temperature - expected) < 1e-8)
        #expect(abs(shift - (log(1.5) - 2 / expected)) < 1e-8)
    }

    @Test func `images that are all right, or all wrong, have no best temperature`() throws {
        let rows: [[Float]] = [[0.3, 0.1], [0.4, 0.1], [0.1, 0.2]]
        #expect(try Self.softmax(rows, [0, 0, 1]) == .everLower)
        #expect(try Self.softmax(rows, [1, 1, 0]) == .everHigher)
        let equal = [[Float]](repeating: [0.2, 0.2], count: 3)
        #expect(try Self.softmax(equal, [0, 1, 0]) == .everHigher)
    }

    @Test func `sigmoids that part perfectly, or not at all, have no best temperature`() throws {
        let scoring = Scoring.sigmoid(logitScale: 100, logitBias: -10)
        let parted = try LabelledScores(
            similarities: [[0.2, 0], [0.01, 0.3]], answers: [0, 1], labels: nil)
        #expect(TemperatureFit(parted, scoring: scoring) == .everLower)
        let swapped = try LabelledScores(
            similarities: [[0.2, 0], [0.01, 0.3]], answers: [1, 0], labels: nil)
        #expect(TemperatureFit(swapped, scoring: scoring) == .everHigher)
        let one = try LabelledScores(similarities: [[0.2], [0.3]], answers: [0, 0], labels: nil)
        #expect(TemperatureFit(one, scoring: scoring) == .everLower)
    }

    /// 4 of 5 are right, 60 logits apart: sigmoid(60 / T) = 0.8, beyond the bounds; at 20 logits
    /// T is 20 / log 4.
    @Test func `a temperature beyond the bounds is not learnt, and nothing overflows`() throws {
        let rows = [[Float]](repeating: [1, -1], count: 5)
        #expect(try Self.softmax(rows, [0, 0, 0, 0, 1], scale: 1e30) == .everHigher)
        #expect(try Self.softmax(rows, [0, 0, 0, 0, 1], scale: 30) == .everHigher)
        guard case .found(let temperature, _) = try Self.softmax(rows, [0, 0, 1, 0, 0], scale: 10)
        else {
            Issue.record("no temperature")
            return
        }
        #expect(abs(temperature - 20 / log(4)) < 1e-7)
    }

    struct Reference: Decodable {
        struct Case: Decodable {
            let logitScale: Float
            let logitBias: Float?
            let similarities: [[Float]]
            let answers: [Int?]
            let temperature: Double
            let shift: Double
            let before: Double
            let after: Double
        }
        let cases: [Case]
    }

    @Test func `torch's optimiser finds the same temperatures, shifts and likelihoods`() throws {
        let folder = try #require(Bundle.module.resourceURL)
        let reference = try JSONDecoder().decode(
            Reference.self,
            from: Data(
                contentsOf: folder.appending(path: "Fixtures/calibration/temperature.json")))
        #expect(reference.cases.count == 4)
        for expected in reference.cases {
            let scoring: Scoring =
                expected.logitBias.map {
                    .sigmoid(logitScale: expected.logitScale, logitBias: $0)
                } ?? .softmax(logitScale: expected.logitScale)
            let (calibration, fit) = try Calibration.fitted(
                similarities: expected.similarities, answers: expected.answers, scoring: scoring)
            #expect(abs(calibration.temperature / expected.temperature - 1) < 1e-5)
            #expect(abs(calibration.shift - expected.shift) < 1e-4)
            let (before, after) = (try #require(fit.before), try #require(fit.after))
            #expect(abs(before.negativeLogLikelihood - expected.before) < 1e-5)
            #expect(abs(after.negativeLogLikelihood - expected.after) < 1e-5)
            #expect(after.negativeLogLikelihood < before.negativeLogLikelihood)
        }
    }
}
