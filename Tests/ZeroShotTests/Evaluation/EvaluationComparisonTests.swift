import Foundation
import Testing

@testable import ZeroShot

/// Two evaluations over the same images, of one checkpoint or of two.
struct EvaluationComparisonTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func stored(_ report: EvaluationReport, as name: String) throws -> StoredEvaluation {
        var bytes: [UInt8] = []
        try report.write(as: .json) { bytes += $0 }
        return try StoredEvaluation(contentsOf: try folder.write(bytes, to: name))
    }

    private static let otherCheckpoint = SampleEvaluation.run(
        fingerprint: String(repeating: "f", count: 64),
        scoring: .sigmoid(logitScale: 9, logitBias: -2))

    @Test func `what was kept is what was measured`() throws {
        let report = try SampleEvaluation.report()
        let kept = try stored(report, as: "a.json")
        let made = StoredEvaluation(report, name: kept.name)
        #expect(kept == made)
        #expect(kept.labels == SampleEvaluation.labels)
        #expect(kept.rows.map(\.rank) == [1, 1, 3, nil, nil])
        #expect(kept.rows.map { $0.best == nil } == [false, false, false, false, true])
    }

    @Test func `two checkpoints are compared by accuracy and rank, and by nothing else`() throws {
        let first = try stored(SampleEvaluation.report(), as: "a.json")
        let second = try stored(
            SampleEvaluation.report(run: Self.otherCheckpoint, third: [0.1, 0.4, 0.2]),
            as: "b.json")
        let comparison = try EvaluationComparison(first, second)
        #expect(comparison.images == 3 && comparison.leftOut == 1)
        #expect(comparison.accuracy?.onlySecondRight == 1)
        #expect(comparison.accuracy?.bothRight == 2)
        #expect(comparison.ranks?.better == 1)
        #expect(comparison.top5 == nil)
        #expect(comparison.scores == nil)
        let text = comparison.text(style: .plain)
        #expect(text.contains("Scores are not compared"))
        #expect(!text.contains("…"), "\(text)")
    }

    @Test(arguments: [EvaluationComparison.Measure.similarity, .probability])
    func `scores of two checkpoints are refused by their fingerprints`(
        measure: EvaluationComparison.Measure
    ) throws {
        let first = try stored(SampleEvaluation.report(), as: "a.json")
        let second = try stored(
            SampleEvaluation.report(run: Self.otherCheckpoint), as: "b.json")
        let refusal = #expect(throws: Refusal.self) {
            try EvaluationComparison(first, second, by: [.accuracy, measure])
        }
        #expect(refusal?.code == .crossCheckpoint)
        #expect(refusal?.description.contains(String(repeating: "f", count: 64)) == true)
        #expect(throws: Never.self) {
            try EvaluationComparison(first, second, by: [.accuracy, .rank])
        }
    }

    @Test func `scores of one checkpoint computed in two ways are refused too`() throws {
        let first = try stored(SampleEvaluation.report(), as: "a.json")
        let second = try stored(
            SampleEvaluation.report(run: SampleEvaluation.run(parity: .huggingFace)), as: "b.json")
        #expect(try EvaluationComparison(first, second).scores == nil)
        let refusal = #expect(throws: Refusal.self) {
            try EvaluationComparison(first, second, by: [.probability])
        }
        #expect(refusal?.description.contains("(openclip, float32)") == true)
        #expect(refusal?.description.contains("(hf, float32)") == true)
    }

    @Test func `scores of one checkpoint are compared`() throws {
        let first = try stored(SampleEvaluation.report(), as: "a.json")
        let second = try stored(
            SampleEvaluation.report(third: [0.1, 0.4, 0.2]), as: "b.json")
        let scores = try #require(try EvaluationComparison(first, second).scores)
        // Right labels: 0.3, 0.25 and 0.1 first; 0.3, 0.25 and 0.4 second.
        #expect(abs(try #require(scores.similarity?.first) - 0.65 / 3) < 1e-6)
        #expect(abs(try #require(scores.similarity?.second) - 0.95 / 3) < 1e-6)
        // The wrong one is the most confident: risks 1, 1/2, 1/3.
        #expect(abs(try #require(scores.riskCoverageArea?.first) - 11.0 / 18) < 1e-6)
        #expect(scores.riskCoverageArea?.second == 0)
        let onlyRanks = try EvaluationComparison(first, second, by: [.rank])
        #expect(onlyRanks.accuracy == nil && onlyRanks.scores == nil && onlyRanks.ranks != nil)
    }

    private static func evaluation(
        labels: [String] = ["owl", "fox"], _ images: [(path: String, answer: Int?)],
        width: Int = 640
    ) throws -> StoredEvaluation {
        let run = SampleEvaluation.run(labels: labels)
        let classes = try LabelledClasses(labels: labels)
        let rows = images.map { image in
            EvaluatedImage(
                path: image.path, source: image.path, size: .init(width: width, height: 2),
                answer: image.answer.map { .label($0) } ?? .noLabel,
                outcome: .failed(.init(code: "x", message: "y")), notices: [])
        }
        return StoredEvaluation(
            EvaluationReport(
                run: run, input: .init(path: "p", kind: .csv, noneName: nil), classes: classes,
                images: rows), name: "\(labels.count).json")
    }

    @Test func `evaluations of other images, labels or answers are not compared`() throws {
        let base = try Self.evaluation([("a", 0), ("b", 1)])
        func message(_ other: StoredEvaluation) -> String? {
            #expect(throws: EvaluationError.self) { try EvaluationComparison(base, other) }?
                .description
        }
        #expect(
            message(try Self.evaluation(labels: ["owl", "fox", "bear"], [("a", 0), ("b", 1)]))
                == "2.json and 3.json cannot be compared: their labels differ: only the second has "
                + "'bear'. Evaluate both with the same labels.")
        #expect(
            message(try Self.evaluation([("a", 0), ("c", 1)]))
                == "2.json and 2.json cannot be compared: their images differ: only the first has "
                + "'b', and only the second has 'c'. Evaluate both on the same folder or CSV file; "
                + "images are told by their path in it.")
        #expect(
            message(try Self.evaluation([("a", nil), ("b", 1)]))
                == "2.json and 2.json cannot be compared: the right label of a is 'owl' in the "
                + "first and none in the second. Evaluate both with the same answers.")
        #expect(
            message(try Self.evaluation([("a", 0), ("b", 1)], width: 3))
                == "2.json and 2.json cannot be compared: a has other pixels in the second than in "
                + "the first. Evaluate both on the same images.")
        #expect(
            message(base)
                == "2.json and 2.json cannot be compared: no image was ranked in both of them. See "
                + "the errors of their images.")
    }

    @Test func `a file that is no evaluation is refused by what is missing`() throws {
        let advice = "Make one with zeroshot evaluate ... --format json --output FILE."
        var bytes: [UInt8] = []
        try SampleEvaluation.report().write(as: .json) { bytes += $0 }
        let whole = String(decoding: bytes, as: UTF8.self)
        let cases = [
            (
                whole.replacing("evaluation/1", with: "report/1"),
                "found the schema 'zeroshot.report/1' where 'zeroshot.evaluation/1' was expected. "
            ),
            ("[]", "found no schema where 'zeroshot.evaluation/1' was expected. "),
            (
                whole.replacing("\"fingerprint\"", with: "\"print\""),
                "checkpoint.fingerprint is missing or not of the form that an evaluation has. "
            ),
            (
                whole.replacing("\"answerRank\": 3", with: "\"answerRank\": 0"),
                "images[2].answerRank is missing or not of the form that an evaluation has. "
            ),
            (
                whole.replacing("\"path\": \"owl/1.jpg\"", with: "\"path\": 1"),
                "images[0].path is missing or not of the form that an evaluation has. "
            ),
        ]
        for (text, message) in cases {
            let file = try folder.write(text, to: "x.json")
            let error = #expect(throws: EvaluationError.self) {
                try StoredEvaluation(contentsOf: file)
            }
            #expect(error?.description.hasSuffix("x.json: " + message + advice) == true)
        }
        let cut = try folder.write(String(whole.prefix(100)), to: "cut.json")
        let error = #expect(throws: EvaluationError.self) {
            try StoredEvaluation(contentsOf: cut)
        }
        #expect(error?.description.contains("not JSON") == true)
        #expect(error?.description.hasSuffix(advice) == true)
        let missing = folder.url.appending(path: "none.json")
        #expect(throws: EvaluationError.self) { try StoredEvaluation(contentsOf: missing) }
    }
}
