/// The axes of a plot in SVG: x from 0 to 1, y from 0 to a maximum.
struct PlotFrame {
    private static let width = 420.0
    private static let height = 300.0
    private static let left = 52.0
    private static let right = 12.0
    private static let top = 12.0
    private static let bottom = 44.0

    let xTitle: String
    let yTitle: String
    let yMaximum: Double

    private func x(_ value: Double) -> String {
        Markup.number(Self.left + value * (Self.width - Self.left - Self.right))
    }

    private func y(_ value: Double) -> String {
        Markup.number(
            Self.height - Self.bottom
                - value / yMaximum * (Self.height - Self.top - Self.bottom))
    }

    func point(_ xValue: Double, _ yValue: Double) -> String { "\(x(xValue)) \(y(yValue))" }

    func line(x: ClosedRange<Double>, y: ClosedRange<Double>, className: String) -> String {
        "<path class=\"\(className)\" d=\"M\(point(x.lowerBound, y.lowerBound)) "
            + "L\(point(x.upperBound, y.upperBound))\"/>"
    }

    func dot(_ xValue: Double, _ yValue: Double, className: String) -> String {
        "<circle class=\"\(className)\" cx=\"\(x(xValue))\" cy=\"\(y(yValue))\" r=\"3.5\"/>"
    }

    func rectangle(x: ClosedRange<Double>, y: ClosedRange<Double>, className: String) -> String {
        "<path class=\"\(className)\" d=\"M\(point(x.lowerBound, y.lowerBound)) "
            + "L\(point(x.upperBound, y.lowerBound)) L\(point(x.upperBound, y.upperBound)) "
            + "L\(point(x.lowerBound, y.upperBound)) Z\"/>"
    }

    /// The plot with its axes around the marks.
    func svg(label: String, _ marks: String) -> String {
        var axes = ""
        for step in 0...4 {
            let share = Double(step) / 4
            axes += "<path class=\"axis\" d=\"M\(point(0, share * yMaximum)) "
            axes += "L\(point(1, share * yMaximum))\"/>\n"
            axes += "<text x=\"\(Markup.number(Self.left - 6))\" y=\"\(y(share * yMaximum))\" "
            axes += "text-anchor=\"end\" dominant-baseline=\"middle\">"
            axes += "\(Self.tick(share * yMaximum))</text>\n"
            let below = Markup.number(Self.height - Self.bottom + 16)
            axes += "<text x=\"\(x(share))\" y=\"\(below)\" "
            axes += "text-anchor=\"middle\">\(Self.tick(share))</text>\n"
        }
        let middle = Markup.number(Self.top + (Self.height - Self.top - Self.bottom) / 2)
        axes += "<text x=\"\(x(0.5))\" y=\"\(Markup.number(Self.height - 8))\" "
        axes += "text-anchor=\"middle\">\(xTitle)</text>\n"
        axes += "<text transform=\"translate(13 \(middle)) rotate(-90)\" "
        axes += "text-anchor=\"middle\">\(yTitle)</text>\n"
        return "<svg class=\"plot\" role=\"img\" aria-label=\"\(label)\" "
            + "viewBox=\"0 0 \(Int(Self.width)) \(Int(Self.height))\">\n\(axes)\(marks)</svg>\n"
    }

    /// A number on an axis: `0.25`, `0.5`, `1`.
    private static func tick(_ value: Double) -> String {
        var text = value.text(digits: 3)
        while text.hasSuffix("0") { text.removeLast() }
        if text.hasSuffix(".") { text.removeLast() }
        return text
    }
}
