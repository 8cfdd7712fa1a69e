// What an explanation says to people, in text and html.

extension Explanation {
    /// How steady the first place is; nil where nothing could be varied.
    var stabilitySentence: String? {
        guard let stability, let first = places.first?.label else { return nil }
        guard stability.changed > 0 else {
            return switch stability.method {
            case .eachTemplate:
                "Each of the \(stability.count) templates alone puts '\(first)' first."
            case .leaveOneOut:
                "'\(first)' stays first whichever of the \(stability.count) prompts of the first "
                    + "two labels is left out."
            }
        }
        let start =
            switch stability.method {
            case .eachTemplate:
                "Of \(stability.count) templates, each alone, \(stability.changed) "
                    + (stability.changed == 1 ? "puts" : "put") + " another label first"
            case .leaveOneOut:
                "Of \(stability.count) prompts of the first two labels, left out one at a time, "
                    + "\(stability.changed) \(stability.changed == 1 ? "changes" : "change") the "
                    + "first place"
            }
        let rate = PredictionTable.percent(Float(stability.flipRate), decimals: 1)
        let (best, worst) = (stability.ranks.lowerBound, stability.ranks.upperBound)
        let place = best == worst ? "is \(best) each time" : "goes from \(best) to \(worst)"
        return "\(start) (flip rate \(rate)). First come \(stability.listedFirsts). The place of "
            + "'\(first)' \(place)."
    }
}

extension Explanation.Stability {
    /// The first variations that put another label first, a sentence each.
    func changes(atMost limit: Int) -> [String] {
        let changes = variations.filter { $0.rank > 1 }
        let shown = changes.prefix(limit).map { change in
            let cause =
                switch method {
                case .eachTemplate: "With '\(change.prompt)'"
                case .leaveOneOut: "Without '\(change.prompt)'"
                }
            return "\(cause), '\(change.first)' comes first."
        }
        let others = changed - shown.count
        return others > 0 ? shown + ["And \(others) more."] : shown
    }

    /// For example `'owl' 78 times, 'fox' once and 3 other labels once each`.
    fileprivate var listedFirsts: String {
        let shown = 4
        var parts = firsts.prefix(shown).map { "'\($0.label)' \(Self.times($0.count))" }
        let others = firsts.dropFirst(shown)
        if !others.isEmpty {
            let count = others.reduce(0) { $0 + $1.count }
            parts.append(
                "\(others.count) other \(others.count == 1 ? "label" : "labels") "
                    + Self.times(count))
        }
        guard let last = parts.last, parts.count > 1 else { return parts.joined() }
        return parts.dropLast().joined(separator: ", ") + " and " + last
    }

    private static func times(_ count: Int) -> String {
        count == 1 ? "once" : "\(count) times"
    }
}

extension VisiblePart {
    /// How much of the picture was cut away, and where.
    var sentence: String {
        let sides = [
            Self.sides([("left", left), ("right", right)], of: "width"),
            Self.sides([("top", top), ("bottom", bottom)], of: "height"),
        ].compactMap(\.self)
        let cut =
            sides.isEmpty
            ? "Nothing of the picture was cut away."
            : "The centre crop cut away \(Self.percent(lost)) of the picture: "
                + sides.joined(separator: "; ") + "."
        return padding > 0
            ? cut + " \(Self.percent(padding)) of what the image tower saw is filling around it."
            : cut
    }

    private static func sides(_ sides: [(name: String, cut: Double)], of side: String) -> String? {
        let cut = sides.filter { $0.cut > 0 }
        guard !cut.isEmpty else { return nil }
        return cut.map { "\(percent($0.cut)) at the \($0.name)" }.joined(separator: ", ")
            + " of its \(side)"
    }

    private static func percent(_ fraction: Double) -> String {
        PredictionTable.percent(Float(fraction), decimals: 1)
    }
}
