/// What is wrong with a text that should be base64.
package enum Base64Problem: Error, Sendable, Equatable {
    /// A character, at this place from 0, that base64 does not have.
    case character(Character, at: Int)
    /// The text is cut: its length is no multiple of four.
    case length(Int)
    /// Bits that must be zero are not, so the end is not what an encoder writes.
    case looseBits
    /// A `data:` address of something else than an image in base64.
    case dataAddress(String)
}

extension Base64Problem: CustomStringConvertible {
    /// The sentence for people.
    package var description: String {
        switch self {
        case .character(let character, let place):
            "character \(place) is '\(character)', which base64 (RFC 4648, section 4) does not "
                + "have. It has letters, digits, +, / and = at the end, and no line ends."
        case .length(let count):
            "the base64 text has \(count) characters, which is no multiple of four. It was cut, or "
                + "its padding (=) is missing."
        case .looseBits:
            "the base64 text ends in bits that belong to no byte. It was cut or changed."
        case .dataAddress(let start):
            "found '\(start)' where 'data:image/...;base64,' was expected."
        }
    }
}

/// Reads base64 as RFC 4648, section 4, has it: padded, without line ends.
enum Base64 {
    /// The bytes of an image, with or without `data:image/...;base64,` before it.
    static func image(_ text: String) throws(Base64Problem) -> [UInt8] {
        guard text.utf8.starts(with: "data:".utf8) else { return try decode(text.utf8) }
        let head = text.utf8.prefix(100).prefix { $0 != UInt8(ascii: ",") }
        let start = String(decoding: head, as: UTF8.self)
        guard head.endIndex < text.utf8.endIndex, text.utf8[head.endIndex] == UInt8(ascii: ","),
            start.lowercased().hasPrefix("data:image/"), start.lowercased().hasSuffix(";base64")
        else { throw .dataAddress(start) }
        return try decode(text.utf8[text.utf8.index(after: head.endIndex)...])
    }

    /// The bytes that a text stands for.
    static func decode(_ text: some Collection<UInt8>) throws(Base64Problem) -> [UInt8] {
        let text = Array(text)
        let padding = text.suffix(2).reversed().prefix { $0 == UInt8(ascii: "=") }.count
        guard text.count.isMultiple(of: 4) else {
            try refuseForeign(in: text.dropLast(padding))
            throw .length(text.count)
        }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count / 4 * 3)
        let wholes = padding == 0 ? text.count : text.count - 4
        let span = text.span
        let values = Self.values.span
        var place = 0
        while place < wholes {
            let first = values[Int(span[place])]
            let second = values[Int(span[place + 1])]
            let third = values[Int(span[place + 2])]
            let fourth = values[Int(span[place + 3])]
            guard first | second | third | fourth < foreign else { break }
            let bits = first << 18 | second << 12 | third << 6 | fourth
            bytes.append(UInt8(truncatingIfNeeded: bits >> 16))
            bytes.append(UInt8(truncatingIfNeeded: bits >> 8))
            bytes.append(UInt8(truncatingIfNeeded: bits))
            place += 4
        }
        guard place == wholes else { throw foreignCharacter(in: text[place...]) }
        if padding > 0 { bytes += try tail(text[wholes...].dropLast(padding)) }
        return bytes
    }

    /// The one or two bytes of what stands before padding.
    private static func tail(_ text: ArraySlice<UInt8>) throws(Base64Problem) -> [UInt8] {
        try refuseForeign(in: text)
        let bits = text.reduce(UInt32(0)) { $0 << 6 | values[Int($1)] }
        switch text.count {
        case 2 where bits & 0xF == 0:
            return [UInt8(truncatingIfNeeded: bits >> 4)]
        case 3 where bits & 0x3 == 0:
            return [UInt8(truncatingIfNeeded: bits >> 10), UInt8(truncatingIfNeeded: bits >> 2)]
        default:
            throw .looseBits
        }
    }

    private static func refuseForeign(in text: ArraySlice<UInt8>) throws(Base64Problem) {
        if text.contains(where: { values[Int($0)] == foreign }) {
            throw foreignCharacter(in: text)
        }
    }

    /// The first character that base64 does not have; a padding before the end is one too, but
    /// says less than what follows it.
    private static func foreignCharacter(in text: ArraySlice<UInt8>) -> Base64Problem {
        let isForeign = { (byte: UInt8) in values[Int(byte)] == foreign }
        guard
            let place = text.firstIndex(where: { isForeign($0) && $0 != UInt8(ascii: "=") })
                ?? text.firstIndex(where: isForeign)
        else { preconditionFailure("there is a foreign character") }
        let rest = String(decoding: text[place...].prefix(16), as: UTF8.self)
        return .character(rest.first ?? "?", at: place)
    }

    /// Stands for a character that base64 does not have; above every value.
    private static let foreign: UInt32 = 1 << 6

    /// The six bits that each character stands for.
    private static let values: [UInt32] = {
        var values = [UInt32](repeating: foreign, count: 256)
        let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
        for (value, character) in alphabet.utf8.enumerated() {
            values[Int(character)] = UInt32(value)
        }
        return values
    }()
}
