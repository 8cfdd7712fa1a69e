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

    /// What to know when reading an evaluation.
    case evaluation(EvaluationNotice)

    /// The four that stand in every report.
    static func ofEveryRun(proxy: Confidence.Proxy.Kind) -> [Notice] {
        [.outsidePretraining, .scoreIsProxy(proxy), .rankingAmongLabels, .scoresNotComparable]
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
        case .evaluation(let notice): notice.code
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
        case .evaluation(let notice): notice.message
        }
    }
}
