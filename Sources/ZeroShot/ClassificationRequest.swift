/// What to rank, and how.
public struct ClassificationRequest: Sendable {
    /// The classes and the prompts of each.
    public let prompts: ClassPrompts
    /// Where the prototypes of the classes come from, when they were compiled before.
    public let labelSet: LabelSet?
    /// The path of the prompts file, when the prompts came from one.
    public var promptsFile: String?
    /// How the prompt embeddings of a class become its prototype.
    public var averaging = ClassPrototypes.Averaging.normalized
    /// How many labels to keep for each image, at least 1.
    public var top = 5
    /// Below it the confidence in an image's first place is flagged low; when nil, the
    /// calibration's threshold is taken, and ``Confidence/defaultThreshold`` where it has none.
    public var threshold: Float?
    /// How the images are decoded.
    public var decoding = DecodingMode.exact
    /// Whether the report carries a small copy of each image, for its `html` form.
    public var thumbnails = false
    /// Whether each ranking is explained; the text tower then computes all prompts, also those
    /// whose prototypes are known.
    public var explains = false
    /// What is said about people in the images.
    public var people = RunReport.People()
    /// What labelled images taught about these labels' scores; with it an image may be answered
    /// `none of these`.
    public var calibration: Calibration?
    /// Whether each label is decided on its own, besides the ranking.
    public var isMultiLabel = false
    /// A few labelled images that take part in the ranking.
    public var support: SupportRequest?

    /// Ranks `labels`, each put into every template.
    public init(labels: [String], templates: TemplateSet = .default) {
        self.init(prompts: ClassPrompts(labels: labels, templates: templates))
    }

    /// Ranks classes that have prompts of their own.
    public init(prompts: ClassPrompts) {
        self.prompts = prompts
        labelSet = nil
    }

    /// Ranks the classes of a label set, by the prototypes in it.
    ///
    /// Its calibration is the request's too; its averaging must stay as it is.
    public init(labelSet: LabelSet) {
        prompts = labelSet.prompts
        self.labelSet = labelSet
        promptsFile = labelSet.promptsFile
        averaging = labelSet.averaging
        calibration = labelSet.calibration
    }
}

extension ClassificationRequest: Hashable {
    /// Mixes in what requests differ in most.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(prompts.labels)
        hasher.combine(prompts.templates.count)
        hasher.combine(top)
        hasher.combine(threshold)
    }
}

extension RequestPolicy {
    /// What the policy looks at in a request.
    package init(_ request: ClassificationRequest) {
        self.init(request.prompts, people: request.people)
    }

    /// What the policy looks at in classes and their prompts.
    package init(_ prompts: ClassPrompts, people: RunReport.People, isRanking: Bool = true) {
        self.init(
            labels: prompts.labels,
            templates: prompts.templates.map(\.text),
            prompts: prompts.sentences,
            containsPeople: people.declared,
            consentPolicy: people.consentPolicy,
            isRanking: isRanking
        )
        names = prompts.names
    }

    /// What the policy looks at where nothing is asked of the images yet.
    package init(_ people: RunReport.People) {
        self.init(
            labels: [], containsPeople: people.declared, consentPolicy: people.consentPolicy,
            isRanking: false)
    }

    /// What the policy looks at in a text whose nearest images are asked for.
    package init(searchingFor text: String, people: RunReport.People) {
        self.init(
            labels: [text], prompts: [[text]], containsPeople: people.declared,
            consentPolicy: people.consentPolicy, isRanking: false)
    }
}
