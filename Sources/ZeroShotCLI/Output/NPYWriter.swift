import ZeroShot

/// One array of NumPy's, and a text file with the name of each row beside it.
///
/// Source: NumPy's NPY format, version 1.0.
struct NPYWriter: EmbeddingWriter {
    /// What a row holds.
    enum Row: Equatable {
        /// So many values.
        case floats(Int)
        /// So many labels, best first, each with the place in the list of labels, the similarity and
        /// the probability.
        case places(Int)

        /// In bytes.
        var length: Int {
            switch self {
            case .floats(let count): 4 * count
            case .places(let count): 12 * count
            }
        }

        fileprivate var count: Int {
            switch self {
            case .floats(let count), .places(let count): count
            }
        }

        /// The type of an element, as Python writes it.
        fileprivate var elementType: String {
            switch self {
            case .floats: "'<f4'"
            case .places: "[('label', '<i4'), ('similarity', '<f4'), ('probability', '<f4')]"
            }
        }

        /// In bytes, whatever the number of rows, so that the number can be put in at the end.
        var headerLength: Int {
            switch self {
            case .floats: 128
            case .places: 192
            }
        }

        /// What stands before so many rows.
        func header(rows: Int) -> [UInt8] {
            let fields =
                "{'descr': \(elementType), 'fortran_order': False, 'shape': (\(rows), \(count)), }"
            let length = headerLength - 10  // what stands before the fields
            let padding = String(repeating: " ", count: length - fields.utf8.count - 1)
            return [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(length), 0]
                + Array((fields + padding + "\n").utf8)
        }
    }

    private let array: OutputFile
    private let sources: OutputFile
    private let row: Row
    private(set) var rows: Int

    /// Creates the array at `path` and the names at `path.sources.txt`.
    ///
    /// - Throws: `OutputError`.
    init(path: String, _ row: Row) throws {
        try self.init(
            array: OutputFile(path: path), sources: OutputFile(path: Self.namesPath(of: path)), row)
    }

    /// Goes on with an array that has `rows` rows; with nil it begins one.
    ///
    /// - Throws: `OutputError`.
    init(array: OutputFile, sources: OutputFile, _ row: Row, rows: Int? = nil) throws {
        self.row = row
        self.array = array
        self.sources = sources
        self.rows = rows ?? 0
        if rows == nil { try array.write(row.header(rows: 0)) }
    }

    /// Where the names of an array's rows are.
    static func namesPath(of path: String) -> String { path + ".sources.txt" }

    private static let lineEnd = UInt8(ascii: "\n")

    /// The line of a source: a line end in it would begin another row.
    static func line(of source: String) -> String {
        guard source.utf8.contains(lineEnd) else { return source }
        return String(
            String.UnicodeScalarView(source.unicodeScalars.map { $0 == "\n" ? "\u{FFFD}" : $0 }))
    }

    mutating func add(_ name: String, embedding: [Float]) throws {
        try add([ArraySlice(name.utf8)], rows: embedding[...].littleEndianBytes)
    }

    /// Writes some rows, one after another, each with its name.
    ///
    /// - Parameters:
    ///   - names: in UTF-8; what is not is replaced.
    ///   - bytes: of all rows.
    /// - Throws: `OutputError`.
    mutating func add(_ names: [ArraySlice<UInt8>], rows bytes: [UInt8]) throws {
        precondition(
            bytes.count == names.count * row.length, "\(bytes.count) bytes of \(names.count) rows")
        try array.write(bytes)
        var lines: [UInt8] = []
        for name in names {
            if name.allSatisfy({ $0 < 0x80 && $0 != Self.lineEnd }) {
                lines += name
            } else {
                lines += Self.line(of: String(decoding: name, as: UTF8.self)).utf8
            }
            lines.append(Self.lineEnd)
        }
        try sources.write(lines)
        rows += names.count
    }

    func add(_ name: String, failure: ImageReport.Failure) throws {
        StandardError.write("error: \(name): \(failure.message)")
    }

    func finish() throws {
        try array.overwriteStart(with: row.header(rows: rows))
    }
}
