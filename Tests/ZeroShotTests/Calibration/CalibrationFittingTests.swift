import Testing

@testable import ZeroShot

struct CalibrationFittingTests {
    private static let softmax = Scoring.softmax(logitScale: 10)

    /// Two labels; the first place is label 0 with this similarity, and this far ahead.
    private static func row(_ best: Float, lead: Float = 0.0625) -> [Float] {
        [best, best - lead]
    }

    /// Right from 0.5 on but for one at 0.1875, wrong below but for one at 0.5625.
    private static let rows: [[Float]] =
        [0.5, 0.625, 0.75, 0.875, 0.9375, 0.6875, 0.8125, 0.1875].map { row($0) }
        + [0.125, 0.25, 0.375, 0.4375, 0.5625, 0.3125, 0.0625, 0].map { row($0) }
    private static let answers: [Int?] =
        Array(repeating: 0, count: 8) + [nil, nil, nil, nil, nil, nil, 1, 1]

    /// 7 of 8 right ones and 1 of 8 others are kept from 0.46875 on, and no cut does better.
    @Test func `the threshold parts right first places from the others`() throws {
        let (calibration, fit) = try Calibration.fitted(
            similarities: Self.rows, answers: Self.answers, scoring: Self.softmax)
        #expect(calibration.threshold == 0.46875)
        #expect(fit.threshold == nil)
        #expect(fit.images == 16 && fit.labelled == 10 && fit.right == 8)
        #expect(calibration.images == 16)
        #expect(fit.answers.right == 7 && fit.answers.wrong == 1)
        #expect(fit.answers.withheldRight == 1 && fit.answers.withheldWrong == 7)
        #expect(fit.answers.coverage == 0.5)
        #expect(fit.answers.error == 0.125)
        // Of the others one image is left: nothing more to learn.
        #expect(calibration.margin == nil)
        #expect(fit.margin == .tooFew(.wrong, found: 1))
        #expect(fit.background == .notGiven)
    }

    @Test func `a monotone change of similarities changes no decision`() throws {
        let stretched = Self.rows.map { $0.map { $0 * $0 * $0 / 8 + $0 / 4 - 0.25 } }
        let (calibration, fit) = try Calibration.fitted(
            similarities: stretched, answers: Self.answers, scoring: Self.softmax)
        let (_, before) = try Calibration.fitted(
            similarities: Self.rows, answers: Self.answers, scoring: Self.softmax)
        #expect(fit.answers == before.answers)
        #expect(calibration.threshold != 0.46875)
    }

    @Test func `the order of the images does not matter, and equal images teach the same`() throws {
        let first = try Calibration.fitted(
            similarities: Self.rows, answers: Self.answers, scoring: Self.softmax)
        let second = try Calibration.fitted(
            similarities: Self.rows.reversed(), answers: Self.answers.reversed(),
            scoring: Self.softmax)
        #expect(first.calibration.threshold == second.calibration.threshold)
        #expect(
            abs(first.calibration.temperature - second.calibration.temperature) < 1e-9)
        let again = try Calibration.fitted(
            similarities: Self.rows, answers: Self.answers, scoring: Self.softmax)
        #expect(first == again)
    }

    // Both kinds have the same similarities. Right ones lead by 0.25, the others by 0.0625.
    @Test func `a margin is learnt where similarity tells nothing`() throws {
        let values: [Float] = [0.25, 0.375, 0.5, 0.625, 0.75, 0.875]
        let rows = values.map { Self.row($0, lead: 0.25) } + values.map { Self.row($0) }
        let answers: [Int?] = Array(repeating: 0, count: 6) + Array(repeating: 1, count: 6)
        let (calibration, fit) = try Calibration.fitted(
            similarities: rows, answers: answers, scoring: Self.softmax)
        #expect(calibration.threshold == nil)
        #expect(fit.threshold?.isChance == true)
        #expect(calibration.margin == 0.15625)
        #expect(fit.answers.right == 6 && fit.answers.withheldWrong == 6)
    }

    @Test func `the margin is that to a label of another name`() throws {
        let scores = try LabelledScores(
            similarities: [[0.5, 0.5, 0.25], [0.5, 0.25, 0.25]], answers: [1, 2],
            labels: ["owl", "owl", "fox"])
        #expect(scores.margin(0) == 0.25)
        #expect(scores.isRight(0))
        #expect(!scores.isRight(1))
        let alone = try LabelledScores(
            similarities: [[0.5, 0.5]], answers: [1], labels: ["owl", "owl"])
        #expect(alone.margin(0) == nil)
    }

    private static let background = Calibration.Background(
        prompts: ["a street", "a wall"], embeddings: Embeddings([1, 0, 0, 1], dimension: 2))

    @Test func `background prompts are kept where they part better than chance`() throws {
        let values: [Float] = [0.25, 0.375, 0.5, 0.625, 0.75, 0.875]
        let rows = (values + values).map { Self.row($0) }
        let answers: [Int?] = Array(repeating: 0, count: 6) + Array(repeating: nil, count: 6)
        let far = values.map { [$0 - 0.125, $0 - 0.25] }
        let near = values.map { [$0 - 0.125, $0 + 0.125] }
        let (calibration, fit) = try Calibration.fitted(
            similarities: rows, answers: answers, scoring: Self.softmax,
            background: Self.background, backgroundSimilarities: far + near)
        #expect(calibration.background == Self.background)
        #expect(fit.background == nil)
        #expect(fit.answers.right == 6 && fit.answers.withheldWrong == 6)
        // As near to the right ones: of no use.
        do {
            _ = try Calibration.fitted(
                similarities: rows, answers: answers, scoring: Self.softmax,
                background: Self.background, backgroundSimilarities: near + near)
            Issue.record("something was learnt")
        } catch CalibrationError.nothingLearnt(let fit) {
            #expect(fit.background?.isChance == true)
            #expect(fit.temperature == .everLower)
        }
    }

    /// Label 0 at 0.5 and above but for one; label 1 has 2 images only.
    @Test func `a label's threshold gives it the highest F1, and few images share one`() throws {
        let shown: [[Float]] = [0.5, 0.625, 0.75, 0.875, 0.9375, 0.6875, 0.25].map { [$0, 0.125] }
        let others: [[Float]] = [0.375, 0.125, 0, 0.0625, 0.1875, 0.3125].map { [$0, 0] }
        let two: [[Float]] = [[0.0625, 0.75], [0.03125, 0.625]]
        let answers: [Int?] =
            Array(repeating: 0, count: 7) + Array(repeating: nil, count: 6) + [1, 1]
        let (calibration, fit) = try Calibration.fitted(
            similarities: shown + others + two, answers: answers, scoring: Self.softmax)
        // F1 keeping from 0.4375 on: 12 / (6 + 7) = 0.92; from 0.25 on: 14 / (9 + 7) = 0.875.
        let thresholds = try #require(calibration.labelThresholds)
        #expect(thresholds[0] == 0.4375)
        // All pairs: 8 kept of 9 from 0.4375 on, none wrong.
        #expect(thresholds[1] == 0.4375)
        #expect(fit.ownLabelThresholds == 1)
        #expect(fit.labelThresholds == nil)
    }

    @Test func `too few images teach nothing, and the error counts them`() throws {
        do {
            _ = try Calibration.fitted(
                similarities: [Self.row(0.5), Self.row(0.25)], answers: [0, nil],
                scoring: Self.softmax)
            Issue.record("something was learnt")
        } catch let error as CalibrationError {
            #expect(
                error.description == """
                    These labelled images teach nothing, and nothing was changed. The temperature: \
                    not learnt, since it takes 5 images that show the labels, and there is 1. The \
                    threshold: not learnt, since it takes 5 images whose first place is right, and \
                    there is 1. The margin: not learnt, since it takes 5 images whose first place \
                    is right, and there is 1. The background rule: not learnt, since no background \
                    prompts were given. Thresholds for single labels: not learnt, since it takes 5 \
                    images that show the labels, and there is 1.
                    """)
        }
    }

    @Test func `no image at all, no label shown, and one class are told, not computed`() throws {
        for (rows, answers) in [
            ([], []), (Array(repeating: Self.row(0.5), count: 9), Array(repeating: nil, count: 9)),
            (Array(repeating: Self.row(0.5), count: 9), Array(repeating: 0, count: 9)),
            (Array(repeating: Self.row(0.5), count: 9), Array(repeating: 1, count: 9)),
        ] as [([[Float]], [Int?])] {
            do {
                let (calibration, fit) = try Calibration.fitted(
                    similarities: rows, answers: answers, scoring: Self.softmax)
                // One class: single labels can still be parted.
                #expect(calibration.temperature == 1)
                #expect(!calibration.canAbstain)
                #expect(fit.after?.negativeLogLikelihood.isFinite != false)
            } catch CalibrationError.nothingLearnt(let fit) {
                #expect(fit.temperature != nil && fit.threshold != nil)
                #expect(fit.before?.expectedCalibrationError.isFinite != false)
            }
        }
    }

    @Test func `a similarity that is no number is an error`() {
        #expect(throws: CalibrationError.similarity(image: 1)) {
            try Calibration.fitted(
                similarities: [[0, 1], [0, .nan]], answers: [0, 0], scoring: Self.softmax)
        }
    }

    /// Probabilities of the first place 0.8808 (logits 2 apart), 3 of 4 right: one bin, 0.1308.
    @Test func `the expected calibration error is the gap to the share that is right`() throws {
        let scores = try LabelledScores(
            similarities: Array(repeating: [0.5, 0.25], count: 4), answers: [0, 0, 0, 1],
            labels: nil)
        let quality = try #require(scores.quality(.softmax(logitScale: 8)))
        #expect(abs(quality.expectedCalibrationError - 0.1307971) < 1e-6)
        // 3/4 * log(1 + e^-2) + 1/4 * log(1 + e^2)
        #expect(abs(quality.negativeLogLikelihood - 0.6269280) < 1e-6)
    }

    @Test func `the sentences say what was learnt, what was not, and with how many images`() throws
    {
        let (calibration, fit) = try Calibration.fitted(
            similarities: Self.rows, answers: Self.answers, scoring: Self.softmax)
        let text = fit.sentences(of: calibration).joined(separator: "\n")
        #expect(text.contains("16 labelled images: 10 show one of the labels, 6 none of them."))
        #expect(text.contains("Threshold 0.4688."))
        #expect(
            text.contains(
                """
                8 of 16 images are answered (50.0 %), 12.5 % of them wrong; 7 wrong and 1 right \
                first places are withheld.
                """))
        #expect(text.contains("The margin: not learnt, since it takes 5 images whose first place"))
        let json = fit.json(of: calibration).description
        #expect(json.contains(#""threshold": {"learnt": true, "value": 0.46875}"#))
        #expect(json.contains(#""margin": {"learnt": false, "reason": "it takes 5 images"#))
    }
}

extension CalibrationFit.Obstacle {
    fileprivate var isChance: Bool {
        if case .chance = self { true } else { false }
    }
}
