extension Calibration {
    /// What labelled images teach about the scores of a list of labels.
    ///
    /// - The **temperature** makes the right labels likeliest (``CalibrationFit/temperatureBounds``);
    ///   for sigmoids together with a shift, over all images and labels.
    /// - The **threshold** and then the **margin** part the images whose first place is right from
    ///   the others, those that show none of the labels among them, so that the share withheld of
    ///   these exceeds the share withheld of the right ones by as much as possible. The
    ///   **background** rule comes last.
    /// - A **label's threshold** gives its independent decisions the highest F1. Labels with few
    ///   images share one that gives it to all labels together.
    ///
    /// Whatever parts the images no better than chance does one time in twenty is not used, nor is
    /// what fewer than ``CalibrationFit/fewestImages`` images of a kind speak for. The same images
    /// always teach the same.
    ///
    /// - Parameters:
    ///   - similarities: one row for each image, one value for each label `[N, L]`.
    ///   - answers: the place of each image's right label, from 0; nil where it shows none.
    ///   - scoring: the checkpoint's own.
    ///   - labels: tell equal labels, which count as one; all differ when not given.
    ///   - background: prompts for what pictures of none of the labels show; the rule is left out
    ///     when not given.
    ///   - backgroundSimilarities: one row for each image, one value for each of the prompts.
    /// - Returns: the calibration, and what was learnt and what was not.
    /// - Throws: ``CalibrationError`` when nothing is learnt, or a similarity is no finite number.
    public static func fitted(
        similarities: [[Float]], answers: [Int?], scoring: Scoring, labels: [String]? = nil,
        background: Background? = nil, backgroundSimilarities: [[Float]] = []
    ) throws -> (calibration: Calibration, fit: CalibrationFit) {
        let scores = try LabelledScores(
            similarities: similarities, answers: answers, labels: labels)
        var fitting = CalibrationFitting(scores, scoring)
        fitting.learnTemperature()
        fitting.learnThreshold()
        fitting.learnMargin()
        fitting.learnBackground(background, similarities: backgroundSimilarities)
        fitting.countAnswers()
        fitting.learnLabelThresholds()
        let fit = fitting.fit
        guard fit.learntSomething else { throw CalibrationError.nothingLearnt(fit) }
        return (fitting.calibration, fit)
    }
}

/// A calibration as it is being learnt, one value after the other.
private struct CalibrationFitting {
    private typealias Obstacle = CalibrationFit.Obstacle

    private let scores: LabelledScores
    private let ownScoring: Scoring
    /// Images whose first place is right, and the others.
    private let all: Cut.Kinds
    /// Images that the rules so far give an answer.
    private var answered: [Int]
    private(set) var calibration = Calibration()
    private(set) var fit: CalibrationFit

    init(_ scores: LabelledScores, _ scoring: Scoring) {
        self.scores = scores
        ownScoring = scoring
        answered = Array(scores.answers.indices)
        let right = answered.count(where: scores.isRight)
        all = Cut.Kinds(wanted: right, unwanted: answered.count - right)
        calibration.images = answered.count
        fit = CalibrationFit(
            images: answered.count,
            labelled: scores.answers.count { $0 != nil },
            right: right,
            before: scores.quality(scoring)
        )
    }

    private var scoring: Scoring { calibration.scoring(from: ownScoring) }

    mutating func learnTemperature() {
        defer { fit.after = scores.quality(scoring) }
        guard fit.labelled >= CalibrationFit.fewestImages else {
            fit.temperature = .tooFew(.ofLabels, found: fit.labelled)
            return
        }
        switch TemperatureFit(scores, scoring: ownScoring) {
        case .found(let temperature, let shift):
            calibration.temperature = temperature
            calibration.shift = shift
            fit.temperature = nil
        case .everLower: fit.temperature = .everLower
        case .everHigher: fit.temperature = .everHigher
        }
    }

    mutating func learnThreshold() {
        let scoring = scoring
        (calibration.threshold, fit.threshold) = learntCut { image in
            scores.proxies(image, scoring)[scores.first[image]]
        }
        answered = answered.filter { image in
            calibration.threshold.map {
                scores.proxies(image, scoring)[scores.first[image]] >= $0
            } ?? true
        }
    }

    mutating func learnMargin() {
        (calibration.margin, fit.margin) = learntCut(scores.margin)
        answered = answered.filter { image in
            guard let least = calibration.margin, let margin = scores.margin(image) else {
                return true
            }
            return margin >= least
        }
    }

    mutating func learnBackground(_ background: Calibration.Background?, similarities: [[Float]]) {
        guard let background else {
            fit.background = .notGiven
            return
        }
        precondition(
            similarities.count == scores.answers.count
                && similarities.allSatisfy { $0.count == background.prompts.count },
            "one similarity for each image and background prompt"
        )
        let isNearer = { [scores] (image: Int) in
            (similarities[image].max() ?? -1)
                > scores.similarities[image][scores.first[image]]
        }
        if let obstacle = tooFew(among: answered) {
            fit.background = obstacle
            return
        }
        let kinds = kinds(of: answered)
        let cut = Cut(
            threshold: 0, kept: self.kinds(of: answered.filter { !isNearer($0) }), all: kinds)
        guard cut.beatsChance, gain(of: cut) > gain(of: Cut(threshold: 0, kept: kinds, all: kinds))
        else {
            fit.background = .noBetterThanChance(cut)
            return
        }
        calibration.background = background
        fit.background = nil
        answered = answered.filter { !isNearer($0) }
    }

    mutating func learnLabelThresholds() {
        let scoring = scoring
        let proxies = scores.similarities.indices.map { scores.proxies($0, scoring) }
        let labels = scores.names.indices
        func numbers(_ label: Int) -> [(value: Float, isWanted: Bool)] {
            proxies.indices.map { (proxies[$0][label], scores.shows(label, $0)) }
        }
        let own = labels.map { label in learntDecision(numbers(label)) }
        let shared =
            own.contains { $0.threshold == nil } ? learntDecision(labels.flatMap(numbers)) : nil
        // A sigmoid's own rule stands where nothing was learnt; a softmax has none.
        let fallback = shared?.threshold ?? (ownScoring.softmaxScale == nil ? 0.5 : nil)
        let thresholds = own.compactMap { $0.threshold ?? fallback }
        fit.ownLabelThresholds = own.count { $0.threshold != nil }
        let isLearnt = fit.ownLabelThresholds > 0 || shared?.threshold != nil
        if isLearnt, thresholds.count == labels.count {
            calibration.labelThresholds = thresholds
            fit.labelThresholds = nil
        } else {
            fit.labelThresholds = shared?.obstacle
        }
    }

    /// Counts what the rules learnt so far do with the images.
    mutating func countAnswers() {
        fit.answers = CalibrationFit.Answers(given: kinds(of: answered), all: all)
    }

    /// The best cut for single labels' decisions, or why there is none.
    private func learntDecision(
        _ numbers: [(value: Float, isWanted: Bool)]
    ) -> (threshold: Float?, obstacle: CalibrationFit.Obstacle?) {
        let wanted = numbers.count(where: \.isWanted)
        guard wanted >= CalibrationFit.fewestImages else {
            return (nil, .tooFew(.ofLabels, found: wanted))
        }
        guard numbers.count - wanted >= CalibrationFit.fewestImages else {
            return (nil, .tooFew(.wrong, found: numbers.count - wanted))
        }
        // F1 is twice the kept wanted over all kept and all wanted.
        let cut = Cut.best(of: numbers) { cut, other in
            cut.kept.wanted * (other.kept.wanted + other.kept.unwanted + wanted)
                > other.kept.wanted * (cut.kept.wanted + cut.kept.unwanted + wanted)
        }
        guard let cut, cut.beatsChance else { return (nil, .noBetterThanChance(cut)) }
        return (cut.threshold, nil)
    }

    /// The best cut for the answers that are still given, or why there is none.
    private func learntCut(
        _ number: (Int) -> Float?
    ) -> (threshold: Float?, obstacle: CalibrationFit.Obstacle?) {
        if let obstacle = tooFew(among: answered) { return (nil, obstacle) }
        let numbers = answered.compactMap { image in
            number(image).map { (value: $0, isWanted: scores.isRight(image)) }
        }
        let cut = Cut.best(of: numbers) { gain(of: $0) > gain(of: $1) }
        guard let cut, cut.beatsChance, gain(of: cut) > gain(of: .keepingAll(of: cut)) else {
            return (nil, .noBetterThanChance(cut))
        }
        return (cut.threshold, nil)
    }

    /// The share kept of the right answers less that of the others, of all images, times the
    /// numbers of both, so that it is whole.
    private func gain(of cut: Cut) -> Int {
        cut.kept.wanted * all.unwanted - cut.kept.unwanted * all.wanted
    }

    private func kinds(of images: [Int]) -> Cut.Kinds {
        let right = images.count(where: scores.isRight)
        return Cut.Kinds(wanted: right, unwanted: images.count - right)
    }

    private func tooFew(among images: [Int]) -> Obstacle? {
        let kinds = kinds(of: images)
        if kinds.wanted < CalibrationFit.fewestImages {
            return .tooFew(.right, found: kinds.wanted)
        }
        if kinds.unwanted < CalibrationFit.fewestImages {
            return .tooFew(.wrong, found: kinds.unwanted)
        }
        return nil
    }
}
