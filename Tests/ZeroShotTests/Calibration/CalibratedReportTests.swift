import Foundation
import Testing

@testable import ZeroShot

/// What a report shows of calibrations, decisions and support images.
struct CalibratedReportTests {
    private static func run(
        _ calibration: Calibration?, decisions: LabelDecisions? = nil,
        support: RunReport.Support? = nil
    ) -> RunReport {
        var run = RunReport(
            checkpoint: SampleReport.checkpoint, classes: ClassPrompts(labels: ["fox", "owl"]),
            averaging: .normalized, parity: .openCLIP, truncated: [],
            scoring: .softmax(logitScale: 8))
        run.calibration = calibration
        run.decisions = decisions
        run.support = support
        return run
    }

    private static func image(
        _ places: [Prediction], abstention: Abstention? = nil, source: String = "a.jpg"
    ) -> ImageReport {
        var image = ImageReport(
            source: source, size: ImageReport.Size(width: 2, height: 3),
            ranking: Ranking(predictions: places), scoring: .softmax(logitScale: 8),
            threshold: 0.25)
        image.abstention = abstention
        return image
    }

    private static let places = [
        Prediction(rank: 1, label: "owl", labelIndex: 1, similarity: 0.1875, probability: 0.75),
        Prediction(rank: 2, label: "fox", labelIndex: 0, similarity: 0.125, probability: 0.25),
    ]

    private static func withheld() throws -> ImageReport {
        let abstention = try #require(
            Abstention(
                Calibration(threshold: 0.25),
                confidence: Confidence(
                    best: places[0], scoring: .softmax(logitScale: 8), threshold: 0.25),
                similarity: 0.1875, margin: 0.0625, background: { _ in [] }))
        return image(places, abstention: abstention)
    }

    private static var calibration: Calibration {
        var calibration = Calibration(temperature: 1.5, threshold: 0.25)
        calibration.images = 40
        return calibration
    }

    @Test func `json has the abstention, and the temperature with the scoring`() throws {
        let text = try Report(
            run: Self.run(Self.calibration), images: [Self.withheld()]
        ).text(as: .json)
        #expect(text.contains(#""logitBias": null,"#))
        #expect(text.contains(#""temperature": 1.5"#))
        #expect(!text.contains(#""shift""#))
        guard case .object(let members) = try OrderedJSON(parsing: text),
            case .array(let images)? = members.first(where: { $0.name == "images" })?.value,
            case .object(let image)? = images.first
        else {
            Issue.record("no image")
            return
        }
        #expect(
            image.first { $0.name == "abstention" }?.value.description == """
                {"reason": "below-threshold", "threshold": 0.25, "margin": 0.0625, "message": \
                "None of these: the top-1 similarity 0.188 is below the threshold 0.25."}
                """)
        #expect(
            image.first { $0.name == "notices" }?.value.description.contains(
                #"[{"code": "none-of-these""#) == true)
        #expect(!text.contains("low-confidence"))
    }

    @Test func `text says none of these instead of a flag, once`() throws {
        let text = try Report(
            run: Self.run(Self.calibration), images: [Self.withheld()]
        ).text(as: .text)
        #expect(
            text.contains(
                "      None of these: the top-1 similarity 0.188 is below the threshold 0.25.\n"))
        #expect(text.components(separatedBy: "None of these").count == 2)
        #expect(!text.contains("Low confidence:"))
        #expect(text.contains("Images      1 ranked, 0 failed, 1 with low confidence, 1 none of"))
        #expect(
            text.contains(
                "of 8.00 × similarity; logits are divided by the temperature 1.500\n"), "\(text)")
        #expect(
            text.contains(
                "- Probabilities are computed at the temperature 1.500, as 40\n"),
            "\(text)")
        #expect(text.contains("- An image may be answered with none of these, as 40 labelled"))
    }

    @Test func `jsonl counts the images without an answer, and the summary says so`() throws {
        let images = [try Self.withheld(), Self.image(Self.places, source: "b.jpg")]
        let text = try Report(run: Self.run(Self.calibration), images: images).text(as: .jsonl)
        #expect(
            text.contains(
                #"{"images": 2, "ranked": 2, "failed": 0, "lowConfidence": 2, "abstained": 1}"#))
        #expect(text.contains("1 of 2 images is answered with none of these."))
        let plain = try Report(run: Self.run(nil), images: images).text(as: .jsonl)
        #expect(plain.contains(#""lowConfidence": 2}"#))
    }

    @Test func `csv has the reason in a column of its own, before the error`() throws {
        let text = try Report(
            run: Self.run(Self.calibration), images: [Self.withheld()]
        ).text(as: .csv)
        #expect(
            text == """
                source,rank,label,similarity,probability,flag,abstention,error\r
                a.jpg,1,owl,0.1875,0.75,low,below-threshold,\r
                a.jpg,2,fox,0.125,0.25,low,below-threshold,\r

                """)
    }

    @Test func `decisions are marked, and written where they were asked for`() throws {
        var thresholds = Calibration()
        thresholds.labelThresholds = [0.25, 0.125]
        let decisions = try LabelDecisions(
            thresholds, scoring: .softmax(logitScale: 8), withSupport: false)
        var places = Self.places
        places[0].decision = true
        places[1].decision = false
        let report = Report(
            run: Self.run(thresholds, decisions: decisions), images: [Self.image(places)])
        let text = try report.text(as: .text)
        #expect(text.contains("\n   1  ✓ owl    █"), "\(text)")
        #expect(text.contains("\n   2    fox    █"))
        #expect(text.contains("1 label passes, marked ✓."))
        #expect(
            text.contains(
                "- Each label is decided on its own: it is true where its similarity"))
        let json = try report.text(as: .json)
        #expect(json.contains(#""multiLabel": true"#))
        #expect(json.contains(#""decision": true"#) && json.contains(#""decision": false"#))
        #expect(
            try report.text(as: .csv).hasPrefix(
                "source,rank,label,similarity,probability,flag,decision,error\r\n"
                    + "a.jpg,1,owl,0.1875,0.75,low,true,\r\n"))
        places[0].decision = false
        let none = Report(
            run: Self.run(thresholds, decisions: decisions), images: [Self.image(places)])
        #expect(try none.text(as: .text).contains("No label passes its threshold."))
    }

    @Test func `support images are named in the run and their part in each place`() throws {
        let support = RunReport.Support(
            folder: "few",
            counts: [.init(label: "fox", images: 1), .init(label: "owl", images: 3)],
            alpha: 1, beta: 5.5, peopleEvidence: [])
        var places = Self.places
        places[0].supportLogit = 0.625
        places[1].supportLogit = 0
        let report = Report(run: Self.run(nil, support: support), images: [Self.image(places)])
        let text = try report.text(as: .text)
        #expect(
            text.contains("Support     4 images of 2 of 2 labels from few, alpha 1.0, beta 5.5"))
        #expect(text.contains("similarity  support\n"))
        #expect(text.contains("0.188   +0.625\n"), "\(text)")
        #expect(
            text.contains("- Ranks follow similarity and 4 support images together (alpha 1.0,"))
        #expect(text.contains("Labels have from 1\n              to 3 support images"))
        let json = try report.text(as: .json)
        let object = try #require(
            try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
        let member = try #require(object["support"] as? [String: Any])
        #expect(member["directory"] as? String == "few")
        #expect(member["beta"] as? Double == 5.5)
        #expect(json.contains(#""supportLogit": 0.625"#))
        #expect(
            try report.text(as: .csv).hasPrefix(
                "source,rank,label,similarity,probability,flag,supportLogit,error\r\n"
                    + "a.jpg,1,owl,0.1875,0.75,low,0.625,\r\n"))
    }

    @Test(arguments: [40, 59, 60, 80, 120])
    func `marks and support keep rows equally wide and within the page`(width: Int) throws {
        var places = Self.places
        for index in places.indices {
            places[index].decision = index == 0
            places[index].supportLogit = Float(index)
        }
        let decisions = try LabelDecisions(
            nil, scoring: .sigmoid(logitScale: 1, logitBias: 0), withSupport: true)
        let support = RunReport.Support(
            folder: "few", counts: [], alpha: 1, beta: 5.5, peopleEvidence: [])
        let table = PredictionTable(
            Self.run(nil, decisions: decisions, support: support),
            style: TextStyle(width: width, ansi: false))
        let widths = Set(table.lines(places).map(TerminalText.columns))
        #expect(widths.count == 1)
        #expect(widths.allSatisfy { $0 <= width })
        #expect(table.lines(places)[0].contains("support") == (width >= 60))
        #expect(table.lines(places)[1].contains("owl"))
    }

    @Test(arguments: [
        (
            Notice.calibrated(temperature: 0.5, shift: -1.25, images: nil), "calibrated",
            "Probabilities are computed at the temperature 0.500 and shifted by -1.250. "
                + "Similarities and ranks do not depend on that."
        ),
        (
            .mayAbstain(images: nil), "may-abstain",
            "An image may be answered with none of these; its ranking stays."
        ),
        (
            .calibrationNotApplied, "calibration-not-applied",
            "Temperature and thresholds were learnt without support images and are not applied "
                + "with them."
        ),
        (
            .independentDecisions(.probability, fitted: false), "independent-decisions",
            "Each label is decided on its own: it is true where its probability is 0.5 or more."
        ),
        (
            .imagesWithoutAnswer(2, of: 9), "images-without-answer",
            "2 of 9 images are answered with none of these."
        ),
    ])
    func `each notice has its code and sentence`(notice: Notice, code: String, message: String) {
        #expect(notice.code == code)
        #expect(notice.message == message)
    }
}
