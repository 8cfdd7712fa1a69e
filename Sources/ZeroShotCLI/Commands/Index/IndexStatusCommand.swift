import ArgumentParser
import EmbeddingIndex
import Foundation
import ZeroShot

/// Says what an index holds.
struct IndexStatusCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Says what an index holds, for which checkpoint, and what is left out."
    )

    @OptionGroup var index: IndexOptions

    @Option(help: "text or json.")
    var format = DescriptionFormat.text

    func run() throws {
        let index = try index.open()
        let description = IndexDescription(index: index, statistics: try index.statistics())
        switch format {
        case .text: try OutputFile.print(description.text)
        case .json: try OutputFile.print(description.json.indented() + "\n")
        }
    }
}

/// What is said of an index.
private struct IndexDescription {
    let index: IndexReader
    let statistics: IndexStatistics

    var text: String {
        let header = index.header
        var table = TextTable(["Index", index.folder.path])
        table.add(["Checkpoint", "\(header.checkpoint) (sha256 \(header.fingerprint.prefix(12)))"])
        table.add(["Computed", computed])
        table.add(["Stored", "\(header.store.rawValue), \(header.dimension) values a row"])
        for folder in statistics.folders { table.add(["Folder", folder]) }
        table.add(["Images", "\(statistics.embedded) embedded"])
        if statistics.showingPeople > 0 {
            table.add([
                "", "\(statistics.showingPeople) of them ranked with a consent policy only",
            ])
        }
        for failure in statistics.failures {
            table.add(["", "\(failure.count) failed: \(failure.code)"])
        }
        if statistics.gone > 0 {
            table.add(["", "\(statistics.gone) gone since ('zeroshot index prune' removes them)"])
        }
        table.add(["Rows", "\(statistics.rows), \(statistics.unneededRows) of them not needed"])
        table.add(["Size", ByteCount.text(statistics.bytes)])
        table.add(["Complete", statistics.finished.map { $0.formatted(.iso8601) } ?? "not yet"])
        if let policy = statistics.policy { table.add(["Policy", policy]) }
        if let writer = statistics.writer { table.add(["Being written", "by \(writer)"]) }
        return table.text.split(separator: "\n").map { TerminalText.safe(String($0)) + "\n" }
            .joined()
    }

    private var computed: String {
        let header = index.header
        switch header.origin {
        case .imported: return "elsewhere, imported"
        case .built(let decoding, let code):
            return "\(header.precision), parity \(header.parity.rawValue), "
                + "\(decoding.rawValue) decoding, by \(code)"
        }
    }

    var json: OrderedJSON {
        let header = index.header
        var code: String?
        if case .built(_, let builtBy) = header.origin { code = builtBy }
        return [
            "schema": .string("zeroshot.index/1"),
            "index": .string(index.folder.path),
            "checkpoint": [
                "id": .string(header.checkpoint), "revision": .text(header.revision),
                "family": .string(header.family), "fingerprint": .string(header.fingerprint),
            ],
            "origin": .string(header.origin == .imported ? "imported" : "built"),
            "parity": .string(header.parity.rawValue),
            "precision": .string(header.precision),
            "decoding": .text(header.decoding?.rawValue),
            "code": .text(code),
            "store": .string(header.store.rawValue),
            "dimension": .integer(header.dimension),
            "folders": .texts(statistics.folders),
            "embedded": .integer(statistics.embedded),
            "showingPeople": .integer(statistics.showingPeople),
            "failures": .array(
                statistics.failures.map {
                    ["code": .string($0.code), "count": .integer($0.count)]
                }),
            "gone": .integer(statistics.gone),
            "rows": .integer(statistics.rows),
            "unneededRows": .integer(statistics.unneededRows),
            "bytes": .integer(statistics.bytes),
            "finished": .text(statistics.finished?.formatted(.iso8601)),
            "consentPolicy": .text(statistics.policy),
            "writer": .text(statistics.writer),
        ]
    }
}
