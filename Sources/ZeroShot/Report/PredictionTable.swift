/// A ranking as rows of text: rank, label, bar, probability, similarity.
struct PredictionTable {
    /// Where labels begin: four columns for the rank, then a gap of two.
    static let labelColumn = 6

    private static let percentWidth = 8  // "<0.001 %"
    private static let similarityWidth = 10  // its heading
    private static let probabilityHeading = "probability"
    private static let longestBar = 40
    private static let shortestBar = 8  // shorter ones tell nothing and are left out
    /// Stands before a label that passes when each is decided on its own.
    static let mark = "✓"
    private static let supportWidth = 7  // its heading
    private static let narrowestWithSupport = 60  // below it labels need the room

    private let style: TextStyle
    private let showsDecisions: Bool
    private let showsSupport: Bool
    private let labelWidth: Int
    private let barWidth: Int

    /// A table for any of the run's labels, so that the tables of one run line up.
    init(_ run: RunReport, style: TextStyle) {
        self.style = style
        showsDecisions = run.decisions != nil
        showsSupport = run.support != nil && style.width >= Self.narrowestWithSupport
        let rest =
            style.width - Self.labelColumn - Self.similarityWidth - 4
            - (showsDecisions ? Self.mark.count + 1 : 0)
            - (showsSupport ? Self.supportWidth + 2 : 0)
        let longest = run.labels.reduce(5) {
            max($0, TerminalText.columns(TerminalText.safe($1)))
        }
        let withBar = rest - Self.shortestBar - 1 - Self.percentWidth
        let withoutBar = rest - Self.probabilityHeading.count
        let bar = rest - longest - 1 - Self.percentWidth
        if bar >= Self.shortestBar {
            labelWidth = longest
            barWidth = min(bar, Self.longestBar)
        } else if withBar >= style.width / 3 {
            labelWidth = withBar
            barWidth = Self.shortestBar
        } else {
            labelWidth = min(longest, withoutBar)
            barWidth = 0
        }
    }

    /// A heading, then one line for each prediction.
    func lines(_ predictions: [Prediction]) -> [String] {
        let decimals = Self.decimals(forBest: predictions.first?.probability ?? 0)
        return [heading] + predictions.map { line($0, decimals: decimals) }
    }

    private var probabilityWidth: Int {
        barWidth > 0 ? barWidth + 1 + Self.percentWidth : Self.probabilityHeading.count
    }

    private var heading: String {
        let label = TerminalText.fit("label", columns: labelWidth)
        let probability = Self.probabilityHeading.padded(
            to: probabilityWidth, right: barWidth == 0
        )
        let similarity = "similarity".padded(to: Self.similarityWidth, right: true)
        let margin = TerminalText.blanks(Self.labelColumn)
        let mark = showsDecisions ? TerminalText.blanks(Self.mark.count + 1) : ""
        let support =
            showsSupport ? "  " + "support".padded(to: Self.supportWidth, right: true) : ""
        return style.paint(
            "\(margin)\(mark)\(label)  \(probability)  \(similarity)\(support)", .dim)
    }

    private func line(_ prediction: Prediction, decimals: Int) -> String {
        let rank = "\(prediction.rank)".padded(to: 4, right: true)
        let label = TerminalText.fit(TerminalText.safe(prediction.label), columns: labelWidth)
        let percent = Self.percent(prediction.probability, decimals: decimals)
        let bar = barWidth > 0 ? bar(prediction.probability) + " " : ""
        let number = percent.padded(to: probabilityWidth - bar.count, right: true)
        let similarity = prediction.similarity.text(digits: 3)
            .padded(to: Self.similarityWidth, right: true)
        return "\(rank)  \(mark(prediction))\(label)  \(bar)\(number)  \(similarity)"
            + support(prediction)
    }

    private func mark(_ prediction: Prediction) -> String {
        guard showsDecisions else { return "" }
        return (prediction.decision == true ? Self.mark : " ") + " "
    }

    /// What support images add to the logit.
    private func support(_ prediction: Prediction) -> String {
        guard showsSupport, let logit = prediction.supportLogit else { return "" }
        return "  " + ("+" + logit.text(digits: 3)).padded(to: Self.supportWidth, right: true)
    }

    /// A bar in eighths of a column; the whole width is a probability of 1.
    private func bar(_ probability: Float) -> String {
        let eighths = Int((probability * Float(barWidth * 8)).rounded())
        let ends = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"]
        let bar = String(repeating: "█", count: eighths / 8) + ends[eighths % 8]
        return bar.padded(to: barWidth, right: false)
    }

    /// Digits behind the point of all percentages of an image whose best has this probability.
    static func decimals(forBest probability: Float) -> Int { probability < 0.01 ? 3 : 1 }

    /// Percent; what rounding would make 0 or 100 is written as below or above.
    static func percent(_ probability: Float, decimals: Int) -> String {
        let text = (probability * 100).text(digits: decimals)
        let none = Float(0).text(digits: decimals)
        let all = Float(100).text(digits: decimals)
        if text == none, probability > 0 {
            return "<" + none.dropLast() + "1 %"
        }
        if text == all, probability < 1 {
            return ">99." + String(repeating: "9", count: decimals) + " %"
        }
        return text + " %"
    }
}

extension String {
    /// Filled up with blanks; for text of one column a character.
    fileprivate func padded(to width: Int, right: Bool) -> String {
        let blanks = TerminalText.blanks(max(0, width - count))
        return right ? blanks + self : self + blanks
    }
}
