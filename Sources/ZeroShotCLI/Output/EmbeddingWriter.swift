import Foundation
import ZeroShot

/// Writes embeddings one by one.
protocol EmbeddingWriter {
    /// Writes the embedding of a source or text.
    mutating func add(_ name: String, embedding: [Float]) throws

    /// Says why a source has no embedding.
    mutating func add(_ name: String, failure: ImageReport.Failure) throws

    /// Completes what was written.
    mutating func finish() throws
}

/// One JSON object a line.
struct JSONLinesEmbeddingWriter: EmbeddingWriter {
    /// What the name of each line is called: `source` or `text`.
    let key: String
    let output: OutputFile

    func add(_ name: String, embedding: [Float]) throws {
        try write([
            .init(name: key, value: .string(name)),
            .init(name: "embedding", value: .array(embedding.map(OrderedJSON.float))),
        ])
    }

    func add(_ name: String, failure: ImageReport.Failure) throws {
        try write([
            .init(name: key, value: .string(name)),
            .init(name: "embedding", value: .null),
            .init(
                name: "error",
                value: ["code": .string(failure.code), "message": .string(failure.message)]
            ),
        ])
    }

    func finish() {}

    private func write(_ members: [OrderedJSON.Member]) throws {
        try output.write(Array((OrderedJSON.object(members).description + "\n").utf8))
    }
}

/// One float32 array `[N, E]`, and a text file with the name of each row beside it.
///
/// Source: NumPy's NPY format, version 1.0.
struct NPYWriter: EmbeddingWriter {
    private let array: OutputFile
    private let sources: OutputFile
    private let dimension: Int
    private(set) var rows: Int

    /// Creates the array at `path` and the names at `path.sources.txt`.
    ///
    /// - Throws: `OutputError`.
    init(path: String, dimension: Int) throws {
        try self.init(
            array: OutputFile(path: path), sources: OutputFile(path: Self.namesPath(of: path)),
            dimension: dimension)
    }

    /// Goes on with an array that has `rows` rows; with nil it begins one.
    ///
    /// - Throws: `OutputError`.
    init(array: OutputFile, sources: OutputFile, dimension: Int, rows: Int? = nil) throws {
        self.dimension = dimension
        self.array = array
        self.sources = sources
        self.rows = rows ?? 0
        if rows == nil { try array.write(Self.header(rows: 0, dimension: dimension)) }
    }

    /// Where the names of an array's rows are.
    static func namesPath(of path: String) -> String { path + ".sources.txt" }

    /// The line of a source: a line end in it would begin another row.
    static func line(of source: String) -> String {
        String(String.UnicodeScalarView(source.unicodeScalars.map { $0 == "\n" ? "\u{FFFD}" : $0 }))
    }

    /// In bytes, whatever the number of rows, so that the number can be put in at the end.
    static let headerLength = 128

    /// In bytes.
    static func rowLength(_ dimension: Int) -> Int { 4 * dimension }

    mutating func add(_ name: String, embedding: [Float]) throws {
        let bytes = embedding.flatMap { value in
            (0..<4).map { UInt8(truncatingIfNeeded: value.bitPattern >> ($0 * 8)) }
        }
        try array.write(bytes)
        try sources.write(Array((Self.line(of: name) + "\n").utf8))
        rows += 1
    }

    func add(_ name: String, failure: ImageReport.Failure) throws {
        StandardError.write("error: \(name): \(failure.message)")
    }

    func finish() throws {
        try array.overwriteStart(with: Self.header(rows: rows, dimension: dimension))
    }

    static func header(rows: Int, dimension: Int) -> [UInt8] {
        let fields = "{'descr': '<f4', 'fortran_order': False, 'shape': (\(rows), \(dimension)), }"
        let length = headerLength - 10  // what stands before the fields
        let padding = String(repeating: " ", count: length - fields.utf8.count - 1)
        return [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(length), 0]
            + Array((fields + padding + "\n").utf8)
    }
}
