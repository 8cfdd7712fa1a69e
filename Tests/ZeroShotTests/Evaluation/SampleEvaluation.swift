@testable import ZeroShot

/// Evaluations of similarities that are written down instead of computed by towers.
enum SampleEvaluation {
    /// One image for each row of similarities.
    static func images(
        _ similarities: [[Float]], answers: [Int?], _ classes: LabelledClasses,
        labels: [String], scoring: Scoring, names: [String]? = nil
    ) -> [EvaluatedImage] {
        zip(similarities, answers).enumerated().map { index, image in
            let ranking = Ranking(
                similarities: image.0, labels: labels, scoring: scoring, top: labels.count)
            let right = image.1.flatMap { answer in
                ranking.predictions.first { classes.classOfLabel[$0.labelIndex] == answer }
            }
            let path = names?[index] ?? "\(index).jpg"
            return EvaluatedImage(
                path: path, source: "photos/\(path)",
                size: ImageReport.Size(width: 640, height: 480),
                answer: image.1.map { .label($0) } ?? .noLabel,
                outcome: .ranked(
                    .init(predictions: Array(ranking.predictions.prefix(5)), answer: right)),
                notices: [])
        }
    }

    static let labels = ["owl", "<b>fox</b>", "bear"]

    static func run(
        labels: [String] = labels,
        fingerprint: String = String(repeating: "0123456789abcdef", count: 4),
        parity: ParityMode = .openCLIP, scoring: Scoring = .softmax(logitScale: 10)
    ) -> RunReport {
        let demo = SampleReport.checkpoint
        return RunReport(
            checkpoint: CheckpointSummary(
                id: demo.id, source: demo.source, revision: nil, family: demo.family,
                architecture: demo.architecture, resolution: demo.resolution,
                embeddingDimension: demo.embeddingDimension, fingerprint: fingerprint,
                precision: demo.precision),
            classes: ClassPrompts(labels: labels), averaging: .normalized, parity: parity,
            truncated: [], scoring: scoring)
    }

    /// Four images: two right, one wrong, one that none of the labels is right for; and one that
    /// failed.
    static func report(
        run: RunReport = run(), third: [Float] = [0.4, 0.1, 0.2],
        variants: [VariantResult] = []
    ) throws -> EvaluationReport {
        let classes = try LabelledClasses(labels: run.labels, noneName: "other")
        var images = images(
            [[0.3, 0.1, 0.0], [0.2, 0.25, 0.1], third, [0.1, 0.12, 0.15]],
            answers: [0, 1, 1, nil], classes, labels: run.labels, scoring: run.scoring,
            names: ["owl/1.jpg", "fox/2.jpg", "fox/\"3\"<i>.jpg", "other/4.jpg"])
        images.append(
            EvaluatedImage(
                path: "bear/5.jpg", source: "photos/bear/5.jpg", size: nil, answer: .label(2),
                outcome: .failed(.init(code: "truncated-image", message: "it ends <early>")),
                notices: []))
        var report = EvaluationReport(
            run: run,
            input: .init(path: "photos & more", kind: .folder, noneName: "other"),
            classes: classes, images: images, variants: variants, embeddingBytes: 4096)
        report.times.load = 1.5
        report.times.images = 2
        report.times.rank = 0.25
        return report
    }
}
