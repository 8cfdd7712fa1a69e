/// The risk-coverage curve as SVG, with what it would be if confidence said nothing.
struct RiskCoveragePlot {
    private static let rows = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1]

    let curve: RiskCoverageCurve
    let proxy: Confidence.Proxy.Kind

    var svg: String {
        let highest = curve.points.map(\.risk).max() ?? 1
        let frame = PlotFrame(
            xTitle: "share of images answered", yTitle: "share of answers that are wrong",
            yMaximum: Self.maximum(above: highest))
        var marks = ""
        if let random = curve.randomArea {
            marks += frame.line(x: 0...1, y: random...random, className: "guide")
        }
        let points = curve.thinned(to: EvaluationReport.curvePoints)
        let line = points.map { frame.point($0.coverage, $0.risk) }.joined(separator: " L")
        if !points.isEmpty { marks += "<path class=\"curve\" d=\"M\(line)\"/>\n" }
        if points.count == 1 {
            marks += frame.dot(points[0].coverage, points[0].risk, className: "solid")
        }
        return frame.svg(
            label: "Risk-coverage curve: the share of wrong answers when only the most confident "
                + "images are answered. The table below has the numbers.", marks)
    }

    var table: String {
        Markup.table(
            caption: "Risk and coverage: the most confident images first",
            ["answered", "images", "wrong", "top-1 \(proxy.rawValue) from"],
            curve.points(answering: Self.rows).map { point in
                [
                    point.coverage.percent, "\(point.answered)", point.risk.percent,
                    Double(point.confidence).text(digits: 3),
                ]
            })
    }

    /// The top of the axis: the first of 0.1, 0.2, 0.4, 1 that is not below a risk.
    private static func maximum(above risk: Double) -> Double {
        [0.1, 0.2, 0.4].first { $0 >= risk } ?? 1
    }
}
