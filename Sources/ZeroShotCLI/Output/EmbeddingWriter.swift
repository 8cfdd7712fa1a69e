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
