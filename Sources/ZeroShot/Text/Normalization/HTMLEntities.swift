import Foundation

/// The character references of HTML 5.
struct HTMLEntities: Sendable {
    private let values: [[Unicode.Scalar]: [Unicode.Scalar]]  // by name, often with a semicolon

    /// Reads a file with one entity a line: name, tab, its characters in hexadecimal.
    ///
    /// - Throws: `TokenizerError`.
    init(_ url: URL) throws {
        let file = try TokenizerFile(url)
        var values: [[Unicode.Scalar]: [Unicode.Scalar]] = [:]
        for (index, line) in file.bytes.split(separator: UInt8(ascii: "\n")).enumerated() {
            let text = String(decoding: line, as: UTF8.self)
            let columns = text.split(separator: "\t")
            let characters = columns.last?.split(separator: " ").map { digits in
                UInt32(digits, radix: 16).flatMap(Unicode.Scalar.init)
            }
            guard columns.count == 2, let characters, !characters.contains(nil) else {
                throw TokenizerError.malformedEntity(
                    file: file.name, line: index + 1, found: text
                )
            }
            values[Array(columns[0].unicodeScalars)] = characters.compactMap(\.self)
        }
        self.values = values
    }

    /// The characters of an entity, whose name is given without `&` and with its semicolon if it
    /// has one.
    func value(of name: [Unicode.Scalar]) -> [Unicode.Scalar]? {
        values[name]
    }

    /// Python's `html.unescape`: also references without a semicolon and names that begin with one
    /// of an entity.
    func unescape(_ text: [Unicode.Scalar]) -> [Unicode.Scalar] {
        guard text.contains("&") else { return text }
        var result: [Unicode.Scalar] = []
        var position = 0
        while position < text.count {
            guard text[position] == "&", let reference = reference(at: position + 1, in: text)
            else {
                result.append(text[position])
                position += 1
                continue
            }
            result += reference.value
            position = reference.end
        }
        return result
    }

    private typealias Reference = (value: [Unicode.Scalar], end: Int)

    /// The reference whose text begins behind the ampersand at `start - 1`, or nil.
    private func reference(at start: Int, in text: [Unicode.Scalar]) -> Reference? {
        guard start < text.count else { return nil }
        return text[start] == "#"
            ? numericReference(at: start + 1, in: text) : namedReference(at: start, in: text)
    }

    private func numericReference(at start: Int, in text: [Unicode.Scalar]) -> Reference? {
        let isHexadecimal = start < text.count && (text[start] == "x" || text[start] == "X")
        let first = isHexadecimal ? start + 1 : start
        let radix: UInt32 = isHexadecimal ? 16 : 10
        var number: UInt32 = 0
        var end = first
        while end < text.count, let digit = Self.digit(text[end], below: radix) {
            number = min(0x110000, number * radix + digit)
            end += 1
        }
        guard end > first else { return nil }
        if end < text.count, text[end] == ";" { end += 1 }
        return (Self.character(number), end)
    }

    private static func digit(_ scalar: Unicode.Scalar, below radix: UInt32) -> UInt32? {
        guard scalar.isASCII, let value = Character(scalar).hexDigitValue, value < radix else {
            return nil
        }
        return UInt32(value)
    }

    /// The HTML standard's rules for character numbers.
    private static func character(_ number: UInt32) -> [Unicode.Scalar] {
        switch number {
        case 0x0D: return ["\r"]
        case 0x80...0x9F: return [Windows1252.characters[Int(number) - 0x80]]
        case 0: return ["\u{FFFD}"]
        case 0x01...0x08, 0x0B, 0x0E...0x1F, 0x7F, 0xFDD0...0xFDEF: return []
        default:
            if number & 0xFFFE == 0xFFFE, number < 0x110000 { return [] }
            return [Unicode.Scalar(number) ?? "\u{FFFD}"]
        }
    }

    private func namedReference(at start: Int, in text: [Unicode.Scalar]) -> Reference? {
        let ends = "\t\n\u{C} <&#;".unicodeScalars
        let name = text[start...].prefix(32).prefix { !ends.contains($0) }
        guard !name.isEmpty else { return nil }
        var end = name.endIndex
        if end < text.count, text[end] == ";" { end += 1 }
        for prefix in stride(from: end, to: start + 1, by: -1) {
            if let value = values[Array(text[start..<prefix])] {
                return (value + text[prefix..<end], end)
            }
        }
        return (["&"] + text[start..<end], end)
    }
}
