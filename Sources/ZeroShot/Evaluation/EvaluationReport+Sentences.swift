// What an evaluation says in words, the same in text and HTML.

extension EvaluationReport {
    static let intervalsLine =
        "95 % Wilson score intervals: where the share could lie among many more images like these. "
        + "They say nothing about images of another kind."

    /// How many images there are, and of what kind.
    var countsLine: String {
        let count = metrics.answered + metrics.none + metrics.failed
        var parts = ["\(count) \(count == 1 ? "image" : "images")"]
        parts.append("\(classes.labels.count) labels")
        if metrics.none > 0 { parts.append("\(metrics.none) without a right label") }
        if metrics.failed > 0 {
            parts.append("\(metrics.failed) failed and left out of every number")
        }
        return parts.joined(separator: ", ")
    }

    var calibrationLine: String {
        guard let error = metrics.reliability.expectedCalibrationError,
            let mean = metrics.reliability.meanProbability, let right = metrics.top1.value
        else { return "no images to measure" }
        let bins = ReliabilityDiagram.binCount
        return "ECE \(error.text(digits: 3)) in \(bins) bins of equal width: first places have a "
            + "probability of \(mean.percent) on average and are right in \(right.percent). "
            + run.scoring.calibrationMeaning
    }

    var riskLine: String {
        guard let area = metrics.riskCoverage.area, let least = metrics.riskCoverage.leastArea,
            let random = metrics.riskCoverage.randomArea
        else { return "no images to measure" }
        return "AURC \(area.text(digits: 3)) when the images with the highest top-1 "
            + "\(run.scoring.proxyKind.rawValue) are answered first; \(random.text(digits: 3)) if "
            + "it said nothing, \(least.text(digits: 3)) at best."
    }

    var thresholdLine: String {
        let flags = metrics.flags
        let proxy = run.scoring.proxyKind.rawValue
        return "Below \(flags.threshold) the top-1 \(proxy) is flagged low: "
            + "\(flags.lowAmongRight.counts) right and \(flags.lowAmongWrong.counts) wrong first "
            + "places."
    }

    /// Nil without images that have no right label.
    var noneLine: String? {
        guard metrics.none > 0 else { return nil }
        let low = metrics.flags.lowAmongNone.counts
        let separation = metrics.noneSeparation.map {
            " An image with a right label has the higher top-1 \(run.scoring.proxyKind.rawValue) "
                + "than one without in \($0.percent) of pairs (50 % would say nothing)."
        }
        return "\(low) images without a right label are flagged low." + (separation ?? "")
    }

    var timeLine: String {
        let seconds = times.images > 0 ? times.images : 1
        let rate = (Double(images.count) / seconds).text(digits: 1)
        return "\(times.load.text(digits: 1)) s to load, \(times.images.text(digits: 1)) s to "
            + "decode and embed (\(rate) images a second), \(times.rank.text(digits: 1)) s to "
            + "rank and measure"
    }

    var memoryLine: String {
        "\((Double(embeddingBytes) / 1e6).text(digits: 1)) MB of image embeddings were kept; pixels "
            + "were not"
    }
}

extension Scoring {
    /// What the probability of a first place should agree with.
    var calibrationMeaning: String {
        switch self {
        case .softmax:
            "The probability is the label's share among these labels, so calibration holds for "
                + "them alone."
        case .sigmoid:
            "The probability is the label's own: that image and label belong together, whatever "
                + "the other labels are. Being first among the labels is another question, so a "
                + "gap here is no fault by itself."
        }
    }
}

extension Proportion {
    /// For example `72.5 %, 145 of 200 (95 %: 65.9 to 78.2 %)`.
    var line: String {
        guard let value, let interval else { return "no images to measure" }
        return "\(value.percent), \(counts) (95 %: \(interval.percent))"
    }

    var counts: String { "\(count) of \(total)" }
}

extension VariantResult {
    static let reading =
        "Points are those of top-1 accuracy on the same images, with the interval of Bonett and "
        + "Price; p is McNemar's exact test on the images where only one of the two was right."
}

extension Double {
    /// A difference of shares, in points of a hundred, with its sign.
    var signedPoints: String {
        let text = (self * 100).magnitude.text(digits: 1)
        if text == "0.0" { return text }
        return (self < 0 ? "−" : "+") + text
    }
}

extension ClosedRange<Double> {
    /// Both ends as points of a hundred.
    var points: String { "\(lowerBound.signedPoints) to \(upperBound.signedPoints)" }
}
