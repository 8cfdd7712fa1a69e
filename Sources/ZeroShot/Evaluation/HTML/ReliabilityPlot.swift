/// The reliability diagram as SVG: bars of what was right over what was promised.
struct ReliabilityPlot {
    private static let frame = PlotFrame(
        xTitle: "probability of the first place", yTitle: "share that is right", yMaximum: 1)

    let diagram: ReliabilityDiagram

    var svg: String {
        let frame = Self.frame
        var marks = "<path class=\"guide\" d=\"M\(frame.point(0, 0)) L\(frame.point(1, 1))\"/>\n"
        for bin in diagram.bins {
            guard let share = bin.right.value, let mean = bin.meanProbability,
                let interval = bin.right.interval
            else { continue }
            let title =
                "\(bin.lower.text(digits: 2)) to \(bin.upper.text(digits: 2)): "
                + "\(bin.right.counts) right, mean probability \(mean.percent)"
            marks += "<g><title>\(title)</title>"
            marks += frame.rectangle(
                x: bin.lower...bin.upper, y: 0...share, className: "fill")
            marks += frame.line(
                x: mean...mean, y: interval, className: "whisker")
            marks += frame.dot(mean, share, className: "solid")
            marks += "</g>\n"
        }
        return frame.svg(
            label: "Reliability diagram: the share of right first places for each range of their "
                + "probability. The table below has the numbers.", marks)
    }

    var table: String {
        Markup.table(
            caption: "Reliability: 15 bins of equal width, empty ones left out",
            ["probability", "images", "mean probability", "right", "95 % interval"],
            diagram.bins.filter { $0.right.total > 0 }.map { bin in
                [
                    "\(bin.lower.text(digits: 2)) to \(bin.upper.text(digits: 2))",
                    "\(bin.right.total)", bin.meanProbability?.percent ?? "",
                    bin.right.value?.percent ?? "", bin.right.interval?.percent ?? "",
                ]
            })
    }
}
