internal import ZeroShot

/// A value of a request's JSON, and where it stands.
struct RequestValue {
    let json: OrderedJSON
    /// For example `images[2].base64`; empty for the whole.
    let path: String

    func text() throws -> String {
        guard case .string(let text) = json else { throw unexpected("a text") }
        return text
    }

    func flag() throws -> Bool {
        guard case .bool(let value) = json else { throw unexpected("true or false") }
        return value
    }

    func integer(atLeast lowest: Int) throws -> Int {
        guard let value = json.integer, value >= lowest else {
            throw unexpected("a whole number of at least \(lowest)")
        }
        return value
    }

    func number() throws -> Float {
        guard let value = json.number.map({ Float($0) }), value.isFinite else {
            throw unexpected("a number")
        }
        return value
    }

    func choice<Choice: RawRepresentable & CaseIterable>() throws -> Choice
    where Choice.RawValue == String {
        guard case .string(let text) = json, let choice = Choice(rawValue: text) else {
            throw unexpected(
                Choice.allCases.map { "'\($0.rawValue)'" }.joined(separator: " or "))
        }
        return choice
    }

    /// The elements of a list, each with its place.
    func list(of what: String) throws -> [RequestValue] {
        guard case .array(let elements) = json else { throw unexpected("a list of \(what)") }
        return elements.enumerated().map { RequestValue(json: $1, path: "\(path)[\($0)]") }
    }

    func texts() throws -> [String] {
        try list(of: "texts").map { try $0.text() }
    }

    func object(known: [String]) throws -> RequestObject {
        try RequestObject(self, known: known)
    }

    func unexpected(_ expected: String) -> RequestError {
        .unexpected(path, found: found, expected: expected)
    }

    /// The value for a message: itself when it is short.
    private var found: String {
        switch json {
        case .string(let text) where text.count <= 40: "'\(text)'"
        case .string(let text): "a text of \(text.count) characters"
        case .bool, .integer, .float, .double: json.description
        case .null, .array, .object: json.kind
        }
    }
}

/// An object of a request's JSON: every member is known and stands there once.
struct RequestObject {
    let path: String
    private let known: [String]
    private let members: [String: OrderedJSON]

    /// - Throws: `RequestError`.
    init(_ value: RequestValue, known: [String]) throws {
        guard case .object(let members) = value.json else { throw value.unexpected("an object") }
        path = value.path
        self.known = known
        var values: [String: OrderedJSON] = [:]
        for member in members {
            let name = Self.path(of: member.name, in: path)
            guard known.contains(member.name) else {
                throw RequestError.unknown(name, known: known)
            }
            guard values.updateValue(member.value, forKey: member.name) == nil else {
                throw RequestError.repeated(name)
            }
        }
        self.members = values
    }

    /// The member's value; nil where it is left out or null.
    subscript(_ name: String) -> RequestValue? {
        guard let json = members[name], json != .null else { return nil }
        return RequestValue(json: json, path: path(of: name))
    }

    /// Those of the names whose members are there.
    func given(_ names: [String]) -> [String] {
        names.filter { self[$0] != nil }
    }

    /// Whether a member of this name may be there.
    func knows(_ name: String) -> Bool { known.contains(name) }

    func path(of name: String) -> String { Self.path(of: name, in: path) }

    private static func path(of name: String, in path: String) -> String {
        path.isEmpty ? name : "\(path).\(name)"
    }
}
