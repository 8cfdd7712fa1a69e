/// What the images of an evaluation taught, and what that does to images that did not teach it.
package struct LearntCalibration: Sendable {
    /// What all the images taught.
    package let calibration: Calibration
    package let fit: CalibrationFit
    /// What each half of the images taught, judged on the other half.
    package let heldOut: HeldOutFit

    /// Learns from all images, and then from each half of them.
    ///
    /// - Parameters:
    ///   - similarities: `[N][L]`.
    ///   - answers: the place of each image's right label; nil where none is right.
    ///   - labels: tell equal labels.
    ///   - scoring: the checkpoint's own.
    ///   - background: prompts for what pictures of none of the labels show.
    ///   - backgroundSimilarities: one row for each image, one value for each of the prompts.
    /// - Throws: `CalibrationError` when the images teach nothing.
    init(
        similarities: [[Float]], answers: [Int?], labels: [String], scoring: Scoring,
        background: Calibration.Background, backgroundSimilarities: [[Float]]
    ) throws {
        func learnt(_ rows: [Int]) throws -> (calibration: Calibration, fit: CalibrationFit) {
            try Calibration.fitted(
                similarities: rows.map { similarities[$0] }, answers: rows.map { answers[$0] },
                scoring: scoring, labels: labels, background: background,
                backgroundSimilarities: rows.map { backgroundSimilarities[$0] })
        }
        (calibration, fit) = try learnt(Array(answers.indices))
        let scores = try LabelledScores(
            similarities: similarities, answers: answers, labels: labels)
        heldOut = try HeldOutFit(
            similarities: similarities, answers: answers, labels: labels, scoring: scoring
        ) { rows in
            let lesson: Calibration
            do {
                lesson = try learnt(rows).calibration
            } catch CalibrationError.nothingLearnt {
                // A half may be too small to teach what all images do.
                lesson = Calibration()
            }
            return HeldOutFit.Lesson(scoring: lesson.scoring(from: scoring)) { row in
                scores.isAnswered(row, lesson, own: scoring, backgroundSimilarities[row])
            }
        }
    }

    /// A sentence each, for people.
    var sentences: [String] {
        func error(_ diagram: ReliabilityDiagram) -> String {
            diagram.expectedCalibrationError.map { $0.text(digits: 4) } ?? "unknown"
        }
        return fit.sentences(of: calibration) + [
            "Each half of the images judged by what the other half taught: expected calibration "
                + "error \(error(heldOut.before)) before and \(error(heldOut.after)) after; "
                + "answered \(heldOut.answered.line), right among these "
                + "\(heldOut.rightAmongAnswered.line), right among all \(heldOut.rightAmongAll.line)."
        ]
    }

    /// The same for programs.
    var json: OrderedJSON {
        [
            "fit": fit.json(of: calibration),
            "heldOut": [
                "seed": .integer(Int(HeldOutFit.seed)),
                "expectedCalibrationErrorBefore":
                    heldOut.before.expectedCalibrationError.map(OrderedJSON.double) ?? .null,
                "expectedCalibrationErrorAfter":
                    heldOut.after.expectedCalibrationError.map(OrderedJSON.double) ?? .null,
                "answered": heldOut.answered.json,
                "rightAmongAnswered": heldOut.rightAmongAnswered.json,
                "rightAmongAll": heldOut.rightAmongAll.json,
            ],
        ]
    }
}

extension LabelledScores {
    /// Whether a calibration lets an image have an answer.
    fileprivate func isAnswered(
        _ image: Int, _ calibration: Calibration, own: Scoring, _ background: [Float]
    ) -> Bool {
        let best = first[image]
        let similarity = similarities[image][best]
        let probabilities = calibration.scoring(from: own).probabilities(of: similarities[image])
        let confidence = Confidence(
            best: Prediction(
                rank: 1, label: "", labelIndex: best, similarity: similarity,
                probability: probabilities[best]),
            scoring: own, threshold: calibration.threshold ?? Confidence.defaultThreshold)
        return Abstention(
            calibration, confidence: confidence, similarity: similarity, margin: margin(image)
        ) { _ in background } == nil
    }
}

extension ZeroShotClassifier {
    /// What labelled images teach about the scores of some labels.
    ///
    /// - Parameters:
    ///   - images: embedded by this checkpoint.
    ///   - prototypes: of the labels.
    ///   - classes: what the images' answers refer to.
    ///   - topics: the rules that judge the background prompts, where they are loaded already.
    /// - Returns: what was learnt.
    /// - Throws: `CalibrationError`, `CheckpointError`, `TokenizerError`, `RankingError`, `Refusal`.
    package func learn(
        from images: EmbeddedImages, about prototypes: ClassPrototypes, _ classes: LabelledClasses,
        judgedBy topics: RestrictedTopics? = nil
    ) async throws -> LearntCalibration {
        let background = try await background(judgedBy: topics)
        let embeddings = images.embeddings(0..<images.readCount)
        let places = Dictionary(
            zip(classes.classOfLabel, 0...), uniquingKeysWith: { first, _ in first })
        return try LearntCalibration(
            similarities: try await similarities(of: images, to: prototypes),
            answers: images.answers.map { $0.flatMap { places[$0] } },
            labels: prototypes.labels, scoring: checkpoint.scoring, background: background,
            backgroundSimilarities: (0..<images.readCount).map {
                background.similarities(ofRow: $0, of: embeddings)
            })
    }
}
