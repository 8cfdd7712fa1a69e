/// A header's value with parameters, such as `form-data; name="image"; filename="owl.jpg"`.
struct HeaderValue: Equatable {
    /// What stands before the first semicolon, in lower case.
    let value: String
    private let parameters: [String: String]

    /// Nil for a value that cannot be read, or that has a parameter twice.
    init?(_ text: String) {
        var rest = text[...]
        value = Self.trimmed(Self.take(from: &rest) { $0 != ";" }).lowercased()
        guard !value.isEmpty else { return nil }
        var parameters: [String: String] = [:]
        while rest.popFirst() != nil {  // the semicolon
            rest = rest.drop(while: Self.isBlank)
            if rest.isEmpty { break }  // behind the last semicolon
            let name = Self.trimmed(Self.take(from: &rest) { $0 != "=" && $0 != ";" })
            guard !name.isEmpty, rest.popFirst() == "=",
                let value = Self.takeValue(from: &rest),
                parameters.updateValue(value, forKey: name.lowercased()) == nil
            else { return nil }
        }
        self.parameters = parameters
    }

    /// A parameter, whatever the case of its name.
    subscript(_ name: String) -> String? { parameters[name] }

    /// A parameter in the form that allows other letters than ASCII's (RFC 8187), where it is
    /// UTF-8; browsers and curl write such letters as they are instead.
    func extended(_ name: String) -> String? {
        guard let text = parameters[name + "*"], let mark = text.firstIndex(of: "'") else {
            return nil
        }
        let behind = text[text.index(after: mark)...]
        guard text[..<mark].lowercased() == "utf-8", let second = behind.firstIndex(of: "'") else {
            return nil
        }
        return PercentEncoding.decoded(behind[behind.index(after: second)...])
    }

    /// Takes a word or a text in quotes, and leaves `rest` at the semicolon behind it, or empty.
    private static func takeValue(from rest: inout Substring) -> String? {
        rest = rest.drop(while: isBlank)
        guard rest.first == "\"" else { return trimmed(take(from: &rest) { $0 != ";" }) }
        rest.removeFirst()
        var value = ""
        while let character = rest.popFirst() {
            if character == "\"" {
                rest = rest.drop(while: isBlank)
                return rest.isEmpty || rest.first == ";" ? value : nil
            }
            // Other backslashes stand for themselves: some clients send whole Windows paths.
            if character == "\\", let next = rest.first, next == "\"" || next == "\\" {
                value.append(rest.removeFirst())
            } else {
                value.append(character)
            }
        }
        return nil
    }

    private static func take(
        from rest: inout Substring, while belongs: (Character) -> Bool
    ) -> Substring {
        let taken = rest.prefix(while: belongs)
        rest = rest[taken.endIndex...]
        return taken
    }

    private static func trimmed(_ text: Substring) -> String {
        let start = text.drop(while: isBlank)
        return String(start.reversed().drop(while: isBlank).reversed())
    }

    private static func isBlank(_ character: Character) -> Bool {
        character == " " || character == "\t"
    }
}
