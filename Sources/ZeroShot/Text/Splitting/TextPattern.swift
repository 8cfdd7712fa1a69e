/// What a step looks for in a text.
enum TextPattern: Equatable, Sendable {
    case literal([Unicode.Scalar])
    case expression(SplitPattern)
    /// Each character of a set, on its own.
    case each(ScalarSet)
    /// Characters of one of the sets side by side, as many as there are; the sets have none in common.
    case runs(of: [ScalarSet])

    /// The matches in `range`, from left to right, none of them empty.
    func matches(in text: [Unicode.Scalar], _ range: Range<Int>) -> [Range<Int>] {
        switch self {
        case .literal(let literal): Self.matches(of: literal, in: text, range)
        case .expression(let pattern): pattern.matches(in: text, range)
        case .each(let set): range.filter { set.contains(text[$0]) }.map { $0..<$0 + 1 }
        case .runs(let sets): Self.runs(of: sets, in: text, range)
        }
    }

    private static func matches(
        of literal: [Unicode.Scalar], in text: [Unicode.Scalar], _ range: Range<Int>
    ) -> [Range<Int>] {
        var matches: [Range<Int>] = []
        var position = range.lowerBound
        while position + literal.count <= range.upperBound {
            if text[position...].starts(with: literal) {
                matches.append(position..<position + literal.count)
                position += literal.count
            } else {
                position += 1
            }
        }
        return matches
    }

    private static func runs(
        of sets: [ScalarSet], in text: [Unicode.Scalar], _ range: Range<Int>
    ) -> [Range<Int>] {
        var runs: [Range<Int>] = []
        var position = range.lowerBound
        while position < range.upperBound {
            let set = sets.first { $0.contains(text[position]) }
            let run = text[position..<range.upperBound].prefix { scalar in
                set?.contains(scalar) ?? !sets.contains { $0.contains(scalar) }
            }
            if set != nil { runs.append(run.indices) }
            position = run.endIndex
        }
        return runs
    }
}
