internal import ZeroShot

/// What a request to rank asks for.
struct ClassifyInput {
    var checkpoint: String?
    var images: [ImageInput]
    var classes: ClassesInput
    var top = 5
    var threshold: Float?
    var isMultiLabel = false
    var explains = false
    var people = RunReport.People()

    private static let members =
        ["checkpoint", "images"] + ClassesInput.members + [
            "top", "threshold", "multiLabel", "explain", "containsPeople", "consentPolicy",
        ]

    /// The plain fields of a form.
    private static let fields: KeyValuePairs<String, FormFields.Kind> = [
        "checkpoint": .text, "labels": .labels, "labelSet": .text, "prompts": .json,
        "template": .element(of: "templates"), "templateSet": .text, "withTemplates": .flag,
        "averaging": .text, "top": .number, "threshold": .number, "multiLabel": .flag,
        "explain": .flag, "containsPeople": .flag, "consentPolicy": .text,
    ]

    /// Reads a body, JSON or a form.
    ///
    /// - Throws: `RequestError`, `PromptError`.
    init(_ body: ReceivedBody, settings: RequestSettings) throws {
        if body.isJSON {
            try self.init(body.json(), images: [], settings: settings)
        } else if body.isForm {
            let form = try FormFields(body.form(), kinds: Self.fields)
            try self.init(form.request, images: form.images, settings: settings)
        } else {
            throw body.contentTypeError(expected: ["application/json", "multipart/form-data"])
        }
    }

    private init(
        _ value: RequestValue, images: [ImageInput], settings: RequestSettings
    ) throws {
        let object = try value.object(known: Self.members)
        checkpoint = try object["checkpoint"]?.text()
        self.images = try settings.images(object["images"], after: images)
        guard !self.images.isEmpty else {
            throw RequestError.missing("images", expected: "at least one image is needed")
        }
        classes = try ClassesInput(object, limits: settings.limits)
        top = try object["top"]?.integer(atLeast: 1) ?? top
        threshold = try object["threshold"]?.number()
        isMultiLabel = try object["multiLabel"]?.flag() ?? false
        explains = try object["explain"]?.flag() ?? false
        people = try RunReport.People(object)
    }
}

extension RunReport.People {
    /// What a request says about people.
    ///
    /// - Throws: `RequestError`.
    init(_ object: RequestObject) throws {
        self.init(
            declared: try object["containsPeople"]?.flag() ?? false,
            consentPolicy: try object["consentPolicy"].map { value in
                let text = try value.text()
                guard !text.allSatisfy(\.isWhitespace) else {
                    throw value.unexpected("the terms under which the people agreed")
                }
                return text
            })
    }
}

/// What the reading of requests depends on.
struct RequestSettings {
    let limits: ServerLimits
    /// Whether images may be named by their addresses.
    let urlsAllowed: Bool

    /// The images of a request: those of a form's files, then those of its JSON.
    ///
    /// - Throws: `RequestError`.
    func images(_ value: RequestValue?, after files: [ImageInput]) throws -> [ImageInput] {
        let named = try value?.list(of: "images") ?? []
        // Before any base64 is read.
        try limits.check(.images, files.count + named.count, limits.images)
        return try files
            + named.enumerated().map { index, image in
                try ImageInput(image, number: files.count + index, urlsAllowed: urlsAllowed)
            }
    }
}
