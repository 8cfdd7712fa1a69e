// The member `explanation` of an image in `zeroshot.report/1`.

extension Explanation {
    var json: OrderedJSON {
        [
            "places": .array(places.map(\.json)),
            "stability": stability?.json ?? .null,
            "visible": visible.json,
        ]
    }
}

extension Explanation.Place {
    fileprivate var json: OrderedJSON {
        [
            "rank": .integer(rank),
            "label": .string(label),
            "similarity": .float(similarity),
            "promptCount": .integer(promptCount),
            "highest": .array(highest.map(\.json)),
            "lowest": .array(lowest.map(\.json)),
        ]
    }
}

extension Explanation.PromptShare {
    fileprivate var json: OrderedJSON {
        [
            "prompt": .string(prompt),
            "similarity": .float(similarity),
            "contribution": .float(contribution),
            "share": share.map { .float($0) } ?? .null,
        ]
    }
}

extension Explanation.Stability {
    fileprivate var json: OrderedJSON {
        [
            "method": .string(method.rawValue),
            "count": .integer(count),
            "changed": .integer(changed),
            "flipRate": .double(flipRate),
            "firsts": .array(
                firsts.map { ["label": .string($0.label), "count": .integer($0.count)] }),
            "bestRank": .integer(ranks.lowerBound),
            "worstRank": .integer(ranks.upperBound),
            "variations": .array(variations.map(\.json)),
        ]
    }
}

extension Explanation.Stability.Variation {
    fileprivate var json: OrderedJSON {
        [
            "prompt": .string(prompt),
            "label": .text(label),
            "first": .string(first),
            "rank": .integer(rank),
        ]
    }
}

extension VisiblePart {
    fileprivate var json: OrderedJSON {
        [
            "lost": .double(lost),
            "left": .double(left),
            "right": .double(right),
            "top": .double(top),
            "bottom": .double(bottom),
            "padding": .double(padding),
        ]
    }
}
