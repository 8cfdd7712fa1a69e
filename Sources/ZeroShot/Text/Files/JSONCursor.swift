/// Reads JSON text value by value without building a tree.
///
/// A tokenizer's tables are megabytes of short strings; a general decoder takes ten times as long.
struct JSONCursor {
    typealias Problem = UnexpectedBytes

    private let bytes: [UInt8]
    private(set) var offset: Int

    init(_ bytes: [UInt8], at offset: Int = 0) {
        self.bytes = bytes
        self.offset = offset
    }

    /// Reads an object; `body` reads the value of each key.
    ///
    /// - Throws: ``Problem``, and what `body` throws.
    mutating func readObject(
        _ body: (_ key: [UInt8], _ value: inout JSONCursor) throws -> Void
    ) throws {
        var key: [UInt8] = []
        try readList(from: "{", to: "}") { cursor in
            try cursor.readString(into: &key)
            try cursor.require(":")
            try body(key, &cursor)
        }
    }

    /// Reads an array; `body` reads each element.
    ///
    /// - Throws: ``Problem``, and what `body` throws.
    mutating func readArray(_ body: (inout JSONCursor) throws -> Void) throws {
        try readList(from: "[", to: "]", body)
    }

    /// Replaces the buffer's content with the UTF-8 of a string.
    ///
    /// - Throws: ``Problem``.
    mutating func readString(into buffer: inout [UInt8]) throws {
        try require("\"")
        buffer.removeAll(keepingCapacity: true)
        while true {
            let end = endOfPlainText()
            buffer.append(contentsOf: bytes[offset..<end])
            guard end < bytes.count else { throw problem("the end of a string", at: end) }
            offset = end + 1
            switch bytes[end] {
            case UInt8(ascii: "\""): return
            case UInt8(ascii: "\\"): try readEscape(into: &buffer)
            default: throw problem("no control character in a string", at: end)
            }
        }
    }

    /// Where a string ends that goes on at the offset, or where an escape or an error is.
    private func endOfPlainText() -> Int {
        var end = offset
        while end < bytes.count, bytes[end] >= 0x20, bytes[end] != UInt8(ascii: "\""),
            bytes[end] != UInt8(ascii: "\\")
        {
            end += 1
        }
        return end
    }

    /// - Throws: ``Problem``.
    mutating func readInteger() throws -> Int {
        skipWhitespace()
        let start = offset
        let isNegative = offset < bytes.count && bytes[offset] == UInt8(ascii: "-")
        if isNegative { offset += 1 }
        let firstDigit = offset
        var value = 0
        while offset < bytes.count, (0x30...0x39).contains(bytes[offset]) {
            let digit = Int(bytes[offset]) - 0x30
            let (tenfold, overflows) = value.multipliedReportingOverflow(by: 10)
            let (next, passes) =
                isNegative
                ? tenfold.subtractingReportingOverflow(digit)
                : tenfold.addingReportingOverflow(digit)
            guard !overflows, !passes else { throw problem("an integer", at: start) }
            value = next
            offset += 1
        }
        guard offset > firstDigit else { throw problem("an integer", at: start) }
        return value
    }

    /// Skips a value and yields where it stands; numbers and words are not checked.
    ///
    /// - Throws: ``Problem``.
    mutating func skipValue() throws -> Range<Int> {
        skipWhitespace()
        let start = offset
        var depth = 0
        repeat {
            guard offset < bytes.count else { throw problem("a value") }
            switch bytes[offset] {
            case UInt8(ascii: "\""): try skipString()
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                depth += 1
                offset += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                depth -= 1
                offset += 1
            case UInt8(ascii: ","), UInt8(ascii: ":"), 0...0x20: offset += 1
            default: skipWord()
            }
        } while depth > 0
        guard depth == 0 else { throw problem("a value", at: start) }
        return start..<offset
    }

    /// True when the next value is a string.
    mutating func isAtString() -> Bool { isAt("\"") }

    /// True when the next value is an object.
    mutating func isAtObject() -> Bool { isAt("{") }

    /// True when the next value is an array.
    mutating func isAtArray() -> Bool { isAt("[") }

    /// - Throws: ``Problem`` when anything but whitespace is left.
    mutating func requireEnd() throws {
        skipWhitespace()
        guard offset == bytes.count else { throw problem("the end of the file") }
    }

    private mutating func readList(
        from opening: Unicode.Scalar, to closing: Unicode.Scalar,
        _ body: (inout JSONCursor) throws -> Void
    ) throws {
        try require(opening)
        if take(closing) { return }
        repeat {
            try body(&self)
        } while take(",")
        try require(closing)
    }

    private mutating func require(_ sign: Unicode.Scalar) throws {
        guard take(sign) else { throw problem("'\(sign)'") }
    }

    private mutating func take(_ sign: Unicode.Scalar) -> Bool {
        guard isAt(sign) else { return false }
        offset += 1
        return true
    }

    private mutating func isAt(_ sign: Unicode.Scalar) -> Bool {
        skipWhitespace()
        return offset < bytes.count && bytes[offset] == UInt8(ascii: sign)
    }

    private mutating func skipWhitespace() {
        while offset < bytes.count {
            switch bytes[offset] {
            case 0x20, 0x0A, 0x0D, 0x09: offset += 1
            default: return
            }
        }
    }

    private mutating func skipString() throws {
        offset += 1
        while offset < bytes.count, bytes[offset] != UInt8(ascii: "\"") {
            offset += bytes[offset] == UInt8(ascii: "\\") ? 2 : 1
        }
        guard offset < bytes.count else { throw problem("the end of a string") }
        offset += 1
    }

    private mutating func skipWord() {
        while offset < bytes.count, !#" ,:{}[]""#.utf8.contains(bytes[offset]),
            bytes[offset] > 0x20
        {
            offset += 1
        }
    }

    private mutating func readEscape(into buffer: inout [UInt8]) throws {
        guard offset < bytes.count else { throw problem("an escape") }
        let escape = Unicode.Scalar(bytes[offset])
        offset += 1
        switch escape {
        case "\"", "\\", "/": buffer.append(UInt8(ascii: escape))
        case "b": buffer.append(0x08)
        case "f": buffer.append(0x0C)
        case "n": buffer.append(0x0A)
        case "r": buffer.append(0x0D)
        case "t": buffer.append(0x09)
        case "u": try readUnicodeEscape(into: &buffer)
        default: throw problem("an escape", at: offset - 1)
        }
    }

    /// One `\uXXXX`, or the two of a surrogate pair; the backslash and the first `u` are behind.
    private mutating func readUnicodeEscape(into buffer: inout [UInt8]) throws {
        let start = offset - 2
        var value = try readHexadecimal()
        if (0xD800..<0xDC00).contains(value), bytes[offset...].starts(with: [0x5C, 0x75]) {
            offset += 2
            let low = try readHexadecimal()
            guard (0xDC00..<0xE000).contains(low) else {
                throw problem("the second half of a surrogate pair", at: start)
            }
            value = 0x10000 + (value - 0xD800) << 10 + (low - 0xDC00)
        }
        guard let scalar = Unicode.Scalar(value), let encoded = UTF8.encode(scalar) else {
            throw problem("a Unicode character", at: start)
        }
        buffer += encoded
    }

    private mutating func readHexadecimal() throws -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard offset < bytes.count,
                let digit = Character(Unicode.Scalar(bytes[offset])).hexDigitValue
            else {
                throw problem("four hexadecimal digits")
            }
            value = value << 4 + UInt32(digit)
            offset += 1
        }
        return value
    }

    private func problem(_ expected: String, at offset: Int? = nil) -> Problem {
        Problem(offset: offset ?? self.offset, expected: expected)
    }
}
