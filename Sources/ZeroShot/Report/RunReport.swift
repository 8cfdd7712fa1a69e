/// What a run has to say beside its images.
public struct RunReport: Sendable, Equatable {
    /// The prompts behind the labels.
    public struct Prompts: Sendable, Equatable {
        /// Of all labels together.
        public let count: Int
        /// Those that the tokenizer had to cut.
        public let truncated: [TruncatedPrompt]
    }

    /// What the caller said about people in the images.
    public struct People: Sendable, Equatable {
        /// Whether the images were declared to contain people.
        public let declared: Bool
        /// The consent policy, word for word.
        public let consentPolicy: String?

        /// Nothing was declared unless said otherwise.
        public init(declared: Bool = false, consentPolicy: String? = nil) {
            self.declared = declared
            self.consentPolicy = consentPolicy
        }
    }

    /// The version of the report's JSON form.
    public static let schema = "zeroshot.report/1"

    /// What to read after the report.
    public static let readNext = """
        NaFlex, SigLIP 2's variable aspect ratio and resolution (lesson 12.06 of the course this \
        tool grew from), and the SigLIP 2 paper (arXiv 2502.14786).
        """

    /// Which checkpoint computed the scores.
    public let checkpoint: CheckpointSummary
    /// The caller's labels.
    public let labels: [String]
    /// What templates were filled with for each label; empty where that is every label itself.
    public let names: [[String]]
    /// The templates as written; empty when sentences stood alone.
    public let templates: [String]
    /// The path of the prompts file, when there was one.
    public package(set) var promptsFile: String?
    /// The file that the prototypes were read from, when there was one.
    public package(set) var labelSet: LabelSet.File?
    /// How the prompts of a class were averaged.
    public let averaging: ClassPrototypes.Averaging
    /// How much templates and sentences counted.
    public let promptWeights: PromptWeights
    /// The reference that was followed.
    public let parity: ParityMode
    /// The prompts behind the labels.
    public let prompts: Prompts
    /// How probabilities come from similarities.
    public let scoring: Scoring
    /// What the caller said about people in the images.
    public package(set) var people = People()
    /// How the images were decoded.
    public package(set) var decoding = DecodingMode.exact
    /// What labelled images taught, where it is applied.
    public package(set) var calibration: Calibration?
    /// How each label is decided on its own; nil where none is.
    public internal(set) var decisions: LabelDecisions?
    /// The labelled images that took part in the ranking; nil where none did.
    public internal(set) var support: Support?
    /// Notices of the run beyond those that every run has and those that follow from its labels
    /// and prompts.
    package var furtherNotices: [Notice] = []

    init(
        checkpoint: CheckpointSummary, classes: ClassPrompts,
        averaging: ClassPrototypes.Averaging, parity: ParityMode, truncated: [TruncatedPrompt],
        scoring: Scoring
    ) {
        self.checkpoint = checkpoint
        labels = classes.labels
        names = classes.names
        promptWeights = classes.weights
        templates = classes.templates.map(\.text)
        self.averaging = averaging
        self.parity = parity
        prompts = Prompts(count: classes.count, truncated: truncated)
        self.scoring = scoring
    }

    /// What is to be known before the first image: what holds for every run, then this one's own.
    public var notices: [Notice] {
        var notices = Notice.ofEveryRun(proxy: scoring.proxyKind)
        let repeated = Notice.repeated(labels)
        if !repeated.isEmpty {
            notices.append(.equalLabels(repeated))
        }
        if let first = prompts.truncated.first {
            notices.append(
                .promptsTruncated(prompts.truncated.count, of: prompts.count, first: first)
            )
        }
        if decoding == .fast {
            notices.append(.fastDecoding)
        }
        notices += answerNotices
        return notices + furtherNotices
    }
}

extension RunReport {
    /// Whether an image may be answered with none of these.
    var mayAbstain: Bool { decisions == nil && calibration?.canAbstain ?? false }

    /// What is to be known of answers that follow more than the ranking by prompts.
    private var answerNotices: [Notice] {
        var notices: [Notice] = []
        if let calibration, calibration.changesProbabilities {
            notices.append(
                .calibrated(
                    temperature: calibration.temperature, shift: calibration.shift,
                    images: calibration.images))
        }
        if mayAbstain {
            notices.append(.mayAbstain(images: calibration?.images))
        }
        if let decisions {
            notices.append(
                .independentDecisions(scoring.proxyKind, fitted: decisions.thresholds != nil))
        }
        if let support {
            notices.append(.supported(support))
        }
        return notices
    }
}

/// A prompt that was longer than the checkpoint's context.
public struct TruncatedPrompt: Sendable, Equatable {
    /// The class it stands for.
    public let label: String
    /// The whole prompt.
    public let prompt: String
    /// Its length in tokens before the cut, start and end token included.
    public let tokens: Int
    /// The context length.
    public let limit: Int
    /// The text that was cut off.
    public let lost: String

    package init(label: String, prompt: String, tokens: Int, limit: Int, lost: String) {
        self.label = label
        self.prompt = prompt
        self.tokens = tokens
        self.limit = limit
        self.lost = lost
    }
}
