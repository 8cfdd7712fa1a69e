/// What to rank, and how.
public struct ClassificationRequest: Sendable {
    /// The classes and the prompts of each.
    public let prompts: ClassPrompts
    /// The path of the prompts file, when the prompts came from one.
    public var promptsFile: String?
    /// How the prompt embeddings of a class become its prototype.
    public var averaging = ClassPrototypes.Averaging.normalized
    /// How many labels to keep for each image, at least 1.
    public var top = 5
    /// Below it the confidence in an image's first place is flagged low.
    public var threshold = Confidence.defaultThreshold
    /// How the images are decoded.
    public var decoding = DecodingMode.exact
    /// Whether the report carries a small copy of each image, for its `html` form.
    public var thumbnails = false
    /// Whether each ranking is explained; the text tower then computes all prompts, also those
    /// whose prototypes are known.
    public var explains = false
    /// What is said about people in the images.
    public var people = RunReport.People()

    /// Ranks `labels`, each put into every template.
    public init(labels: [String], templates: TemplateSet = .default) {
        self.init(prompts: ClassPrompts(labels: labels, templates: templates))
    }

    /// Ranks classes that have prompts of their own.
    public init(prompts: ClassPrompts) {
        self.prompts = prompts
    }
}

extension RequestPolicy {
    /// What the policy looks at in a request.
    package init(_ request: ClassificationRequest) {
        self.init(
            labels: request.prompts.labels,
            templates: request.prompts.templates.map(\.text),
            prompts: request.prompts.sentences,
            containsPeople: request.people.declared,
            consentPolicy: request.people.consentPolicy
        )
    }
}
