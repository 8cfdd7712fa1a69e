import Foundation
import ImageCodecs

@testable import ZeroShot

/// A run over three images: one ranked well, one with low confidence, one that failed.
///
/// `Fixtures/report/report.*` hold what each writer must make of it, written by hand; the
/// probabilities there were computed apart from this package.
enum SampleReport {
    static let run: RunReport = {
        let labels = ["fox", "bear, brown", "owl"]
        var run = RunReport(
            checkpoint: checkpoint,
            classes: ClassPrompts(labels: labels),
            averaging: .normalized,
            parity: .openCLIP,
            truncated: [
                TruncatedPrompt(
                    label: "owl", prompt: "an image of a owl", tokens: 7, limit: 6, lost: "owl"
                )
            ],
            scoring: .softmax(logitScale: 8)
        )
        run.people = RunReport.People(declared: true, consentPolicy: "Form 7, signed by all")
        return run
    }()

    static let checkpoint = CheckpointSummary(
        id: "demo",
        source: "bundled",
        revision: nil,
        family: "OpenCLIP",
        architecture: "RN-small",
        resolution: .fixed(width: 64, height: 48),
        embeddingDimension: 256,
        fingerprint: String(repeating: "0123456789abcdef", count: 4),
        precision: "float32"
    )

    static func images() throws -> [ImageReport] {
        [
            try ranked("owl.jpg", width: 640, height: 480, [0.25, 0.125, 0.5]),
            try ranked(
                "blank.png", width: 1, height: 1, [0.125, 0.0625, 0.03125],
                notices: [Notice(.clippedGrey(pixels: 1, of: 1))]
            ),
            ImageReport(
                source: "half \"a\" photo.jpg",
                failure: ImageReport.Failure(
                    code: "truncated-image", message: "the file ends in the middle of the image"
                )
            ),
        ]
    }

    static func report() throws -> Report {
        Report(run: run, images: try images())
    }

    static func ranked(
        _ source: String, width: Int, height: Int, _ similarities: [Float],
        notices: [Notice] = []
    ) throws -> ImageReport {
        ImageReport(
            source: source,
            size: ImageReport.Size(width: width, height: height),
            ranking: Ranking(
                similarities: similarities, labels: run.labels, scoring: run.scoring, top: 5
            ),
            scoring: run.scoring,
            threshold: Confidence.defaultThreshold,
            notices: notices
        )
    }
}

/// Files of `Fixtures/report`.
enum ReportFixture {
    struct Missing: Error {
        let name: String
    }

    static func url(_ name: String) throws -> URL {
        guard let folder = Bundle.module.resourceURL else {
            throw Missing(name: name)
        }
        return folder.appending(path: "Fixtures/report/\(name)")
    }

    static func text(_ name: String) throws -> String {
        String(decoding: try Data(contentsOf: url(name)), as: UTF8.self)
    }
}
