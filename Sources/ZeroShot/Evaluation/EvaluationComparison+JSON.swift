// Two runs over the same images, as JSON: variants of one run, or two evaluations.

extension PairedAccuracy {
    fileprivate var json: OrderedJSON {
        [
            "images": .integer(images),
            "bothRight": .integer(bothRight),
            "onlyFirstRight": .integer(onlyFirstRight),
            "onlySecondRight": .integer(onlySecondRight),
            "bothWrong": .integer(bothWrong),
            "difference": .number(difference),
            "interval": interval?.json ?? .null,
            "pValue": .double(pValue),
        ]
    }
}

extension PairedRanks {
    fileprivate var json: OrderedJSON {
        [
            "meanReciprocalRank": .array([.number(firstReciprocal), .number(secondReciprocal)]),
            "better": .integer(better), "same": .integer(same), "worse": .integer(worse),
            "pValue": .double(pValue),
        ]
    }
}

extension VariantResult {
    var json: OrderedJSON {
        [
            "name": .string(name),
            "templates": .texts(prompts.templates),
            "promptsFile": .text(prompts.promptsFile),
            "averaging": .string(prompts.averaging.rawValue),
            "prompts": .integer(prompts.count),
            "top1": top1.json,
            "top5": top5?.json ?? .null,
            "meanPerClassRecall": .number(meanRecall),
            "accuracy": accuracy.json,
            "rank": ranks.json,
        ]
    }
}

extension EvaluationComparison {
    /// The members of a comparison, alone or within a report.
    package var json: OrderedJSON {
        [
            "first": first.json,
            "second": second.json,
            "images": .integer(images),
            "leftOut": .integer(leftOut),
            "top1": accuracy?.json ?? .null,
            "top5": top5?.json ?? .null,
            "rank": ranks?.json ?? .null,
            "scores": scores?.json ?? .null,
        ]
    }
}

extension EvaluationComparison.Side {
    fileprivate var json: OrderedJSON {
        [
            "evaluation": .string(name), "checkpoint": .string(scale.checkpoint),
            "fingerprint": .string(scale.fingerprint), "parity": .string(scale.parity),
            "precision": .string(scale.precision),
        ]
    }
}

extension EvaluationComparison.Scores {
    fileprivate var json: OrderedJSON {
        [
            "meanSimilarityOfAnswer": similarity?.json ?? .null,
            "meanProbabilityOfAnswer": probability?.json ?? .null,
            "expectedCalibrationError": calibrationError?.json ?? .null,
            "riskCoverageArea": riskCoverageArea?.json ?? .null,
        ]
    }
}

extension EvaluationComparison.Pair {
    fileprivate var json: OrderedJSON { .array([.double(first), .double(second)]) }
}
