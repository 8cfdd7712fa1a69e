import Foundation

/// A text file in UTF-8, with or without byte order mark.
struct TextFile {
    struct Line: Equatable {
        let number: Int  // from 1, blank lines counted
        let text: String  // without blanks around it
    }

    /// The path as it was given.
    let name: String
    let text: String

    init(contentsOf file: URL) throws {
        let name = file.relativePath
        let data: Data?
        do {
            // Unlike Data(contentsOf:) this reads pipes too: `--labels-file <(sort labels.txt)`.
            data = try FileHandle(forReadingFrom: file).readToEnd()
        } catch {
            throw PromptError.unreadable(file: name, reason: Self.reason(for: error))
        }
        try self.init(data.map { [UInt8]($0) } ?? [], name: name)  // nil is an empty file
    }

    init(_ bytes: [UInt8], name: String) throws {
        self.name = name
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        let content = bytes.starts(with: mark) ? bytes[mark.count...] : bytes[...]
        guard let text = String(validating: content, as: UTF8.self) else {
            throw Self.notUTF8(bytes, name: name)
        }
        self.text = text
    }

    /// Whether the file is meant as JSON: by its name, or, since a pipe has none, because it begins
    /// as JSON of ours does and no label or template would.
    var isJSON: Bool {
        if name.lowercased().hasSuffix(".json") { return true }
        let start = text.lazy.filter { !$0.isWhitespace }.prefix(2)
        return ["[{", "[\"", "{\""].contains(String(start))
    }

    /// The lines that are not blank; a line ends with `\n`, `\r\n` or `\r`.
    var lines: [Line] {
        text.split(omittingEmptySubsequences: false) { ["\n", "\r\n", "\r"].contains($0) }
            .enumerated()
            .map { Line(number: $0 + 1, text: $1.trimmingCharacters(in: .whitespaces)) }
            .filter { !$0.text.isEmpty }
    }

    private static func notUTF8(_ bytes: [UInt8], name: String) -> PromptError {
        let offset = firstInvalidOffset(in: bytes)
        let before = bytes[..<offset]
        let ends = before.indices.count { index in
            before[index] == UInt8(ascii: "\n")
                || before[index] == UInt8(ascii: "\r")
                    && (index + 1 == before.count || before[index + 1] != UInt8(ascii: "\n"))
        }
        let isUTF16 = bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF])
        return .notUTF8(file: name, line: ends + 1, offset: offset, looksLikeUTF16: isUTF16)
    }

    private static func firstInvalidOffset(in bytes: [UInt8]) -> Int {
        var decoder = UTF8()
        var iterator = bytes.makeIterator()
        var offset = 0
        while case .scalarValue(let scalar) = decoder.decode(&iterator) {
            offset += String(scalar).utf8.count
        }
        return offset
    }

    private static func reason(for error: any Error) -> String {
        let cause = ((error as? CocoaError)?.underlying ?? error) as NSError
        guard cause.domain == NSPOSIXErrorDomain else { return cause.localizedDescription }
        return switch POSIXErrorCode(rawValue: Int32(cause.code)) {
        case .ENOENT, .ENOTDIR: "there is no such file"
        case .EISDIR: "it is a folder"
        case .EACCES: "permission denied"
        default: cause.localizedDescription
        }
    }
}
