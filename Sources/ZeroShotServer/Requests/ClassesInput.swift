internal import ZeroShot

/// The classes that a request names.
enum ClassesInput {
    /// Named here, with what stands for them.
    case prompts(ClassPrompts, ClassPrototypes.Averaging)
    /// Compiled before, under this name.
    case labelSet(String)

    static let members =
        ["labels", "labelSet", "prompts"] + promptMembers
    private static let promptMembers = [
        "templates", "templateSet", "withTemplates", "averaging",
    ]

    /// Reads the members of a request that name classes.
    ///
    /// The rules are those of the command: what stands in a labels or prompts file may stand here.
    ///
    /// - Throws: `RequestError`, `PromptError`.
    init(_ object: RequestObject, limits: ServerLimits) throws {
        if let name = object["labelSet"] {
            let others = object.given(Self.members).filter { $0 != "labelSet" }
            guard others.isEmpty else {
                throw RequestError.useless(
                    others.joined(separator: ", "),
                    because: "a label set holds labels, prompts and averaging; leave it out, or "
                        + "leave out labelSet")
            }
            self = .labelSet(try name.text())
            return
        }
        let averaging: ClassPrototypes.Averaging =
            try object["averaging"]?.choice() ?? .normalized
        self = .prompts(try Self.prompts(object, limits: limits), averaging)
    }

    /// The classes and their prompts, within the limits.
    private static func prompts(
        _ object: RequestObject, limits: ServerLimits
    ) throws -> ClassPrompts {
        let list = try object["labels"].map(Self.labels)
        let withTemplates = try object["withTemplates"]?.flag() ?? false
        let templates = try Self.templates(object, limits: limits)
        let prompts: ClassPrompts
        if let sentences = object["prompts"] {
            if templates != nil && !withTemplates {
                throw RequestError.useless(
                    object.given(["templates", "templateSet"]).joined(separator: ", "),
                    because: "beside prompts, templates are used with \"withTemplates\": true only")
            }
            let file = try PromptFile(sentences.json, name: sentences.path)
            let set = withTemplates ? templates ?? .default : nil
            prompts =
                try list.map { try ClassPrompts($0, sentencesFrom: file, withTemplates: set) }
                ?? ClassPrompts(file, withTemplates: set)
        } else if let list {
            if withTemplates {
                throw RequestError.useless("withTemplates", because: "it goes with prompts only")
            }
            prompts = ClassPrompts(list, templates: templates ?? .default)
        } else {
            let names = object.knows("labelSet") ? "'labels', 'prompts' or 'labelSet'" : "'labels' or 'prompts'"
            throw RequestError.missing(object.path, expected: "\(names) names the classes")
        }
        try limits.check(prompts)
        return prompts
    }

    /// A list of classes, each as a labels file in JSON has it.
    static func labels(_ value: RequestValue) throws -> LabelList {
        let entries = try value.list(of: "labels")
        guard !entries.isEmpty else {
            throw RequestError.unexpected(
                value.path, found: "an empty list", expected: "at least two labels")
        }
        return try LabelList(entries.map(\.json)) { index, problem in
            RequestError.label(entries[index].path, problem)
        }
    }

    private static func templates(
        _ object: RequestObject, limits: ServerLimits
    ) throws -> TemplateSet? {
        let given = object.given(["templates", "templateSet"])
        guard given.count <= 1 else { throw RequestError.onlyOne(of: given) }
        if let name = try object["templateSet"]?.text() {
            guard let named = TemplateSet.named.first(where: { $0.name == name }) else {
                throw RequestError.unknownTemplateSet(name, known: TemplateSet.named.map(\.name))
            }
            return named.set
        }
        return try object["templates"].map { try Self.templates($0.list(of: "templates"), limits) }
    }

    /// Templates, each with its place for messages.
    static func templates(_ values: [RequestValue], _ limits: ServerLimits) throws -> TemplateSet {
        let texts = try values.map { value in
            let text = try value.text()
            do {
                _ = try PromptTemplate(text)
            } catch let error as PromptError {
                throw RequestError.prompts(value.path, error)
            }
            return text
        }
        return try TemplateSet(texts)
    }
}

extension ServerLimits {
    /// Makes sure that classes are no more, and their texts no longer, than one request may have.
    ///
    /// - Throws: `RequestError`.
    func check(_ prompts: ClassPrompts) throws {
        try check(.labels, prompts.labels.count, labels)
        try check(.prompts, prompts.count, self.prompts)
        let texts: [(String, [String])] = [
            ("A label", prompts.labels), ("A name", prompts.names.flatMap(\.self)),
            ("A template", prompts.templates.map(\.text)),
            ("A prompt", prompts.sentences.flatMap(\.self)),
        ]
        for (what, texts) in texts {
            try check(what, texts)
        }
    }

    /// Makes sure that none of the texts is longer than one may be.
    ///
    /// - Throws: `RequestError`.
    func check(_ what: String, _ texts: [String]) throws {
        // Counting bytes is quicker, and there are at least as many as characters.
        for text in texts where text.utf8.count > promptLength && text.count > promptLength {
            throw RequestError.tooLong(what, found: text.count, limit: promptLength)
        }
    }

    /// Makes sure that there are not too many of something.
    ///
    /// - Throws: `RequestError`.
    func check(_ what: ServerLimit, _ found: Int, _ limit: Int) throws {
        guard found <= limit else {
            throw RequestError.tooMany(what, found: found, limit: limit)
        }
    }
}
