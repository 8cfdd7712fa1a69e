extension LabelSetCheck {
    /// The findings for programs, `zeroshot.labels-check/1`.
    package var json: OrderedJSON {
        [
            "schema": "zeroshot.labels-check/1",
            "checkpoint": [
                "id": .string(checkpoint.id), "fingerprint": .string(checkpoint.fingerprint),
            ],
            "labels": .integer(labels),
            "prompts": .integer(prompts),
            "meanCosine": .double(meanCosine),
            "tokenizer": .bool(hasTokenizer),
            "findings": .array(findings.map(\.json)),
        ]
    }
}

extension LabelSetFinding {
    fileprivate var json: OrderedJSON {
        [
            "code": .string(code),
            "severity": .string(severity.rawValue),
            "labels": .texts(labels),
            "numbers": numbers,
            "message": .string(message),
            "advice": .string(advice),
        ]
    }

    private var numbers: OrderedJSON {
        switch self {
        case .equalLabels(let labels), .equalPrototypes(let labels):
            ["labels": .integer(labels.count)]
        case .nearDuplicates(_, _, let cosine):
            ["cosine": .float(cosine)]
        case .confusable(_, _, let cosine, let distance):
            ["cosine": .float(cosine), "distance": .float(distance)]
        case .unknownLetters(let word), .spelledOut(let word), .manyPieces(let word):
            [
                "pieces": .integer(word.pieces), "letters": .integer(word.letters),
                "bytes": .integer(word.text.utf8.count),
            ]
        case .unequalPromptCounts(let fewest, let median, let most, let labels):
            [
                "fewest": .integer(fewest), "median": .integer(median), "most": .integer(most),
                "labels": .integer(labels.count),
            ]
        }
    }
}
