extension CalibrationFit {
    /// What was learnt, and what it does to these images, a sentence or two each, for people.
    ///
    /// - Parameter calibration: what this fit belongs to.
    /// - Returns: the sentences.
    public func sentences(of calibration: Calibration) -> [String] {
        var lines = [
            "\(images) labelled images: \(labelled) show one of the labels, \(images - labelled) "
                + "none of them. The first place is right on \(right)."
        ]
        if temperature == nil {
            let shift =
                calibration.shift == 0 ? "" : ", shift \(Float(calibration.shift).text(digits: 3))"
            lines.append(
                "Temperature \(Float(calibration.temperature).text(digits: 3))\(shift)."
                    + change(\.negativeLogLikelihood, "Negative log-likelihood")
                    + change(\.expectedCalibrationError, "Expected calibration error"))
        }
        if threshold == nil, let value = calibration.threshold {
            lines.append("Threshold \(value.text(digits: 4)).")
        }
        if margin == nil, let value = calibration.margin {
            lines.append("Margin \(value.text(digits: 4)) in similarity.")
        }
        if background == nil, let bank = calibration.background {
            lines.append("\(bank.prompts.count) background prompts.")
        }
        if let thresholds = calibration.labelThresholds, labelThresholds == nil {
            lines.append(
                "Thresholds for \(thresholds.count) labels, \(ownLabelThresholds) of them with one "
                    + "of their own.")
        }
        if calibration.canAbstain {
            let error = answers.error.map { ", \(Self.percent($0)) of them wrong" } ?? ""
            lines.append(
                "\(answers.right + answers.wrong) of \(images) images are answered "
                    + "(\(Self.percent(answers.coverage)))\(error); "
                    + "\(answers.withheldWrong) wrong and \(answers.withheldRight) right first "
                    + "places are withheld.")
        }
        return lines + obstacles
            + ["These numbers are those of the images that taught; others will do worse."]
    }

    /// What was not learnt and why, a sentence each.
    public var obstacles: [String] {
        let values = [
            ("The temperature", temperature), ("The threshold", threshold),
            ("The margin", margin), ("The background rule", background),
            ("Thresholds for single labels", labelThresholds),
        ]
        return values.compactMap { name, obstacle in
            obstacle.map { "\(name): not learnt, since \($0.reason)." }
        }
    }

    private func change(_ value: KeyPath<Quality, Double>, _ name: String) -> String {
        guard let before, let after else { return "" }
        return " \(name) \(Float(before[keyPath: value]).text(digits: 4)) before, "
            + "\(Float(after[keyPath: value]).text(digits: 4)) after."
    }

    private static func percent(_ share: Double) -> String {
        Float(100 * share).text(digits: 1) + " %"
    }
}

extension CalibrationFit.Obstacle {
    fileprivate var reason: String {
        switch self {
        case .tooFew(let kind, let found):
            "it takes \(CalibrationFit.fewestImages) images \(kind.clause), and there "
                + (found == 1 ? "is 1" : "are \(found)")
        case .everLower:
            "the right labels lead so clearly that ever lower ones fit better"
        case .everHigher:
            "the right labels are no nearer than the others, so that ever higher ones fit better"
        case .chance(let difference, let needed):
            "it parts right from wrong no better than chance may (it withholds a share of the "
                + "wrong that is \(Float(difference).text(digits: 2)) larger, and \(Float(needed).text(digits: 2)) "
                + "is needed with so many images)"
        case .noDifference: "all images have the same value"
        case .notGiven: "no background prompts were given"
        }
    }
}

extension CalibrationFit.Kind {
    fileprivate var clause: String {
        switch self {
        case .ofLabels: "that show the labels"
        case .right: "whose first place is right"
        case .wrong: "whose first place is wrong, those that show no label among them"
        }
    }
}

extension CalibrationFit {
    /// The same for programs.
    ///
    /// - Parameter calibration: what this fit belongs to.
    /// - Returns: an object.
    package func json(of calibration: Calibration) -> OrderedJSON {
        func learnt(_ obstacle: Obstacle?, _ value: OrderedJSON) -> OrderedJSON {
            obstacle.map { ["learnt": .bool(false), "reason": .string($0.reason)] }
                ?? ["learnt": .bool(true), "value": value]
        }
        func number(_ value: Float?) -> OrderedJSON { value.map(OrderedJSON.float) ?? .null }
        return [
            "images": .integer(images),
            "labelled": .integer(labelled),
            "right": .integer(right),
            "before": before?.json ?? .null,
            "after": after?.json ?? .null,
            "temperature": learnt(temperature, .double(calibration.temperature)),
            "shift": .double(calibration.shift),
            "threshold": learnt(threshold, number(calibration.threshold)),
            "margin": learnt(margin, number(calibration.margin)),
            "background": learnt(
                background, .texts(calibration.background?.prompts ?? [])),
            "labelThresholds": learnt(
                labelThresholds,
                .array((calibration.labelThresholds ?? []).map(OrderedJSON.float))),
            "ownLabelThresholds": .integer(ownLabelThresholds),
            "answers": [
                "right": .integer(answers.right),
                "wrong": .integer(answers.wrong),
                "withheldRight": .integer(answers.withheldRight),
                "withheldWrong": .integer(answers.withheldWrong),
                "coverage": .double(answers.coverage),
                "error": answers.error.map(OrderedJSON.double) ?? .null,
            ],
        ]
    }
}

extension CalibrationFit.Quality {
    fileprivate var json: OrderedJSON {
        [
            "negativeLogLikelihood": .double(negativeLogLikelihood),
            "expectedCalibrationError": .double(expectedCalibrationError),
        ]
    }
}
