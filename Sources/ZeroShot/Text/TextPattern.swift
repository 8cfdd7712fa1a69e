/// What a step looks for in a text.
enum TextPattern: Equatable, Sendable {
    case literal([Unicode.Scalar])
    case expression(SplitPattern)
    /// Each character of a set, on its own.
    case each(ScalarSet)

    /// The matches in `range`, from left to right, none of them empty.
    func matches(in text: [Unicode.Scalar], _ range: Range<Int>) -> [Range<Int>] {
        switch self {
        case .literal(let literal): Self.matches(of: literal, in: text, range)
        case .expression(let pattern): pattern.matches(in: text, range)
        case .each(let set): range.filter { set.contains(text[$0]) }.map { $0..<$0 + 1 }
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
}
