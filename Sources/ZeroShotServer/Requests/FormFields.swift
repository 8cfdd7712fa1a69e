internal import ZeroShot

/// A form as the JSON that it stands for, and the images it carries.
///
/// A form has images, and either one field `request` with JSON or plain fields.
struct FormFields {
    /// How the text of a plain field is read.
    enum Kind {
        case text
        case number
        case flag
        /// Several at once, split at commas as `--labels` splits them; may be repeated.
        case labels
        /// One element of a list; may be repeated.
        case element(of: String)
        case json
    }

    /// What the fields say.
    let request: RequestValue
    /// The files named `image`, in the form's order.
    let images: [ImageInput]

    /// Reads a form.
    ///
    /// - Parameters:
    ///   - parts: its fields.
    ///   - kinds: the plain fields that are known.
    /// - Throws: `RequestError`.
    init(_ parts: [MultipartPart], kinds: KeyValuePairs<String, Kind>) throws {
        var images: [ImageInput] = []
        var members: [OrderedJSON.Member] = []
        var json: RequestValue?
        for part in parts {
            if part.name == "image" {
                // A browser sends a file field in which nothing was chosen as a file without name.
                if part.filename == "" && part.content.isEmpty { continue }
                images.append(
                    ImageInput(
                        source: part.filename ?? ImageInput.name(images.count),
                        content: .bytes(Array(part.content))))
            } else if part.name == "request" {
                guard json == nil else { throw RequestError.repeated(part.name) }
                json = try ReceivedBody.json(Array(part.content), field: part.name)
            } else if let kind = kinds.first(where: { $0.key == part.name })?.value {
                try Self.add(part, kind, to: &members)
            } else {
                throw RequestError.unknown(
                    part.name, known: ["image", "request"] + kinds.map(\.key))
            }
        }
        if json != nil, let field = members.first?.name {
            throw RequestError.onlyOne(of: ["request", field])
        }
        self.images = images
        request = json ?? RequestValue(json: .object(members), path: "")
    }

    private static func add(
        _ part: MultipartPart, _ kind: Kind, to members: inout [OrderedJSON.Member]
    ) throws {
        guard let text = String(validating: part.content, as: UTF8.self) else {
            throw RequestError.notUTF8(field: part.name)
        }
        switch kind {
        case .labels:
            let labels: [String]
            do {
                labels = try LabelList(commaSeparated: text).labels
            } catch let error as PromptError {
                throw RequestError.prompts(part.name, error)
            }
            append(labels.map(OrderedJSON.string), to: part.name, of: &members)
        case .element(let list):
            append([.string(text)], to: list, of: &members)
        default:
            guard !members.contains(where: { $0.name == part.name }) else {
                throw RequestError.repeated(part.name)
            }
            members.append(.init(name: part.name, value: try value(text, kind, field: part.name)))
        }
    }

    /// A text that is not of its kind stays one, which the reader of the JSON refuses.
    private static func value(_ text: String, _ kind: Kind, field: String) throws -> OrderedJSON {
        switch kind {
        case .number:
            Double(text).map { Int(text).map(OrderedJSON.integer) ?? .double($0) } ?? .string(text)
        case .flag: ["true": .bool(true), "false": .bool(false)][text] ?? .string(text)
        case .json: try ReceivedBody.json(Array(text.utf8), field: field).json
        case .text, .labels, .element: .string(text)
        }
    }

    private static func append(
        _ elements: [OrderedJSON], to name: String, of members: inout [OrderedJSON.Member]
    ) {
        let index = members.firstIndex { $0.name == name }
        var all = elements
        if let index, case .array(let known) = members[index].value { all = known + elements }
        let member = OrderedJSON.Member(name: name, value: .array(all))
        if let index { members[index] = member } else { members.append(member) }
    }
}
