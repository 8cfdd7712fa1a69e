import Testing

@testable import ZeroShot

/// Classes on the axes of a space of four dimensions, so that an image's values are its
/// similarities.
struct AnswerTests {
    private static let softmax = Scoring.softmax(logitScale: 8)

    private static func classes(
        _ calibration: Calibration? = nil, labels: [String] = ["fox", "bear", "owl"], top: Int = 5,
        scoring: Scoring = softmax, threshold: Float? = nil, decisions: LabelDecisions? = nil
    ) -> PreparedClasses {
        var request = ClassificationRequest(labels: labels)
        request.top = top
        request.threshold = threshold
        var run = RunReport(
            checkpoint: SampleReport.checkpoint, classes: request.prompts, averaging: .normalized,
            parity: .openCLIP, truncated: [], scoring: scoring)
        run.calibration = calibration
        run.decisions = decisions
        let rows = labels.indices.flatMap { label in (0..<4).map { $0 == label ? Float(1) : 0 } }
        return PreparedClasses(
            prototypes: ClassPrototypes(
                labels: labels, embeddings: Embeddings(rows, dimension: 4)),
            request: request, run: run)
    }

    private static func answer(
        _ similarities: [Float], _ classes: PreparedClasses
    ) -> Answer {
        let labels = classes.prototypes.labels
        let image = Embeddings(
            similarities + Array(repeating: 0, count: 4 - similarities.count), dimension: 4)
        return classes.answer(
            Ranking(
                similarities: Array(similarities.prefix(labels.count)), labels: labels,
                scoring: classes.scoring, top: classes.depth),
            toRow: 0, of: image)
    }

    @Test func `without a calibration nothing is withheld, however low`() {
        let classes = Self.classes()
        #expect(Self.answer([0.01, 0.02, 0.03], classes).abstention == nil)
        #expect(classes.threshold == 0.2)
        #expect(Self.classes(threshold: 0.4).threshold == 0.4)
    }

    @Test func `below the fitted threshold the answer is none of these, and the ranking stays`()
        throws
    {
        let classes = Self.classes(Calibration(threshold: 0.25))
        #expect(classes.threshold == 0.25)
        let answer = Self.answer([0.125, 0.1875, 0], classes)
        #expect(answer.ranking.predictions.map(\.label) == ["bear", "fox", "owl"])
        let abstention = try #require(answer.abstention)
        #expect(abstention.reason == .belowThreshold)
        #expect(abstention.threshold == 0.25)
        #expect(abstention.margin == 0.0625)
        #expect(
            abstention.message
                == "None of these: the top-1 similarity 0.188 is below the threshold 0.25.")
        #expect(Self.answer([0.25, 0, 0], classes).abstention == nil)
    }

    @Test func `a threshold of the caller's stands in for the fitted one`() {
        let classes = Self.classes(Calibration(threshold: 0.25), threshold: 0.5)
        #expect(Self.answer([0.375, 0, 0], classes).abstention?.threshold == 0.5)
        // Where none was learnt, the caller's only flags.
        let flagging = Self.classes(Calibration(temperature: 2), threshold: 0.5)
        #expect(Self.answer([0.375, 0, 0], flagging).abstention == nil)
    }

    @Test func `a lead below the margin is no answer, at the margin it is one`() throws {
        var calibration = Calibration()
        calibration.margin = 0.0625
        let classes = Self.classes(calibration, top: 1)
        let close = Self.answer([0.5, 0.46875, 0], classes)
        #expect(close.ranking.predictions.count == 1)
        let abstention = try #require(close.abstention)
        #expect(abstention.reason == .marginTooSmall)
        #expect(abstention.threshold == 0.0625)
        #expect(abstention.margin == 0.03125)
        #expect(
            abstention.message == """
                None of these: the first place leads by 0.031 in similarity, less than the margin \
                0.0625.
                """)
        #expect(Self.answer([0.5, 0.4375, 0], classes).abstention == nil)
    }

    @Test func `equal labels do not lessen the margin`() {
        var calibration = Calibration()
        calibration.margin = 0.25
        let classes = Self.classes(calibration, labels: ["owl", "owl", "fox"], top: 1)
        #expect(classes.depth == 3)
        #expect(Self.answer([0.5, 0.5, 0.125], classes).abstention == nil)
        #expect(Self.answer([0.5, 0.5, 0.375], classes).abstention?.margin == 0.125)
    }

    @Test func `a background prompt that lies nearer than every label is named`() throws {
        var calibration = Calibration()
        calibration.background = Calibration.Background(
            prompts: ["a street", "a wall"],
            embeddings: Embeddings([1, 0, 0, 0, 0, 0, 0, 1], dimension: 4))
        let classes = Self.classes(calibration, labels: ["bear", "owl"])
        // The image's values are its similarities to street, (bear, owl on the same axes), wall.
        let nearer = Self.answer([0.25, 0.375, 0, 0.5], classes)
        let abstention = try #require(nearer.abstention)
        #expect(abstention.reason == .nearerToBackground)
        #expect(abstention.threshold == 0.5)
        #expect(abstention.margin == 0.125)
        #expect(
            abstention.message == """
                None of these: the background prompt 'a wall' lies nearer than every label, with \
                the similarity 0.500 before 0.375.
                """)
        #expect(Self.answer([0.25, 0.5, 0, 0.5], classes).abstention == nil)
    }

    @Test func `the first ground in the documented order is named`() {
        var calibration = Calibration(threshold: 0.25)
        calibration.margin = 0.5
        #expect(
            Self.answer([0.125, 0, 0], Self.classes(calibration)).abstention?.reason
                == .belowThreshold)
        #expect(
            Self.answer([0.375, 0, 0], Self.classes(calibration)).abstention?.reason
                == .marginTooSmall)
        #expect(
            Abstention.Reason.allCases.map(\.rawValue) == [
                "below-threshold", "margin-too-small", "nearer-to-background",
            ])
    }

    @Test func `a temperature changes probabilities and nothing else`() {
        let similarities: [Float] = [0.5, 0.25, 0.125]
        let plain = Self.answer(similarities, Self.classes()).ranking.predictions
        let cooled = Self.answer(similarities, Self.classes(Calibration(temperature: 2)))
            .ranking.predictions
        #expect(plain.map(\.label) == cooled.map(\.label))
        #expect(plain.map(\.similarity) == cooled.map(\.similarity))
        // Logits 4, 2, 1 halved: e^2 / (e^2 + e + e^0.5).
        #expect(abs(cooled[0].probability - 0.6285317) < 1e-6)
        #expect(abs(plain[0].probability - 0.8437948) < 1e-6)
    }

    /// Ranks by similarity: fox 0.4, owl 0.3, ibis 0.25, bear 0.2; ibis and bear pass.
    @Test func `labels that pass are shown with their ranks behind the first places`() throws {
        var calibration = Calibration(threshold: 0.9)
        calibration.labelThresholds = [0.5, 0.125, 0.875, 0.25]
        let decisions = try LabelDecisions(
            calibration, scoring: Self.softmax, withSupport: false)
        let labels = ["fox", "bear", "owl", "ibis"]
        let answer = Self.answer(
            [0.4, 0.2, 0.3, 0.25],
            Self.classes(calibration, labels: labels, top: 1, decisions: decisions))
        let places = answer.ranking.predictions
        #expect(places.map(\.label) == ["fox", "ibis", "bear"])
        #expect(places.map(\.rank) == [1, 3, 4])
        #expect(places.map(\.decision) == [false, true, true])
        // There is no single answer that could be withheld.
        #expect(answer.abstention == nil)
    }

    /// sigmoid((8 * 0.5 - 5) / 0.5) = sigmoid(-2) = 0.119, sigmoid(-1) = 0.269 as it was.
    @Test func `a sigmoid's proxy is its calibrated probability`() {
        let scoring = Scoring.sigmoid(logitScale: 8, logitBias: -5)
        let answer = Self.answer(
            [0.5, 0, 0],
            Self.classes(Calibration(temperature: 0.5, threshold: 0.2), scoring: scoring))
        #expect(answer.abstention?.reason == .belowThreshold)
        #expect(abs(answer.ranking.predictions[0].probability - 0.1192029) < 1e-6)
        let own = Self.answer(
            [0.5, 0, 0], Self.classes(Calibration(threshold: 0.2), scoring: scoring))
        #expect(own.abstention == nil)
    }
}

/// Labels decided on their own.
struct LabelDecisionTests {
    private static let sigmoid = Scoring.sigmoid(logitScale: 8, logitBias: -2)

    private static func place(_ index: Int, _ similarity: Float, _ probability: Float) -> Prediction
    {
        Prediction(
            rank: 1, label: "owl", labelIndex: index, similarity: similarity,
            probability: probability)
    }

    @Test func `a sigmoid is true from 0.5 on, or from its label's threshold on`() throws {
        let plain = try LabelDecisions(nil, scoring: Self.sigmoid, withSupport: false)
        #expect(plain.isTrue(Self.place(0, 0, 0.5), Self.sigmoid))
        #expect(!plain.isTrue(Self.place(0, 1, Float(0.5).nextDown), Self.sigmoid))
        var calibration = Calibration()
        calibration.labelThresholds = [0.25, 0.75]
        let fitted = try LabelDecisions(calibration, scoring: Self.sigmoid, withSupport: false)
        #expect(fitted.isTrue(Self.place(0, 0, 0.25), Self.sigmoid))
        #expect(!fitted.isTrue(Self.place(1, 0, 0.5), Self.sigmoid))
    }

    @Test func `a softmax is decided by similarity, and only with fitted thresholds`() throws {
        let softmax = Scoring.softmax(logitScale: 100)
        var calibration = Calibration()
        calibration.labelThresholds = [0.25, 0.125]
        let fitted = try LabelDecisions(calibration, scoring: softmax, withSupport: false)
        #expect(fitted.isTrue(Self.place(0, 0.25, 0), softmax))
        #expect(!fitted.isTrue(Self.place(0, 0.1875, 0.99), softmax))
        #expect(fitted.isTrue(Self.place(1, 0.1875, 0.01), softmax))
        #expect(throws: CalibrationError.multiLabelWithoutThresholds) {
            try LabelDecisions(Calibration(threshold: 0.2), scoring: softmax, withSupport: false)
        }
        #expect(throws: CalibrationError.multiLabelWithSupport) {
            try LabelDecisions(nil, scoring: softmax, withSupport: true)
        }
    }
}
