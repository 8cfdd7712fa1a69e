import ImageCodecs
import Testing

@testable import ZeroShot

struct ReportModelTests {
    private static func prediction(similarity: Float, probability: Float) -> Prediction {
        Prediction(
            rank: 1, label: "owl", labelIndex: 0, similarity: similarity, probability: probability
        )
    }

    private static func run(
        labels: [String], scoring: Scoring = .softmax(logitScale: 100)
    ) -> RunReport {
        RunReport(
            checkpoint: SampleReport.checkpoint,
            classes: ClassPrompts(labels: labels),
            averaging: .normalized,
            parity: .openCLIP,
            truncated: [],
            scoring: scoring
        )
    }

    @Test func `the proxy is the similarity of a softmax and the probability of a sigmoid`() {
        let best = Self.prediction(similarity: 0.1, probability: 0.9)
        let softmax = Confidence(best: best, scoring: .softmax(logitScale: 100))
        #expect(softmax.proxy == Confidence.Proxy(kind: .similarity, value: 0.1))
        #expect(softmax.flag == .low)
        let sigmoid = Confidence(best: best, scoring: .sigmoid(logitScale: 100, logitBias: -10))
        #expect(sigmoid.proxy == Confidence.Proxy(kind: .probability, value: 0.9))
        #expect(sigmoid.flag == .ok)
    }

    @Test(arguments: [(Float(0.2), Confidence.Flag.ok), (0.19999999, .low), (0.20000002, .ok)])
    func `the flag is low below the threshold and not at it`(
        value: Float, flag: Confidence.Flag
    ) {
        let confidence = Confidence(
            best: Self.prediction(similarity: value, probability: 1),
            scoring: .softmax(logitScale: 1)
        )
        #expect(confidence.flag == flag)
    }

    @Test(arguments: [
        (Float(0.312), "0.312"), (0.1, "0.100"), (0.1997, "0.1997"), (0.19999, "0.19999"),
        (0.19999999, "0.19999999"), (0.2, "0.200"),
    ])
    func `a value is shown with the digits that its flag needs`(value: Float, shown: String) {
        let confidence = Confidence(
            best: Self.prediction(similarity: value, probability: 1),
            scoring: .softmax(logitScale: 1)
        )
        #expect(confidence.readableValue == shown)
    }

    @Test func `every run says what its scores are not`() {
        let codes = Self.run(labels: ["a", "b"]).notices.map(\.code)
        #expect(
            codes == [
                "outside-pretraining", "score-is-proxy", "ranking-among-labels",
                "scores-not-comparable",
            ])
        let sigmoid = Self.run(labels: ["a"], scoring: .sigmoid(logitScale: 1, logitBias: 0))
        #expect(
            sigmoid.notices[1].message == """
                The top-1 probability is only a proxy for confidence; it is not the chance of being \
                right.
                """)
    }

    @Test func `equal labels are kept and named`() {
        let one = Self.run(labels: ["owl", "fox", "owl"])
        #expect(one.labels == ["owl", "fox", "owl"])
        #expect(one.notices.last?.code == "equal-labels")
        #expect(
            one.notices.last?.message == """
                'owl' repeats an earlier label. Equal labels are kept; with a softmax they share \
                their probability.
                """)
        let two = Self.run(labels: ["owl", "fox", "fox", "owl"])
        #expect(two.notices.last == .equalLabels(["fox", "owl"]))
        #expect(two.notices.last?.message.hasPrefix("'fox' and 'owl' repeat an earlier") == true)
    }

    @Test(arguments: [
        (
            Notice.otherFilesSkipped(folder: "pets", count: 1), "other-files-skipped",
            "pets: 1 other file was left out; only files with the extension of a supported image "
                + "format are taken."
        ),
        (
            .otherFilesSkipped(folder: "pets", count: 2), "other-files-skipped",
            "pets: 2 other files were left out; only files with the extension of a supported "
                + "image format are taken."
        ),
        (
            .fastDecoding, "fast-decoding",
            "Large JPEGs were shrunk by their decoder first (fast decoding): similarities differ a "
                + "little from those of exact decoding."
        ),
        (
            .imagesOfLowConfidence(2, of: 9), "images-of-low-confidence",
            "2 of 9 images have low confidence. Perhaps none of the labels fits."
        ),
        (
            .promptsTruncated(
                2, of: 9,
                first: TruncatedPrompt(label: "a", prompt: "b c", tokens: 80, limit: 77, lost: "c")
            ),
            "prompts-truncated",
            "2 of 9 prompts were longer than the checkpoint's 77 tokens and cut. The first is "
                + "'b c' (80 tokens), which lost 'c'."
        ),
        (
            .outsidePretraining, "outside-pretraining",
            "Zero-shot results are unreliable for classes outside the checkpoint's pretraining "
                + "distribution, whatever their scores."
        ),
        (
            .rankingAmongLabels, "ranking-among-labels",
            "The ranking is among the labels given. It does not say that an image is one of them: "
                + "some label always comes first."
        ),
        (
            .scoresNotComparable, "scores-not-comparable",
            "Scores of different checkpoints or families cannot be compared."
        ),
    ])
    func `each notice has its code and sentence`(notice: Notice, code: String, message: String) {
        #expect(notice.code == code)
        #expect(notice.message == message)
    }

    @Test(arguments: [
        (DecodingNotice.clippedGrey(pixels: 3, of: 4), "grey-clipped"),
        (.onlyFirst(.gif), "only-first-picture"),
        (.xmpTooLarge(bytes: 2, limit: 1), "metadata-not-read"),
        (.xmpUnreadable, "metadata-not-read"),
    ])
    func `the decoder's notices keep their sentence and get a code`(
        decoding: DecodingNotice, code: String
    ) {
        #expect(Notice(decoding).code == code)
        #expect(Notice(decoding).message == decoding.description)
    }

    @Test func `an image of low confidence carries the warning behind its own notices`() throws {
        let images = try SampleReport.images()
        #expect(images[0].notices.isEmpty)
        #expect(images[1].notices.map(\.code) == ["grey-clipped", "low-confidence"])
        #expect(images[2].confidence == nil)
        #expect(images[2].predictions.isEmpty)
        #expect(images[2].failure?.code == "truncated-image")
    }

    @Test func `the summary counts images, failures by code, and low confidence`() throws {
        var summary = RunSummary()
        #expect(summary.notices.isEmpty)
        for image in try SampleReport.images() {
            summary.add(image)
        }
        summary.add(
            ImageReport(source: "x", failure: ImageReport.Failure(code: "no-file", message: "none"))
        )
        #expect(summary.images == 4)
        #expect(summary.ranked == 2)
        #expect(summary.failed == 2)
        #expect(summary.lowConfidence == 1)
        #expect(summary.failures == ["truncated-image": 1, "no-file": 1])
        summary.furtherNotices = [.otherFilesSkipped(folder: "f", count: 1)]
        #expect(summary.notices.map(\.code) == ["other-files-skipped", "images-of-low-confidence"])
    }

    @Test func `one image of low confidence is not counted again in the summary`() throws {
        var summary = RunSummary()
        summary.add(try SampleReport.images()[1])
        #expect(summary.notices.isEmpty)
    }
}
