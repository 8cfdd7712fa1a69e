import ZeroShot

/// The images of a report in the form `csv`, each of which has several rows.
struct CSVRows: WrittenRows {
    /// A row of the file.
    private struct Record {
        let fields: [String]
        let line: Int
        let end: Int
    }

    private var lines: LineReader
    private var number = 0
    private let rowsPerImage: Int
    private var columns: [String] = []
    private var file: WrittenFile
    /// Nothing stands behind the rows.
    let isComplete = true

    /// - Parameters:
    ///   - opened: the file.
    ///   - path: of the file, for messages.
    ///   - rowsPerImage: of each image that did not fail.
    init(_ opened: OpenedFile, path: String, rowsPerImage: Int) {
        lines = LineReader(opened)
        file = WrittenFile(path: path)
        self.rowsPerImage = rowsPerImage
    }

    var files: [WrittenFile] { [file] }

    mutating func next() throws -> WrittenRow? {
        if columns.isEmpty {
            guard let header = try record() else { return nil }
            guard header.fields.first == "source", header.fields.last == "error" else {
                throw JobError.foreignLine(file: file.path, line: header.line)
            }
            columns = header.fields
            file.end = header.end
        }
        guard let first = try row(ofRank: nil) else { return nil }
        let failure = first.fields[columns.count - 1].prefix { $0 != ":" }
        guard failure.isEmpty else {
            file.end = first.end
            return WrittenRow(source: first.fields[0], failure: String(failure))
        }
        var last = first
        for rank in stride(from: 2, through: rowsPerImage, by: 1) {
            guard let next = try row(ofRank: rank) else { return nil }
            guard next.fields[0] == first.fields[0] else {
                throw JobError.foreignLine(file: file.path, line: next.line)
            }
            last = next
        }
        file.end = last.end
        return WrittenRow(
            source: first.fields[0],
            isLow: field("flag", of: first) == Confidence.Flag.low.rawValue,
            isAbstained: field("abstention", of: first)?.isEmpty == false)
    }

    private func field(_ column: String, of record: Record) -> String? {
        columns.firstIndex(of: column).map { record.fields[$0] }
    }

    /// A row of an image: the first one, which has rank 1 or none, or the one of a rank.
    private mutating func row(ofRank rank: Int?) throws -> Record? {
        guard let row = try record() else { return nil }
        let ranks = rank.map { ["\($0)"] } ?? ["1", ""]
        guard row.fields.count == columns.count, ranks.contains(row.fields[1]) else {
            throw JobError.foreignLine(file: file.path, line: row.line)
        }
        return row
    }

    /// The next row; nil where none follows that is whole.
    ///
    /// A quoted field may hold line ends.
    private mutating func record() throws -> Record? {
        var bytes: [UInt8] = []
        let first = number + 1
        while let line = try lines.next(), line.isEnded {
            number += 1
            bytes += line.bytes
            // Quotes inside fields are doubled, so their number is even where no field is open.
            if bytes.count(where: { $0 == UInt8(ascii: "\"") }).isMultiple(of: 2) {
                guard bytes.last == 0x0D else {
                    throw JobError.foreignLine(file: file.path, line: first)
                }
                return Record(
                    fields: Self.fields(bytes.dropLast()), line: first, end: line.end)
            }
            bytes.append(0x0A)
        }
        return nil
    }

    private static func fields(_ record: ArraySlice<UInt8>) -> [String] {
        let (quote, comma) = (UInt8(ascii: "\""), UInt8(ascii: ","))
        var fields: [[UInt8]] = [[]]
        var isQuoted = false
        var previous: UInt8?
        for byte in record {
            switch byte {
            case quote:
                // The second of two quotes inside a quoted field.
                if !isQuoted, previous == quote { fields[fields.count - 1].append(quote) }
                isQuoted.toggle()
            case comma where !isQuoted: fields.append([])
            default: fields[fields.count - 1].append(byte)
            }
            previous = byte
        }
        return fields.map { String(decoding: $0, as: UTF8.self) }
    }
}
