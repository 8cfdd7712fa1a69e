/// What is wrong with a body of the type `multipart/form-data`; parts count from 1.
package enum MultipartError: Error, Sendable, Equatable {
    /// The Content-Type names no boundary, or one that is none.
    case boundary(String?)
    /// No line of the body is the boundary.
    case noPart
    /// The body ends before the closing boundary.
    case cut(part: Int)
    /// There are more parts than a form may have.
    case tooManyParts(limit: Int)
    /// The head of a part has more bytes than one may have.
    case longHead(part: Int, limit: Int)
    /// A line in a part's head is no field.
    case headLine(part: Int, String)
    /// A part does not say which field it is.
    case noName(part: Int)
    /// A part is encoded in a way that forms no longer are.
    case encoding(part: Int, String)
}

extension MultipartError: CustomStringConvertible {
    /// The sentence for people.
    package var description: String {
        switch self {
        case .boundary(nil):
            "The Content-Type multipart/form-data names no boundary. Let your client write that "
                + "header; with curl, leave it out beside -F."
        case .boundary(let found?):
            "The Content-Type's boundary '\(found)' is none: it has 1 to "
                + "\(MultipartReader.longestBoundary) letters, digits and '()+_,-./:=? signs."
        case .noPart:
            "The form has no part: no line of the body is the boundary that the Content-Type names."
        case .cut(let part):
            "The form ends within part \(part), before the closing boundary."
        case .tooManyParts(let limit):
            "The form has more than \(limit) parts."
        case .longHead(let part, let limit):
            "Part \(part) of the form has a head of more than \(limit) bytes."
        case .headLine(let part, let line):
            "Part \(part) of the form: '\(line)' in its head is no field that can be read."
        case .noName(let part):
            "Part \(part) of the form does not name its field. It needs a line such as "
                + "Content-Disposition: form-data; name=\"image\"."
        case .encoding(let part, let name):
            "Part \(part) of the form has the Content-Transfer-Encoding '\(name)'. Send its bytes "
                + "as they are."
        }
    }
}
