/// One field of a form.
struct MultipartPart: Equatable {
    /// Of the field.
    let name: String
    /// As the client calls the file; nil for what is no file.
    let filename: String?
    /// The bytes of the field.
    let content: ArraySlice<UInt8>
}

/// Reads bodies of the type `multipart/form-data` (RFC 7578; RFC 2046, section 5.1).
///
/// It reads a body that is there as a whole: its size is bounded before, and each image is needed as
/// a whole to be decoded, so that nothing would be won by reading pieces. Parts are slices of the
/// body.
struct MultipartReader {
    /// What RFC 2046 allows.
    static let longestBoundary = 70
    /// Far more than a form of ours has fields; bounds the work on one that is made to cost.
    static let mostParts = 10_000
    /// Of one part: its names are short.
    static let longestHead = 8 << 10

    private let body: [UInt8]
    private let delimiter: [UInt8]
    private let skips: [Int]

    /// A reader for a body whose Content-Type has these parameters.
    ///
    /// - Throws: `MultipartError.boundary`.
    init(_ body: [UInt8], type: HeaderValue) throws(MultipartError) {
        guard let boundary = type["boundary"] else { throw .boundary(nil) }
        guard (1...Self.longestBoundary).contains(boundary.utf8.count),
            boundary.utf8.allSatisfy(Self.mayStandInBoundary), boundary.last != " "
        else { throw .boundary(String(boundary.prefix(Self.longestBoundary + 1))) }
        self.body = body
        delimiter = Array("\r\n--\(boundary)".utf8)
        skips = Self.skips(of: delimiter)
    }

    /// All fields, in the form's order.
    ///
    /// - Throws: `MultipartError`.
    func parts() throws(MultipartError) -> [MultipartPart] {
        guard var line = firstDelimiter() else { throw .noPart }
        var parts: [MultipartPart] = []
        while !line.isLast {
            guard parts.count < Self.mostParts else { throw .tooManyParts(limit: Self.mostParts) }
            let number = parts.count + 1
            let head = try head(at: line.end, part: number)
            // The line end before a delimiter belongs to it, also where that is the head's own.
            guard let next = nextDelimiter(from: head.end - 2) else { throw .cut(part: number) }
            parts.append(
                MultipartPart(
                    name: head.name, filename: head.filename,
                    content: body[head.end..<max(head.end, next.start)]))
            line = next
        }
        return parts
    }

    /// A line that is the boundary.
    private struct Delimiter {
        /// Where the line end before it is.
        let start: Int
        /// Where the next part's head begins.
        let end: Int
        let isLast: Bool
    }

    /// The first boundary may stand at the very start, without a line end before it.
    private func firstDelimiter() -> Delimiter? {
        if body.starts(with: delimiter.dropFirst(2)),
            let found = delimiterLine(start: 0, behind: delimiter.count - 2)
        {
            return found
        }
        return nextDelimiter(from: 0)
    }

    /// The next line that is the boundary and nothing else; longer ones belong to the content.
    private func nextDelimiter(from start: Int) -> Delimiter? {
        var start = start
        while let found = find(from: start) {
            if let line = delimiterLine(start: found, behind: found + delimiter.count) {
                return line
            }
            start = found + 1
        }
        return nil
    }

    /// The line whose boundary ends at `behind`; nil where something else follows.
    private func delimiterLine(start: Int, behind: Int) -> Delimiter? {
        let rest = body[behind...]
        let isLast = rest.starts(with: "--".utf8)
        let padded = rest.dropFirst(isLast ? 2 : 0)
            .drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
        if padded.starts(with: "\r\n".utf8) {
            return Delimiter(start: start, end: padded.startIndex + 2, isLast: isLast)
        }
        return isLast && padded.isEmpty
            ? Delimiter(start: start, end: padded.startIndex, isLast: true) : nil
    }

    private struct Head {
        let name: String
        let filename: String?
        /// Where the content begins.
        let end: Int
    }

    private func head(at start: Int, part: Int) throws(MultipartError) -> Head {
        var disposition: HeaderValue?
        var rest = body[start...].prefix(Self.longestHead + 2)
        while true {
            guard let end = rest.firstIndex(of: UInt8(ascii: "\r")), end + 1 < rest.endIndex else {
                throw rest.endIndex == body.endIndex
                    ? .cut(part: part) : .longHead(part: part, limit: Self.longestHead)
            }
            let line = rest[..<end]
            guard rest[end + 1] == UInt8(ascii: "\n") else { throw headLine(line, part) }
            rest = rest[(end + 2)...]
            if line.isEmpty { break }
            try read(line, part: part, into: &disposition)
        }
        guard let disposition, disposition.value == "form-data", let name = disposition["name"],
            !name.isEmpty
        else { throw .noName(part: part) }
        return Head(
            name: Self.unescaped(name),
            filename: (disposition.extended("filename") ?? disposition["filename"])
                .map(Self.unescaped),
            end: rest.startIndex)
    }

    /// Reads one line of a head; only how the content is called, and that it is as it is, matter.
    private func read(
        _ line: ArraySlice<UInt8>, part: Int, into disposition: inout HeaderValue?
    ) throws(MultipartError) {
        guard let text = String(validating: line, as: UTF8.self),
            let colon = text.firstIndex(of: ":"), colon > text.startIndex,
            text[..<colon].allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") })
        else { throw headLine(line, part) }
        let value = String(text[text.index(after: colon)...])
        switch text[..<colon].lowercased() {
        case "content-disposition":
            guard disposition == nil, let read = HeaderValue(value) else {
                throw headLine(line, part)
            }
            disposition = read
        case "content-transfer-encoding":
            let encoding = HeaderValue(value)?.value ?? ""
            guard ["7bit", "8bit", "binary"].contains(encoding) else {
                throw .encoding(part: part, encoding)
            }
        default:
            break
        }
    }

    private func headLine(_ line: ArraySlice<UInt8>, _ part: Int) -> MultipartError {
        .headLine(part: part, String(decoding: line.prefix(80), as: UTF8.self))
    }

    /// Browsers write quotes and line ends in names as three characters each.
    private static func unescaped(_ name: String) -> String {
        name.replacing("%22", with: "\"").replacing("%0D", with: "\r").replacing("%0A", with: "\n")
    }

    private static func mayStandInBoundary(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default:
            " '()+_,-./:=?".utf8.contains(byte)
        }
    }

    /// Where the delimiter stands next (Boyer, Moore and Horspool).
    private func find(from start: Int) -> Int? {
        let body = body.span
        let delimiter = delimiter.span
        let skips = skips.span
        let last = delimiter.count - 1
        var place = max(0, start)
        while place + last < body.count {
            var index = last
            while body[place + index] == delimiter[index] {
                if index == 0 { return place }
                index -= 1
            }
            place += skips[Int(body[place + last])]
        }
        return nil
    }

    /// How far to go on, by the byte that stands at the delimiter's end.
    private static func skips(of delimiter: [UInt8]) -> [Int] {
        var skips = [Int](repeating: delimiter.count, count: 256)
        for (index, byte) in delimiter.dropLast().enumerated() {
            skips[Int(byte)] = delimiter.count - 1 - index
        }
        return skips
    }
}
