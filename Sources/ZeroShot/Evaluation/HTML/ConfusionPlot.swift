/// The confusion matrix as SVG: a row for each right label, a column for each first place.
struct ConfusionPlot {
    /// More classes than that make cells too small to see.
    static let mostClasses = 60
    /// More classes than that leave no room for their names.
    private static let mostNames = 30
    private static let longestName = 18
    private static let side = 480.0

    let labels: [String]
    let matrix: ConfusionMatrix

    /// Nil with too many classes.
    var svg: String? {
        guard labels.count <= Self.mostClasses else { return nil }
        let names = labels.count <= Self.mostNames
        let margin = names ? 128.0 : 24
        let cell = (Self.side - margin) / Double(max(1, labels.count))
        var marks =
            "<rect class=\"axis\" x=\"\(Markup.number(margin))\" y=\"\(Markup.number(margin))\" "
            + "width=\"\(Markup.number(Self.side - margin))\" "
            + "height=\"\(Markup.number(Self.side - margin))\"/>\n"
        let results = matrix.classResults
        for answer in labels.indices {
            let images = results[answer].recall.total
            for predicted in labels.indices where matrix[answer, predicted] > 0 {
                let count = matrix[answer, predicted]
                let share = Double(count) / Double(max(1, images))
                let title =
                    "\(count) of \(images) images of \(labels[answer]): "
                    + "first place \(labels[predicted])"
                marks += "<rect class=\"\(answer == predicted ? "cell" : "wrong")\" "
                marks += "fill-opacity=\"\(Markup.number(0.12 + 0.88 * share))\" "
                marks += "x=\"\(Markup.number(margin + Double(predicted) * cell))\" "
                marks += "y=\"\(Markup.number(margin + Double(answer) * cell))\" "
                marks += "width=\"\(Markup.number(cell))\" height=\"\(Markup.number(cell))\">"
                marks += "<title>\(Markup.escaped(title))</title></rect>\n"
            }
            if names { marks += self.names(of: answer, margin: margin, cell: cell) }
        }
        let middle = Markup.number(margin + (Self.side - margin) / 2)
        marks += "<text x=\"\(middle)\" y=\"12\" text-anchor=\"middle\">first place</text>\n"
        marks += "<text transform=\"translate(12 \(middle)) rotate(-90)\" text-anchor=\"middle\">"
        marks += "right label</text>\n"
        return "<svg class=\"plot\" role=\"img\" aria-label=\"Confusion matrix: a row for each "
            + "right label, a column for each first place. The tables have the numbers.\" "
            + "viewBox=\"0 0 \(Int(Self.side)) \(Int(Self.side))\">\n\(marks)</svg>\n"
    }

    private func names(of label: Int, margin: Double, cell: Double) -> String {
        let name = Markup.escaped(Self.short(labels[label]))
        let place = margin + (Double(label) + 0.5) * cell
        return "<text x=\"\(Markup.number(margin - 4))\" y=\"\(Markup.number(place))\" "
            + "text-anchor=\"end\" dominant-baseline=\"middle\">\(name)</text>\n"
            + "<text transform=\"translate(\(Markup.number(place)) \(Markup.number(margin - 4))) "
            + "rotate(-90)\" dominant-baseline=\"middle\">\(name)</text>\n"
    }

    private static func short(_ name: String) -> String {
        name.count > longestName ? name.prefix(longestName - 1) + "…" : name
    }
}
