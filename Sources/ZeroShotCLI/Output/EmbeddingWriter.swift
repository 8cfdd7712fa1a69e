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
    private var rows = 0

    /// Creates the array at `path` and the names at `path.sources.txt`.
    ///
    /// - Throws: `OutputError`.
    init(path: String, dimension: Int) throws {
        self.dimension = dimension
        array = try OutputFile(path: path)
        sources = try OutputFile(path: path + ".sources.txt")
        try array.write(Self.header(rows: 0, dimension: dimension))
    }

    mutating func add(_ name: String, embedding: [Float]) throws {
        let bytes = embedding.flatMap { value in
            (0..<4).map { UInt8(truncatingIfNeeded: value.bitPattern >> ($0 * 8)) }
        }
        try array.write(bytes)
        try sources.write(Array((name + "\n").utf8))
        rows += 1
    }

    func add(_ name: String, failure: ImageReport.Failure) throws {
        StandardError.write("error: \(name): \(failure.message)")
    }

    func finish() throws {
        try array.overwriteStart(with: Self.header(rows: rows, dimension: dimension))
    }

    /// 128 bytes whatever the number of rows, so that the number can be put in at the end.
    private static func header(rows: Int, dimension: Int) -> [UInt8] {
        let fields = "{'descr': '<f4', 'fortran_order': False, 'shape': (\(rows), \(dimension)), }"
        let length = 118
        let padding = String(repeating: " ", count: length - fields.utf8.count - 1)
        return [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(length), 0]
            + Array((fields + padding + "\n").utf8)
    }
}
