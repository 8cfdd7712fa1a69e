internal import ZeroShot

/// What a request for embeddings asks for.
struct EmbeddingsInput {
    var checkpoint: String?
    var images: [ImageInput]
    var texts: [String]
    var consentPolicy: String?

    private static let members = ["checkpoint", "images", "texts", "consentPolicy"]

    /// The plain fields of a form.
    private static let fields: KeyValuePairs<String, FormFields.Kind> = [
        "checkpoint": .text, "text": .element(of: "texts"), "consentPolicy": .text,
    ]

    /// Reads a body, JSON or a form.
    ///
    /// - Throws: `RequestError`.
    init(_ body: ReceivedBody, settings: RequestSettings) throws {
        let files: [ImageInput]
        let value: RequestValue
        if body.isJSON {
            files = []
            value = try body.json()
        } else if body.isForm {
            let form = try FormFields(body.form(), kinds: Self.fields)
            files = form.images
            value = form.request
        } else {
            throw body.contentTypeError(expected: ["application/json", "multipart/form-data"])
        }
        let object = try value.object(known: Self.members)
        checkpoint = try object["checkpoint"]?.text()
        images = try settings.images(object["images"], after: files)
        texts = try object["texts"]?.texts() ?? []
        try settings.limits.check(.texts, texts.count, settings.limits.prompts)
        try settings.limits.check("A text", texts)
        guard !(images.isEmpty && texts.isEmpty) else {
            throw RequestError.missing("", expected: "'images' or 'texts' says what to embed")
        }
        consentPolicy = try RunReport.People(object).consentPolicy
    }
}
