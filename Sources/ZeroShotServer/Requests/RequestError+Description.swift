internal import HTTPTypes
internal import ZeroShot

extension RequestError: CustomStringConvertible {
    /// The sentence for people: where, what was found, what was expected.
    package var description: String {
        switch self {
        case .contentType(let found, let expected):
            (found.map { "The body is of the type '\($0)'" } ?? "The request has no Content-Type")
                + "; this route takes \(expected.joined(separator: " or "))."
        case .noBody:
            "The request has no body."
        case .notUTF8(let field):
            "\(Self.place(field)) holds bytes that are not UTF-8."
        case .notJSON(let error, let field):
            "\(Self.place(field)) is not JSON: line \(error.line), column \(error.column): "
                + "\(error.problem)."
        case .multipart(let error):
            error.description
        case .unknown(let name, let known):
            "'\(name)' means nothing here. Known are \(known.joined(separator: ", "))."
        case .repeated(let name):
            "'\(name)' stands there twice. Keep one."
        case .unexpected(let member, let found, let expected):
            "\(Self.named(member)): found \(found) where \(expected) was expected."
        case .missing(let member, let expected):
            "\(Self.named(member)) is missing: \(expected)."
        case .onlyOne(let members):
            "Give only one of \(members.joined(separator: ", "))."
        case .useless(let member, let reason):
            "\(member): \(reason)."
        case .base64(let member, let problem):
            "\(member): \(problem)"
        case .label(let member, let problem):
            "\(member): \(problem.finding) A class is a text, or an object with 'label' and, where "
                + "they are wanted, 'names' and 'description'."
        case .prompts(let member, let error):
            "\(member): \(error)"
        case .unknownTemplateSet(let name, let known):
            "templateSet: there is no set '\(name)'. The sets are \(known.joined(separator: ", "))."
        case .labelSetName(let name):
            "'\(name)' cannot be the name of a label set: a name has 1 to "
                + "\(LabelSetName.longest) letters a-z and A-Z, digits, dots, underscores and "
                + "hyphens, and does not begin with a dot."
        case .tooMany(let what, let found, let limit):
            "The request has \(found) \(what.rawValue); the limit of this server is \(limit)."
        case .tooLong(let member, let found, let limit):
            "\(member) has \(found) characters; the limit of this server is \(limit)."
        case .urlsOff(let member):
            "\(member): this server fetches no images. Send the image itself, or have the operator "
                + "start the server with --fetch-urls."
        }
    }

    private static func place(_ field: String?) -> String {
        field.map { "The form field '\($0)'" } ?? "The request's body"
    }

    private static func named(_ member: String) -> String {
        member.isEmpty ? "The request" : member
    }
}

extension APIError {
    /// How a request that says something wrong is answered.
    package init(_ error: RequestError) {
        switch error {
        case .tooMany, .tooLong:
            self.init(.contentTooLarge, code: "too-large", message: error.description)
        case .contentType:
            self.init(
                .unsupportedMediaType, code: "unsupported-content-type",
                message: error.description)
        case .urlsOff:
            self.init(.badRequest, code: "urls-off", message: error.description)
        default:
            self.init(.badRequest, code: "invalid-request", message: error.description)
        }
    }
}
