extension EvaluationComparison {
    /// The comparison alone, for people.
    package func text(style: TextStyle) -> String {
        var page = TextPage(style: style)
        add(to: &page)
        return page.text
    }

    func add(to page: inout TextPage) {
        page.section("First", [first.line])
        page.section("Second", [second.line])
        page.section("Images", [imagesLine])
        page.section("", lines: page.table(Self.heading, rows, texts: [0]))
        page.section("", notes)
    }

    static let heading = ["", "first", "second", "change", "95 % interval", "p"]

    /// What was compared, one row for each measure.
    var rows: [[String]] {
        var rows: [[String]] = []
        for (name, accuracy) in [("top-1", accuracy), ("top-5", top5)] {
            guard let accuracy else { continue }
            rows.append([
                name, accuracy.first.value?.percent ?? "-", accuracy.second.value?.percent ?? "-",
                accuracy.difference?.signedPoints ?? "-", accuracy.interval?.points ?? "-",
                accuracy.pValue.chance,
            ])
        }
        if let ranks, let first = ranks.firstReciprocal, let second = ranks.secondReciprocal {
            rows.append([
                "reciprocal rank", first.text(digits: 3), second.text(digits: 3),
                (second - first).signed, "", ranks.pValue.chance,
            ])
        }
        let pairs: KeyValuePairs = [
            "similarity": scores?.similarity,
            "probability": scores?.probability,
            "ECE": scores?.calibrationError,
            "AURC": scores?.riskCoverageArea,
        ]
        for (name, pair) in pairs {
            guard let pair else { continue }
            rows.append([
                name, pair.first.text(digits: 3), pair.second.text(digits: 3),
                (pair.second - pair.first).signed, "", "",
            ])
        }
        return rows
    }

    var imagesLine: String {
        "\(images) with a right label that both ranked"
            + (leftOut > 0 ? "; \(leftOut) that failed in one of them are left out" : "")
    }

    /// How to read the rows.
    var notes: [String] {
        var notes: [String] = []
        if let accuracy {
            notes.append(
                "Only the first was right on \(accuracy.onlyFirstRight) images, only the second on "
                    + "\(accuracy.onlySecondRight); p is McNemar's exact test on them. Intervals "
                    + "are those of Bonett and Price.")
        }
        if let ranks {
            notes.append(
                "The right label stands higher in the second on \(ranks.better) images, lower on "
                    + "\(ranks.worse), the same on \(ranks.same); p is the exact sign test.")
        }
        if scores != nil {
            notes.append(
                "Similarity and probability are means of those of the right label; what is lower "
                    + "is better for ECE and AURC.")
        }
        if !first.scale.isSame(as: second.scale) {
            notes.append(
                "Scores are not compared: those of different checkpoints, or of one computed in "
                    + "different ways, share no scale.")
        }
        return notes
    }
}

extension EvaluationComparison.Side {
    var line: String {
        "\(name): \(scale.checkpoint), \(scale.parity), \(scale.precision), sha256 "
            + "\(scale.fingerprint.prefix(12))"
    }
}

extension Double {
    fileprivate var signed: String {
        let text = magnitude.text(digits: 3)
        if text == "0.000" { return text }
        return (self < 0 ? "−" : "+") + text
    }
}
