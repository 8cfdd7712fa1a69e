// The members of `zeroshot.evaluation/1`, in its order.

extension EvaluationReport {
    /// Class by class, a whole matrix is written up to so many classes.
    static let wholeMatrix = 256
    /// The pairs most often confused and the most confident mistakes are written up to so many.
    static let listed = 1000
    /// The risk-coverage curve is written in at most so many points.
    static let curvePoints = 200

    /// What stands before the images.
    var membersBeforeImages: [OrderedJSON.Member] {
        [.init(name: "schema", value: .string(Self.schema))]
            + run.membersBeforeImages.dropFirst()
            + [
                .init(name: "input", value: input.json),
                .init(name: "counts", value: metrics.counts),
                .init(name: "metrics", value: metrics.json(proxy: run.scoring.proxyKind)),
                .init(name: "classes", value: classesJSON),
                .init(name: "confusion", value: confusionJSON),
                .init(name: "mistakes", value: mistakesJSON),
                .init(name: "variants", value: .array(variants.map(\.json))),
                .init(name: "comparison", value: comparison?.json ?? .null),
                .init(name: "learnt", value: learnt?.json ?? .null),
                .init(name: "time", value: times.json(images: images.count)),
                .init(name: "embeddingBytes", value: .integer(embeddingBytes)),
            ]
    }

    private var classesJSON: OrderedJSON {
        .array(
            zip(classes.labels, metrics.classResults).map { label, result in
                [
                    "label": .string(label),
                    "recall": result.recall.json,
                    "precision": result.precision.json,
                ]
            })
    }

    private var confusionJSON: OrderedJSON {
        let matrix = metrics.confusion
        let indexes = 0..<matrix.classCount
        let rows = indexes.map { answer in
            OrderedJSON.array(indexes.map { .integer(matrix[answer, $0]) })
        }
        return [
            "pairs": .array(
                matrix.confusions.prefix(Self.listed).map { pair in
                    [
                        "answer": .string(classes.labels[pair.answer]),
                        "predicted": .string(classes.labels[pair.predicted]),
                        "count": .integer(pair.count),
                    ]
                }),
            "matrix": matrix.classCount <= Self.wholeMatrix ? .array(rows) : .null,
        ]
    }

    private var mistakesJSON: OrderedJSON {
        .array(
            metrics.mistakes.prefix(Self.listed).map { mistake in
                [
                    "path": .string(images[mistake.image].path),
                    "source": .string(images[mistake.image].source),
                    "answer": .string(classes.labels[mistake.answer]),
                    "predicted": .string(classes.labels[mistake.predicted]),
                    "probability": .float(mistake.best.probability),
                    "similarity": .float(mistake.best.similarity),
                    "answerRank": .integer(mistake.right.rank),
                ]
            })
    }

    /// One element of `images`.
    func json(_ image: EvaluatedImage) -> OrderedJSON {
        let answer: String? =
            switch image.answer {
            case .label(let label): classes.labels[label]
            case .noLabel: nil
            }
        let right = image.ranked?.answer
        return [
            "path": .string(image.path),
            "source": .string(image.source),
            "width": .count(image.size?.width),
            "height": .count(image.size?.height),
            "answer": .text(answer),
            "answerRank": .count(right?.rank),
            "answerSimilarity": right.map { .float($0.similarity) } ?? .null,
            "answerProbability": right.map { .float($0.probability) } ?? .null,
            "predictions": .array(image.ranked?.predictions.map(\.json) ?? []),
            "notices": .array(image.notices.map(\.json)),
            "error": image.failure?.json ?? .null,
        ]
    }
}

extension EvaluationReport.Input {
    fileprivate var json: OrderedJSON {
        ["path": .string(path), "kind": .string(kind.rawValue), "noneLabel": .text(noneName)]
    }
}

extension EvaluationReport.Times {
    fileprivate func json(images count: Int) -> OrderedJSON {
        [
            "load": .double(load), "images": .double(images), "rank": .double(rank),
            "imagesPerSecond": images > 0 ? .double(Double(count) / images) : .null,
        ]
    }
}

extension Proportion {
    var json: OrderedJSON {
        [
            "count": .integer(count), "of": .integer(total), "value": .number(value),
            "interval": interval?.json ?? .null,
        ]
    }
}

extension ClosedRange<Double> {
    var json: OrderedJSON { .array([.double(lowerBound), .double(upperBound)]) }
}

extension EvaluationMetrics {
    fileprivate var counts: OrderedJSON {
        [
            "images": .integer(answered + none + failed),
            "answered": .integer(answered),
            "none": .integer(none),
            "failed": .integer(failed),
        ]
    }

    fileprivate func json(proxy: Confidence.Proxy.Kind) -> OrderedJSON {
        [
            "confidenceLevel": .double(Proportion.confidenceLevel),
            "intervals": "Wilson score",
            "top1": top1.json,
            "top5": top5?.json ?? .null,
            "meanPerClassRecall": .number(meanRecall),
            "meanReciprocalRank": .number(meanReciprocalRank),
            "reliability": reliability.json,
            "riskCoverage": riskCoverage.json(proxy: proxy),
            "threshold": [
                "value": .float(flags.threshold),
                "lowAmongRight": flags.lowAmongRight.json,
                "lowAmongWrong": flags.lowAmongWrong.json,
                "lowAmongNone": flags.lowAmongNone.json,
            ],
            "noneSeparation": .number(noneSeparation),
        ]
    }
}

extension ReliabilityDiagram {
    fileprivate var json: OrderedJSON {
        [
            "expectedCalibrationError": .number(expectedCalibrationError),
            "meanProbability": .number(meanProbability),
            "bins": .array(
                bins.map { bin in
                    [
                        "above": .double(bin.lower), "upTo": .double(bin.upper),
                        "meanProbability": .number(bin.meanProbability),
                        "right": bin.right.json,
                    ]
                }),
        ]
    }
}

extension RiskCoverageCurve {
    fileprivate func json(proxy: Confidence.Proxy.Kind) -> OrderedJSON {
        [
            "proxy": .string(proxy.rawValue),
            "area": .number(area),
            "leastArea": .number(leastArea),
            "randomArea": .number(randomArea),
            "points": .array(
                thinned(to: EvaluationReport.curvePoints).map { point in
                    [
                        "coverage": .double(point.coverage), "risk": .double(point.risk),
                        "confidence": .float(point.confidence),
                    ]
                }),
        ]
    }

    /// At most so many points, the last one among them.
    func thinned(to count: Int) -> [Point] {
        guard points.count > count else { return points }
        return (1...count).map { points[$0 * points.count / count - 1] }
    }
}
