import Foundation
import Testing

@testable import ZeroShot

struct ReportWriterTests {
    @Test(arguments: [
        (ReportFormat.text, "report.txt"), (.json, "report.json"), (.jsonl, "report.jsonl"),
        (.csv, "report.csv"), (.hf, "report.hf.json"),
    ])
    func `each form is written as the hand-made file shows`(
        format: ReportFormat, file: String
    ) throws {
        let written = try SampleReport.report().text(as: format)
        let expected = try ReportFixture.text(file)
        // In bytes: strings would take canonically equal ones, and "\r\n", for the same.
        let lines = zip(written.utf8.split(separator: 10), expected.utf8.split(separator: 10))
        if let (line, wanted) = lines.first(where: { Array($0) != Array($1) }) {
            Issue.record("wrote  \(Substring(line))\nwanted \(Substring(wanted))")
        }
        #expect(written.utf8.elementsEqual(expected.utf8))
    }

    @Test(arguments: ReportFormat.allCases)
    func `what the sink throws comes out of every call`(format: ReportFormat) throws {
        struct DiskFull: Error {}
        let image = try SampleReport.ranked("a.jpg", width: 1, height: 1, [0, 0, 1])

        var full = format.writer(for: .several) { _ in throw DiskFull() }
        if format != .text {  // which writes nothing before its first image
            #expect(throws: DiskFull.self) { try full.begin(SampleReport.run) }
        }

        var isFull = false
        var filling = format.writer(for: .several) { _ in if isFull { throw DiskFull() } }
        try filling.begin(SampleReport.run)
        isFull = true
        #expect(throws: DiskFull.self) { try filling.add(image) }
        if format != .csv {
            #expect(throws: DiskFull.self) { try filling.finish(RunSummary()) }
        }
    }

    @Test(arguments: ReportFormat.allCases)
    func `an image is handed over whole, in one piece, before the next is known`(
        format: ReportFormat
    ) throws {
        var pieces: [[UInt8]] = []
        var writer = format.writer(for: .several) { pieces.append($0) }
        try writer.begin(SampleReport.run)
        let before = pieces.count
        try writer.add(SampleReport.ranked("first.jpg", width: 1, height: 1, [1, 0, 0]))
        #expect(pieces.count == before + 1)
        let first = String(decoding: pieces[before], as: UTF8.self)
        #expect(first.contains("fox") && first.contains("owl"))
        try writer.add(SampleReport.ranked("second.jpg", width: 1, height: 1, [1, 0, 0]))
        #expect(pieces.count == before + 2)
    }

    @Test func `json written in parts is one object with all images`() throws {
        let text = try SampleReport.report().text(as: .json)
        let object = try #require(
            try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
        )
        let images = try #require(object["images"] as? [[String: Any]])
        #expect(
            images.map { $0["source"] as? String } == [
                "owl.jpg", "blank.png", "half \"a\" photo.jpg",
            ])
        guard case .object(let members) = try OrderedJSON(parsing: text) else {
            Issue.record("no object")
            return
        }
        #expect(
            members.map(\.name) == [
                "schema", "checkpoint", "labels", "templates", "promptsFile", "averaging", "parity",
                "decoding", "prompts", "scoring", "images", "people", "notices", "readNext",
            ])
    }

    @Test func `json and hf without any image are still JSON`() throws {
        let report = Report(run: SampleReport.run, images: [])
        for format in [ReportFormat.json, .hf] {
            let text = try report.text(as: format)
            #expect(throws: Never.self) { try OrderedJSON(parsing: text) }
        }
    }

    @Test func `every line of jsonl is an object with a type`() throws {
        let lines = try SampleReport.report().text(as: .jsonl).split(separator: "\n")
        let types = try lines.map { line in
            let object = try JSONSerialization.jsonObject(with: Data(line.utf8))
            return (object as? [String: Any])?["type"] as? String
        }
        #expect(types == ["run", "image", "image", "image", "summary"])
    }

    @Test func `hf gives a single image its list alone and a failed one null`() throws {
        let images = try SampleReport.images()
        let ranked = Report(run: SampleReport.run, images: [images[0]])
        #expect(
            try ranked.text(as: .hf) == """
                [{"score": 0.8437947630882263, "label": "owl"}, \
                {"score": 0.11419519782066345, "label": "fox"}, \
                {"score": 0.04201006516814232, "label": "bear, brown"}]

                """)
        let failed = Report(run: SampleReport.run, images: [images[2]])
        #expect(try failed.text(as: .hf) == "null\n")
    }

    @Test func `a sigmoid's bias and NaFlex's patches have their places in json`() throws {
        let sample = SampleReport.checkpoint
        let checkpoint = CheckpointSummary(
            id: "google/siglip2-base-patch16-naflex",
            source: "hub",
            revision: "a89f5c50",
            family: "SigLIP 2",
            architecture: "ViT-B/16",
            resolution: .patches(maximum: 256, patchSize: 16),
            embeddingDimension: 768,
            fingerprint: sample.fingerprint,
            precision: "float32"
        )
        var run = RunReport(
            checkpoint: checkpoint,
            classes: ClassPrompts(labels: ["a", "b"]),
            averaging: .raw,
            parity: .huggingFace,
            truncated: [],
            scoring: .sigmoid(logitScale: 112.5, logitBias: -16.5)
        )
        run.promptsFile = "cupl.json"
        let text = try Report(run: run, images: []).text(as: .json)
        #expect(text.contains(#""revision": "a89f5c50""#))
        #expect(text.contains(#""resolution": {"maxPatches": 256, "patchSize": 16}"#))
        #expect(text.contains(#""averaging": "raw""#))
        #expect(text.contains(#""parity": "hf""#))
        #expect(text.contains(#""promptsFile": "cupl.json""#))
        #expect(text.contains(#""people": {"declared": false, "consentPolicy": null}"#))
        #expect(
            text.contains(
                """
                    "probability": "sigmoid",
                    "logitScale": 112.5,
                    "logitBias": -16.5
                  },
                """))
    }

    @Test func `csv quotes what RFC 4180 wants quoted and nothing else`() throws {
        let failure = ImageReport.Failure(code: "x", message: "two\r\nlines")
        let images = ["plain", "with,comma", "with \"quote\"", "with\nline", "=SUM(A1)", " blank "]
            .map { ImageReport(source: $0, failure: failure) }
        let text = try Report(run: SampleReport.run, images: images).text(as: .csv)
        let end = ",,,,,,\"x: two\r\nlines\"\r\n"
        #expect(
            text.utf8.elementsEqual(
                ("source,rank,label,similarity,probability,flag,error\r\n"
                    + "plain" + end + "\"with,comma\"" + end + "\"with \"\"quote\"\"\"" + end
                    + "\"with\nline\"" + end + "=SUM(A1)" + end + " blank " + end).utf8))
    }

    @Test func `the notice writer names the image and keeps to notices and errors`() throws {
        var text = ""
        let writer = NoticeWriter { text += String(decoding: $0, as: UTF8.self) }
        let report = try SampleReport.report()
        try writer.begin(report.run)
        for image in report.images {
            try writer.add(image)
        }
        try writer.finish(report.summary)
        let lines = text.split(separator: "\n").map(String.init)
        #expect(lines.prefix(5) == ArraySlice(report.run.notices.map { "notice: \($0.message)" }))
        #expect(
            lines.dropFirst(5) == [
                """
                notice: blank.png: 1 of 1 pixels of this 16-bit grey image lie above 255 and were \
                read as white, as Pillow reads them. Convert it to 8 bits to keep its shades.
                """,
                """
                notice: blank.png: Low confidence: the top-1 similarity 0.125 is below the threshold \
                0.2. Perhaps none of the labels fits.
                """,
                "error: half \"a\" photo.jpg: the file ends in the middle of the image",
                "notice: 1 of 3 images has low confidence. Perhaps none of the labels fits.",
            ])
    }

    @Test func `csv and hf alone leave the notices to standard error`() {
        #expect(ReportFormat.allCases.filter { !$0.holdsNotices } == [.csv, .hf])
    }
}
