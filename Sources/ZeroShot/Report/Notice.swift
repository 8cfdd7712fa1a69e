/// Something to know when reading a report.
public enum Notice: Sendable, Equatable {
    /// Zero-shot results on classes outside the pretraining distribution are unreliable.
    case outsidePretraining
    /// The top-1 score is only a proxy for confidence.
    case scoreIsProxy(Confidence.Proxy.Kind)
    /// The ranking is among the labels given.
    case rankingAmongLabels
    /// Scores of different checkpoints or families cannot be compared.
    case scoresNotComparable

    /// Labels that repeat an earlier one, in the caller's order.
    case equalLabels([String])
    /// Some of the prompts were longer than the checkpoint's context.
    case promptsTruncated(Int, of: Int, first: TruncatedPrompt)
    /// Large JPEGs were shrunk while they were decoded.
    case fastDecoding
    /// A folder holds files that are no images by their extension.
    case otherFilesSkipped(folder: String, count: Int)
    /// Several images have low confidence.
    case imagesOfLowConfidence(Int, of: Int)

    /// One image's confidence is low.
    case lowConfidence(Confidence)
    /// What decoding one image left out or changed.
    case decoding(code: String, message: String)

    /// The prototypes come from a label set that other code compiled.
    case labelSetOfOtherCode(compiled: CodeVersion, running: CodeVersion)
    /// Probabilities are computed as labelled images taught, so many of them where that is known.
    case calibrated(temperature: Double, shift: Double, images: Int?)
    /// An image may be answered with none of these, as labelled images taught.
    case mayAbstain(images: Int?)
    /// A calibration was given and not applied, since support images take part.
    case calibrationNotApplied
    /// Each label is decided on its own.
    case independentDecisions(Confidence.Proxy.Kind, fitted: Bool)
    /// Labelled images take part in the ranking.
    case supported(RunReport.Support)
    /// One image is answered with none of these.
    case noneOfThese(Abstention)
    /// Several images are answered with none of these.
    case imagesWithoutAnswer(Int, of: Int)
    /// What to know when reading an evaluation.
    case evaluation(EvaluationNotice)
    /// What to know of embeddings that were kept in an index.
    case index(IndexNotice)

    /// The four that stand in every report.
    static func ofEveryRun(proxy: Confidence.Proxy.Kind) -> [Notice] {
        [.outsidePretraining, .scoreIsProxy(proxy), .rankingAmongLabels, .scoresNotComparable]
    }

    /// The labels that repeat an earlier one, in the caller's order.
    static func repeated(_ labels: [String]) -> [String] {
        var seen: Set<String> = []
        return labels.filter { !seen.insert($0).inserted }
    }

    /// A word for programs; it does not change from version to version.
    public var code: String {
        switch self {
        case .outsidePretraining: "outside-pretraining"
        case .scoreIsProxy: "score-is-proxy"
        case .rankingAmongLabels: "ranking-among-labels"
        case .scoresNotComparable: "scores-not-comparable"
        case .equalLabels: "equal-labels"
        case .promptsTruncated: "prompts-truncated"
        case .fastDecoding: "fast-decoding"
        case .otherFilesSkipped: "other-files-skipped"
        case .imagesOfLowConfidence: "images-of-low-confidence"
        case .lowConfidence: "low-confidence"
        case .decoding(let code, _): code
        case .labelSetOfOtherCode: "label-set-of-other-code"
        case .calibrated: "calibrated"
        case .mayAbstain: "may-abstain"
        case .calibrationNotApplied: "calibration-not-applied"
        case .independentDecisions: "independent-decisions"
        case .supported: "support-images"
        case .noneOfThese: "none-of-these"
        case .imagesWithoutAnswer: "images-without-answer"
        case .evaluation(let notice): notice.code
        case .index(let notice): notice.code
        }
    }

    /// The sentence for people.
    public var message: String {
        switch self {
        case .outsidePretraining:
            "Zero-shot results are unreliable for classes outside the checkpoint's pretraining "
                + "distribution, whatever their scores."
        case .scoreIsProxy(let kind):
            "The top-1 \(kind.rawValue) is only a proxy for confidence; it is not the chance of "
                + "being right."
        case .rankingAmongLabels:
            "The ranking is among the labels given. It does not say that an image is one of them: "
                + "some label always comes first."
        case .scoresNotComparable:
            "Scores of different checkpoints or families cannot be compared."
        case .equalLabels(let labels):
            "\(Listing.quoted(labels)) \(labels.count == 1 ? "repeats" : "repeat") an earlier "
                + "label. Equal labels are kept; with a softmax they share their probability."
        case .promptsTruncated(let count, let all, let first):
            "\(count) of \(all) prompts \(count == 1 ? "was" : "were") longer than the "
                + "checkpoint's \(first.limit) tokens and cut. The first is '\(first.prompt)' "
                + "(\(first.tokens) tokens), which lost '\(first.lost)'."
        case .fastDecoding:
            "Large JPEGs were shrunk by their decoder first (fast decoding): similarities differ a "
                + "little from those of exact decoding."
        case .otherFilesSkipped(let folder, let count):
            "\(folder): \(count) other \(count == 1 ? "file was" : "files were") left out; only "
                + "files with the extension of a supported image format are taken."
        case .imagesOfLowConfidence(let count, let all):
            "\(count) of \(all) images \(count == 1 ? "has" : "have") low confidence. Perhaps none "
                + "of the labels fits."
        case .lowConfidence(let confidence):
            "Low confidence: the top-1 \(confidence.proxy.kind.rawValue) "
                + "\(confidence.readableValue) is below the threshold \(confidence.threshold). "
                + "Perhaps none of the labels fits."
        case .decoding(_, let message): message
        case .labelSetOfOtherCode(let compiled, let running):
            "The label set was compiled by \(compiled), and this is \(running). Its vectors are used "
                + "as they are; similarities may differ a little from those of a label set compiled "
                + "here."
        case .calibrated(let temperature, let shift, let images):
            "Probabilities are computed at the temperature \(Float(temperature).text(digits: 3))"
                + (shift == 0 ? "" : " and shifted by \(Float(shift).text(digits: 3))")
                + Self.taught(by: images) + ". Similarities and ranks do not depend on that."
        case .mayAbstain(let images):
            "An image may be answered with none of these\(Self.taught(by: images)); its ranking "
                + "stays."
        case .calibrationNotApplied:
            "Temperature and thresholds were learnt without support images and are not applied "
                + "with them."
        case .independentDecisions(let kind, let fitted):
            "Each label is decided on its own: it is true where its \(kind.rawValue) "
                + (fitted
                    ? "reaches the threshold that labelled images taught."
                    : "is 0.5 or more.")
        case .supported(let support):
            "Ranks follow similarity and \(support.images) support "
                + "\(support.images == 1 ? "image" : "images") together (alpha \(support.alpha), "
                + "beta \(support.beta)), so similarities need not fall from rank to rank. Similarity "
                + "is still that to the prompts alone."
                + (support.unequalCounts.map {
                    " Labels have from \($0.lowerBound) to \($0.upperBound) support images; more "
                        + "of them weigh more."
                } ?? "")
        case .noneOfThese(let abstention): abstention.message
        case .imagesWithoutAnswer(let count, let all):
            "\(count) of \(all) images \(count == 1 ? "is" : "are") answered with none of these."
        case .evaluation(let notice): notice.message
        case .index(let notice): notice.message
        }
    }

    private static func taught(by images: Int?) -> String {
        images.map { ", as \($0) labelled images taught" } ?? ""
    }
}
