package import ZeroShot

/// What is wrong with what a request says.
///
/// A member is named by its path, such as `images[2].base64`; the path of the whole is empty.
package enum RequestError: Error, Sendable, Equatable {
    /// The body is of another type than this route takes.
    case contentType(found: String?, expected: [String])
    /// There is no body.
    case noBody
    /// The body, or the form field of that name, holds bytes that are no UTF-8.
    case notUTF8(field: String?)
    /// The body, or the form field of that name, is no JSON.
    case notJSON(JSONSyntaxError, field: String?)
    /// A form that is none.
    case multipart(MultipartError)

    /// A member, form field or query parameter that means nothing here.
    case unknown(String, known: [String])
    /// A member, form field or query parameter stands there twice.
    case repeated(String)
    /// A member is not what it must be.
    case unexpected(String, found: String, expected: String)
    /// A member that must be there is not.
    case missing(String, expected: String)
    /// Only one of these may be there.
    case onlyOne(of: [String])
    /// The first has no use with, or without, the second.
    case useless(String, because: String)
    /// What is wrong with base64 text.
    case base64(String, Base64Problem)
    /// What is wrong with a class.
    case label(String, LabelEntryProblem)
    /// What is wrong with labels, templates or sentences.
    case prompts(String, PromptError)
    /// There is no set of templates of this name.
    case unknownTemplateSet(String, known: [String])
    /// A word that is no name of a label set.
    case labelSetName(String)

    /// There is more of something than one request may have.
    case tooMany(ServerLimit, found: Int, limit: Int)
    /// A text is longer than one may be, in characters.
    case tooLong(String, found: Int, limit: Int)
    /// The operator has not allowed addresses.
    case urlsOff(String)
}

/// What the operator bounds in one request.
package enum ServerLimit: String, Sendable {
    case images
    case labels
    case prompts
    case texts
}
