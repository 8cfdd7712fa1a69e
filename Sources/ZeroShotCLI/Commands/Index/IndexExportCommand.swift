import ArgumentParser
import EmbeddingIndex
import Foundation
import ZeroShot

/// Writes the embeddings of an index as one array, for other programs.
struct IndexExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Writes the embeddings of an index as one NumPy array, as FAISS takes it.",
        discussion: """
            FILE holds float32 rows of unit length, one for each image; FILE.sources.txt the path \
            of each row, FILE.metadata.jsonl the same with hash and size, and FILE.json what they \
            come from.
            """
    )

    @OptionGroup var index: IndexOptions
    @OptionGroup var people: PeopleOptions

    @Option(name: .customLong("npy"), help: "The array to write.")
    var array: String

    func run() async throws {
        let people = try people.declaration()
        let index = try index.open()
        let hasPolicy = people.consentPolicy != nil
        let metadata = try OutputFile(path: array + ".metadata.jsonl")
        var writer = try NPYWriter(path: array, .floats(index.header.dimension))
        var (rows, leftOut) = (0, 0)
        try await index.forEachPage(
            of: 2048, onThreads: ProcessorCount.current.count, details: true
        ) { images in
            let embedded = images.filter { $0.failure(withPolicy: hasPolicy) == nil }
            return (
                images: embedded,
                rows: try await index.withRows(of: embedded, withPolicy: hasPolicy) {
                    try $0.unitRows().values[...].littleEndianBytes
                },
                leftOut: images.count - embedded.count
            )
        } consume: { page in
            try writer.add(page.images.map { $0.path }, rows: page.rows)
            leftOut += page.leftOut
            var lines: [UInt8] = []
            for image in page.images {
                let line: OrderedJSON = [
                    "row": .integer(rows), "path": .string(image.source),
                    "sha256": .text(image.hash.map(Hexadecimal.text)),
                    "width": .count(image.size?.width), "height": .count(image.size?.height),
                ]
                lines += (line.description + "\n").utf8
                rows += 1
            }
            try metadata.write(lines)
        }
        try writer.finish()
        try OutputFile(path: array + ".json").write(
            Array((description(of: index, rows: rows, people).indented() + "\n").utf8))
        for notice in index.header.notices + (leftOut > 0 ? [.index(.leftOut(leftOut))] : []) {
            StandardError.write(TerminalText.safe("notice: \(notice.message)"))
        }
    }

    private func description(
        of index: IndexReader, rows: Int, _ people: RunReport.People
    ) -> OrderedJSON {
        let header = index.header
        return [
            "schema": .string("zeroshot.embeddings/1"),
            "checkpoint": .string(header.checkpoint),
            "revision": .text(header.revision),
            "fingerprint": .string(header.fingerprint),
            "family": .string(header.family),
            "origin": .string(header.origin == .imported ? "imported" : "built"),
            "parity": .string(header.parity.rawValue),
            "precision": .string(header.precision),
            "decoding": .text(header.decoding?.rawValue),
            "rows": .integer(rows),
            "dimension": .integer(header.dimension),
            "normalized": .bool(true),
            "consentPolicy": .text(people.consentPolicy),
        ]
    }
}
