/// Where a text stops being JSON.
public struct JSONSyntaxError: Error, Sendable, Equatable {
    /// Counted from 1.
    public let line: Int
    /// In characters, counted from 1.
    public let column: Int
    /// What was found there, and what was expected.
    public let problem: String
}

extension OrderedJSON {
    /// Reads one JSON value (RFC 8259) and nothing behind it.
    ///
    /// Members keep their order, and repeated names stay: Foundation's reader loses both.
    ///
    /// - Throws: `JSONSyntaxError`.
    package init(parsing text: String, numbers: JSONNumbers = .standard) throws {
        try self.init(parsing: Array(text.utf8), numbers: numbers)
    }

    /// Reads one JSON value and nothing behind it, from bytes that are known to be UTF-8.
    ///
    /// - Throws: `JSONSyntaxError`.
    package init(parsing bytes: [UInt8], numbers: JSONNumbers = .standard) throws {
        var parser = JSONParser(bytes, numbers)
        self = try parser.parseDocument()
    }
}

/// Which words are numbers.
package enum JSONNumbers: Sendable {
    /// None, as RFC 8259 has it.
    case standard
    /// `NaN`, `Infinity` and `-Infinity`, which Python writes; they are read as texts, since
    /// nothing can be computed with them, and where a number is needed a text is refused.
    case python
}

/// A recursive-descent reader over the bytes of a text.
private struct JSONParser {
    /// Deep enough for any file meant for us; keeps a hostile one from using up the stack.
    private static let deepest = 128

    private let bytes: [UInt8]
    private let words: [(text: String, value: OrderedJSON)]
    private var position = 0

    init(_ bytes: [UInt8], _ numbers: JSONNumbers) {
        self.bytes = bytes
        words = Self.words + (numbers == .python ? Self.notFinite.map { ($0, .string($0)) } : [])
    }

    private static let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
    private static let words: [(text: String, value: OrderedJSON)] = [
        ("null", .null), ("true", .bool(true)), ("false", .bool(false)),
    ]
    private static let notFinite = ["NaN", "Infinity", "-Infinity"]

    mutating func parseDocument() throws -> OrderedJSON {
        skipBlanks()
        let value = try parseValue(depth: 0)
        skipBlanks()
        guard position == bytes.count else {
            throw error("\(found) behind the end of the value")
        }
        return value
    }

    private mutating func parseValue(depth: Int) throws -> OrderedJSON {
        guard depth < Self.deepest else {
            throw error("nested deeper than \(Self.deepest) levels")
        }
        switch peek {
        case UInt8(ascii: "{"): return try parseObject(depth: depth)
        case UInt8(ascii: "["): return try parseArray(depth: depth)
        case UInt8(ascii: "\""): return .string(try parseString())
        default: return try parseWord() ?? parseNumber()
        }
    }

    private mutating func parseWord() -> OrderedJSON? {
        for (word, value) in words where bytes[position...].starts(with: word.utf8) {
            position += word.utf8.count
            return value
        }
        return nil
    }

    private mutating func parseObject(depth: Int) throws -> OrderedJSON {
        var members: [OrderedJSON.Member] = []
        try parseList(closedBy: "}") { parser in
            guard parser.peek == UInt8(ascii: "\"") else {
                throw parser.error("\(parser.found) where a name in quotes was expected")
            }
            let name = try parser.parseString()
            parser.skipBlanks()
            guard parser.skip(":") else {
                throw parser.error("\(parser.found) where ':' was expected")
            }
            parser.skipBlanks()
            let value = try parser.parseValue(depth: depth + 1)
            members.append(OrderedJSON.Member(name: name, value: value))
        }
        return .object(members)
    }

    private mutating func parseArray(depth: Int) throws -> OrderedJSON {
        var elements: [OrderedJSON] = []
        try parseList(closedBy: "]") { parser in
            elements.append(try parser.parseValue(depth: depth + 1))
        }
        return .array(elements)
    }

    /// Reads from the opening bracket to the closing one; `element` reads what is between commas.
    private mutating func parseList(
        closedBy end: Unicode.Scalar, element: (inout JSONParser) throws -> Void
    ) throws {
        position += 1
        skipBlanks()
        if skip(end) { return }
        while true {
            try element(&self)
            skipBlanks()
            if skip(end) { return }
            guard skip(",") else {
                throw error("\(found) where ',' or '\(end)' was expected")
            }
            skipBlanks()
        }
    }

    private mutating func parseNumber() throws -> OrderedJSON {
        guard let first = peek, first == UInt8(ascii: "-") || Self.digits.contains(first) else {
            throw error("\(found) where a value was expected")
        }
        let start = position
        _ = skip("-")
        if !skip("0") {
            try skipDigits()
        }
        var isInteger = true
        if skip(".") {
            isInteger = false
            try skipDigits()
        }
        if skip("e") || skip("E") {
            isInteger = false
            _ = skip("+") || skip("-")
            try skipDigits()
        }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        if isInteger, let value = Int(text) {
            return .integer(value)
        }
        guard let value = Double(text), value.isFinite else {
            throw error("a number too large to hold")
        }
        return .double(value)
    }

    private mutating func skipDigits() throws {
        let start = position
        while let byte = peek, Self.digits.contains(byte) {
            position += 1
        }
        guard position > start else {
            throw error("\(found) where a digit was expected")
        }
    }

    private mutating func parseString() throws -> String {
        position += 1
        var content: [UInt8] = []
        while true {
            let start = position
            position = endOfPlainText
            // Most texts have no escape, and an image in base64 is a long one.
            if content.isEmpty, peek == UInt8(ascii: "\"") {
                position += 1
                return String(decoding: bytes[start..<position - 1], as: UTF8.self)
            }
            content.append(contentsOf: bytes[start..<position])
            switch peek {
            case UInt8(ascii: "\""):
                position += 1
                return String(decoding: content, as: UTF8.self)
            case UInt8(ascii: "\\"):
                content.append(contentsOf: String(try parseEscape()).utf8)
            case nil:
                throw error("the file ends inside a text")
            default:
                throw error("\(found) inside a text, where it must be written as an escape")
            }
        }
    }

    /// The place of the next quote, backslash or control character, or the end.
    private var endOfPlainText: Int {
        let span = bytes.span
        var index = position
        while index < span.count {
            let byte = span[index]
            if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") || byte < 0x20 { break }
            index += 1
        }
        return index
    }

    private mutating func parseEscape() throws -> Unicode.Scalar {
        position += 1
        let letter = peek
        position += 1
        switch letter {
        case UInt8(ascii: "\""): return "\""
        case UInt8(ascii: "\\"): return "\\"
        case UInt8(ascii: "/"): return "/"
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): return try parseUnicodeEscape()
        default:
            position -= 1
            throw error("\(found) behind a backslash")
        }
    }

    private mutating func parseUnicodeEscape() throws -> Unicode.Scalar {
        let unit = try parseHexadecimal()
        var decoder = UTF16()
        var units = [unit]
        if UTF16.isLeadSurrogate(unit), skip("\\") {
            guard skip("u") else {
                throw error("half a surrogate pair")
            }
            units.append(try parseHexadecimal())
        }
        var iterator = units.makeIterator()
        guard case .scalarValue(let scalar) = decoder.decode(&iterator) else {
            throw error("half a surrogate pair")
        }
        return scalar
    }

    private mutating func parseHexadecimal() throws -> UInt16 {
        let digits = bytes[position...].prefix(4)
        let text = String(decoding: digits, as: UTF8.self)
        guard digits.count == 4, text.allSatisfy(\.isHexDigit),
            let unit = UInt16(text, radix: 16)
        else {
            throw error("\\u without four hexadecimal digits")
        }
        position += 4
        return unit
    }

    private var peek: UInt8? {
        position < bytes.count ? bytes[position] : nil
    }

    private mutating func skip(_ expected: Unicode.Scalar) -> Bool {
        guard peek == UInt8(ascii: expected) else { return false }
        position += 1
        return true
    }

    private mutating func skipBlanks() {
        while let byte = peek, [0x20, 0x09, 0x0A, 0x0D].contains(byte) {
            position += 1
        }
    }

    private var found: String {
        guard position < bytes.count else { return "the end of the file" }
        let character = String(decoding: bytes[position...].prefix(32), as: UTF8.self).prefix(1)
        let scalar = character.unicodeScalars.first?.value ?? 0
        return scalar < 0x20 || scalar == 0x7F
            ? "the control character \(scalar)" : "'\(character)'"
    }

    private func error(_ problem: String) -> JSONSyntaxError {
        let before = String(decoding: bytes[..<position], as: UTF8.self)
        let lines = before.split(omittingEmptySubsequences: false) {
            ["\n", "\r\n", "\r"].contains($0)
        }
        return JSONSyntaxError(
            line: lines.count, column: (lines.last?.count ?? 0) + 1, problem: problem
        )
    }
}
