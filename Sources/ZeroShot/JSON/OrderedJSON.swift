/// A JSON value whose members stand in the order they were written.
package enum OrderedJSON: Sendable, Equatable {
    package struct Member: Sendable, Equatable {
        package let name: String
        package let value: OrderedJSON

        package init(name: String, value: OrderedJSON) {
            self.name = name
            self.value = value
        }
    }

    case null
    case bool(Bool)
    case integer(Int)
    case float(Float)
    case double(Double)
    case string(String)
    case array([OrderedJSON])
    case object([Member])

    /// A text, or null.
    package static func text(_ value: String?) -> OrderedJSON {
        value.map(OrderedJSON.string) ?? .null
    }

    /// A count, or null.
    package static func count(_ value: Int?) -> OrderedJSON {
        value.map(OrderedJSON.integer) ?? .null
    }

    /// A number, or null.
    static func number(_ value: Double?) -> OrderedJSON {
        value.map(OrderedJSON.double) ?? .null
    }

    /// A list of texts.
    package static func texts(_ values: [String]) -> OrderedJSON {
        .array(values.map(OrderedJSON.string))
    }

    /// What the value is, for messages.
    package var kind: String {
        switch self {
        case .null: "null"
        case .bool: "true or false"
        case .integer, .float, .double: "a number"
        case .string: "a text"
        case .array: "a list"
        case .object: "an object"
        }
    }
}

extension OrderedJSON: ExpressibleByDictionaryLiteral {
    package init(dictionaryLiteral elements: (String, OrderedJSON)...) {
        self = .object(elements.map { Member(name: $0.0, value: $0.1) })
    }
}

extension OrderedJSON: ExpressibleByStringLiteral {
    package init(stringLiteral value: String) {
        self = .string(value)
    }
}

extension OrderedJSON: CustomStringConvertible {
    /// The value as JSON on one line, with a space behind each comma and colon.
    package var description: String {
        var text = ""
        write(to: &text)
        return text
    }

    /// The value as JSON for readers: what ends before column `width` stays on one line.
    ///
    /// The value begins at `column`; where it goes over several lines, the last one begins at
    /// `indentation`.
    package func indented(
        by indentation: Int = 0, from column: Int = 0, width: Int = 100
    ) -> String {
        let line = description
        let inner = indentation + 2
        let items: [String]
        let brackets: (open: String, close: String)
        switch self {
        case .array(let elements) where column + line.count > width && !elements.isEmpty:
            items = elements.map { $0.indented(by: inner, from: inner, width: width) }
            brackets = ("[", "]")
        case .object(let members) where column + line.count > width && !members.isEmpty:
            items = members.map { $0.indented(by: inner, width: width) }
            brackets = ("{", "}")
        default:
            return line
        }
        let lineStart = "\n" + String(repeating: " ", count: indentation)
        return brackets.open + lineStart + "  " + items.joined(separator: "," + lineStart + "  ")
            + lineStart + brackets.close
    }

    private func write(to text: inout String) {
        switch self {
        case .null: text += "null"
        case .bool(let value): text += value ? "true" : "false"
        case .integer(let value): text += String(value)
        case .float(let value): Self.write(value, to: &text)
        case .double(let value): Self.write(value, to: &text)
        case .string(let value): Self.write(value, to: &text)
        case .array(let elements):
            text += "["
            for (index, element) in elements.enumerated() {
                text += index == 0 ? "" : ", "
                element.write(to: &text)
            }
            text += "]"
        case .object(let members):
            text += "{"
            for (index, member) in members.enumerated() {
                text += index == 0 ? "" : ", "
                Self.write(member.name, to: &text)
                text += ": "
                member.value.write(to: &text)
            }
            text += "}"
        }
    }

    /// The shortest digits that read back as the same number.
    private static func write(
        _ value: some BinaryFloatingPoint & CustomStringConvertible, to text: inout String
    ) {
        precondition(value.isFinite, "JSON has no \(value)")
        text += value.description
    }

    /// Escapes what JSON asks for, and what a terminal or a script would take for a command.
    private static func write(_ value: String, to text: inout String) {
        text += "\""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            case "\0"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{2028}"..."\u{2029}":
                let digits = String(scalar.value, radix: 16)
                text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: text.unicodeScalars.append(scalar)
            }
        }
        text += "\""
    }
}

extension OrderedJSON.Member {
    /// `"name": value`, beginning at `indentation`, for readers.
    func indented(by indentation: Int, width: Int = 100) -> String {
        let start = OrderedJSON.string(name).description + ": "
        return start
            + value.indented(by: indentation, from: indentation + start.count, width: width)
    }
}
