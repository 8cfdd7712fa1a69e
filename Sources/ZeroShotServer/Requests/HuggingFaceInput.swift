internal import ZeroShot

/// A request in the form of Hugging Face's inference API.
///
/// Besides what its clients send today, it takes what earlier ones sent: labels as one text split at
/// commas, and the image as `image` or `inputs.image`.
struct HuggingFaceInput {
    private static let labels = "candidate_labels"
    private static let template = "hypothesis_template"
    private static let query = [labels, template]

    let image: ImageInput
    let prompts: ClassPrompts

    /// Reads a body: JSON, or an image with its labels in the query.
    ///
    /// - Throws: `RequestError`.
    init(_ body: ReceivedBody, query: String?, settings: RequestSettings) throws {
        let query = try QueryItems(query, known: Self.query)
        if body.isJSON || body.isUndeclaredJSON {
            try self.init(body.json(), query: query, settings: settings)
        } else if body.mayBeImage {
            guard !body.bytes.isEmpty else { throw RequestError.noBody }
            self.init(
                image: ImageInput(source: ImageInput.name(0), content: .bytes(body.bytes)),
                prompts: try Self.prompts(query, settings.limits))
        } else {
            throw body.contentTypeError(expected: ["application/json", "an image"])
        }
    }

    private init(image: ImageInput, prompts: ClassPrompts) {
        self.image = image
        self.prompts = prompts
    }

    private init(_ value: RequestValue, query: QueryItems, settings: RequestSettings) throws {
        let object = try value.object(known: ["inputs", "image", "parameters", "options"])
        let inputs = try object["inputs"].flatMap { value -> RequestObject? in
            guard case .object = value.json else { return nil }
            return try value.object(known: ["image", "candidateLabels"])
        }
        let images = [
            inputs == nil ? object["inputs"] : inputs?["image"], object["image"],
        ].compactMap(\.self)
        guard let image = images.first else {
            throw RequestError.missing("inputs", expected: "an image in base64 is needed")
        }
        guard images.count == 1 else { throw RequestError.onlyOne(of: images.map(\.path)) }
        // What clients say about waiting and caching changes no result.
        _ = try object["options"]?.object(
            known: ["use_cache", "use_gpu", "wait_for_model"])
        let parameters = try object["parameters"]?.object(known: Self.query)
        let named = [parameters?[Self.labels], inputs?["candidateLabels"]].compactMap(\.self)
        guard named.count <= 1 else { throw RequestError.onlyOne(of: named.map(\.path)) }
        self.image = try Self.image(image, settings)
        guard let labels = named.first else {
            throw RequestError.missing(
                "parameters.\(Self.labels)", expected: "labels are needed to choose among")
        }
        if let name = query.names.first {
            throw RequestError.useless(
                name, because: "labels and template of JSON stand in the JSON, not in the query")
        }
        prompts = try Self.prompts(
            try Self.labels(labels), template: parameters?[Self.template], settings.limits)
    }

    private static func image(
        _ value: RequestValue, _ settings: RequestSettings
    ) throws -> ImageInput {
        let text = try value.text()
        let isAddress = text.hasPrefix("https://") || text.hasPrefix("http://")
        return isAddress
            ? try ImageInput(url: value, source: nil, urlsAllowed: settings.urlsAllowed)
            : ImageInput(source: ImageInput.name(0), content: .bytes(try ImageInput.bytes(value)))
    }

    private static func labels(_ value: RequestValue) throws -> LabelList {
        guard case .string(let text) = value.json else { return try ClassesInput.labels(value) }
        return try labels(text, at: value.path)
    }

    private static func labels(_ text: String, at path: String) throws -> LabelList {
        do {
            return try LabelList(commaSeparated: text)
        } catch let error as PromptError {
            throw RequestError.prompts(path, error)
        }
    }

    /// The classes that the query names.
    private static func prompts(_ query: QueryItems, _ limits: ServerLimits) throws -> ClassPrompts
    {
        let texts = query[labels]
        guard !texts.isEmpty else {
            throw RequestError.missing(
                labels,
                expected: "labels of a raw image stand in the query, as in "
                    + "?candidate_labels=owl,fox")
        }
        let lists = try texts.map { try labels($0, at: Self.labels) }
        return try prompts(
            LabelList(labels: lists.flatMap(\.labels)),
            template: query.single(template).map {
                RequestValue(json: .string($0), path: template)
            }, limits)
    }

    private static func prompts(
        _ list: LabelList, template: RequestValue?, _ limits: ServerLimits
    ) throws -> ClassPrompts {
        let templates = try template.map { try ClassesInput.templates([$0], limits) }
        let prompts = ClassPrompts(list, templates: templates ?? .huggingFace)
        try limits.check(prompts)
        return prompts
    }
}

extension ReceivedBody {
    /// JSON of a client that says nothing, or nothing right, about its type, as curl does with -d.
    fileprivate var isUndeclaredJSON: Bool {
        guard hasNoOwnType else { return false }
        return bytes.first { ![0x20, 0x09, 0x0A, 0x0D].contains($0) } == UInt8(ascii: "{")
    }

    /// Whether the type is that of an image, or says nothing.
    fileprivate var mayBeImage: Bool {
        guard let type = type?.value else { return true }
        return hasNoOwnType || type.hasPrefix("image/") || type == "application/octet-stream"
    }

    private var hasNoOwnType: Bool {
        type == nil || type?.value == "application/x-www-form-urlencoded"
    }
}
