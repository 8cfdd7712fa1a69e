import Foundation
import Testing

import ZeroShot
@testable import ZeroShotCLI

/// Outputs that a kill tore, wherever it did.
struct WrittenRowsTests {
    private let workspace: Workspace

    init() throws {
        workspace = try Workspace()
    }

    private func opened(_ bytes: some Sequence<UInt8>) throws -> OpenedFile {
        let path = try workspace.write(bytes, to: "out")
        return try OpenedFile(reading: FilePath(bytes: Array(path.utf8)))
    }

    private func all(_ rows: inout some WrittenRows) throws -> [WrittenRow] {
        var all: [WrittenRow] = []
        while let row = try rows.next() { all.append(row) }
        return all
    }

    /// Checks that of every beginning of a file, exactly the whole rows in it are read.
    ///
    /// - Parameters:
    ///   - text: the file.
    ///   - ends: where it is whole, first behind what stands before the rows.
    ///   - expected: the rows.
    ///   - rows: reads a file.
    /// - Throws: what reading throws.
    private func expectWholeRows<Rows: WrittenRows>(
        of text: String, ending ends: [Int], _ expected: [WrittenRow], _ rows: (OpenedFile) -> Rows
    ) throws {
        let bytes = Array(text.utf8)
        for size in 0...bytes.count {
            var rows = rows(try opened(bytes[..<size]))
            let found = try all(&rows)
            let whole = ends.last { $0 <= size }
            #expect(rows.files[0].end == whole ?? 0, "of \(size) bytes")
            let count = ends.count { $0 <= size } - 1
            #expect(found == Array(expected.prefix(max(0, count))), "of \(size) bytes")
        }
    }

    @Test func `of torn report lines the whole ones count`() throws {
        let parts = [
            #"{"type": "run", "labels": ["a"]}"#,
            #"""
            {"type": "image", "source": "a \"b\"\n.jpg", "predictions": [{"label": "\\"}], \#
            "confidence": {"proxy": {"kind": "similarity"}, "flag": "low"}, "abstention": null, \#
            "error": null}
            """#,
            #"""
            {"type": "image", "source": "é.jpg", "predictions": [], "confidence": null, \#
            "abstention": null, "error": {"code": "not-found", "message": "a, \"b\""}}
            """#,
            #"""
            {"type": "image", "source": "c", "confidence": {"flag": "ok"}, \#
            "abstention": {"reason": "margin"}, "error": null}
            """#,
        ].map { $0 + "\n" }
        let ends = parts.indices.map { parts[...$0].joined().utf8.count }
        let expected = [
            WrittenRow(source: "a \"b\"\n.jpg", isLow: true),
            WrittenRow(source: "é.jpg", failure: "not-found"),
            WrittenRow(source: "c", isAbstained: true),
        ]
        try expectWholeRows(of: parts.joined(), ending: ends, expected) {
            ReportRows($0, path: "out")
        }
        let text = parts.joined() + #"{"type": "summary", "counts": {}}"#
        var torn = ReportRows(try opened(text.utf8), path: "out")
        let tornRows = try all(&torn)
        #expect(tornRows == expected)
        #expect(!torn.isComplete)
        var complete = ReportRows(try opened((text + "\n").utf8), path: "out")
        let completeRows = try all(&complete)
        #expect(completeRows == expected)
        #expect(complete.isComplete)
        #expect(complete.files == [WrittenFile(path: "out", end: ends[3])])
    }

    @Test func `of torn CSV rows those of whole images count`() throws {
        let header = "source,rank,label,similarity,probability,flag,abstention,error\r\n"
        let images = [
            "a.jpg,1,cat,0.2,0.5,low,,\r\na.jpg,2,\"dog, big\",0.1,0.5,low,,\r\n",
            "\"b,\r\n\"\"c\"\".jpg\",1,cat,0.2,0.5,ok,margin,\r\n"
                + "\"b,\r\n\"\"c\"\".jpg\",2,dog,0.1,0.5,ok,margin,\r\n",
            "d.jpg,,,,,,,\"not-found: There is, \"\"no\"\" file.\"\r\n",
            "d.jpg,1,cat,0.2,0.5,ok,,\r\nd.jpg,2,dog,0.1,0.5,ok,,\r\n",
        ]
        let parts = [header] + images
        let ends = parts.indices.map { parts[...$0].joined().utf8.count }
        let expected = [
            WrittenRow(source: "a.jpg", isLow: true),
            WrittenRow(source: "b,\r\n\"c\".jpg", isAbstained: true),
            WrittenRow(source: "d.jpg", failure: "not-found"),
            WrittenRow(source: "d.jpg"),
        ]
        try expectWholeRows(of: parts.joined(), ending: ends, expected) {
            CSVRows($0, path: "out", rowsPerImage: 2)
        }
    }

    @Test func `of torn embeddings the whole lines count`() throws {
        let parts = [
            #"{"source": "a.jpg", "embedding": [0.1, -1e-05]}"#,
            #"{"source": "b.jpg", "embedding": null, "error": {"code": "x", "message": "y"}}"#,
        ].map { $0 + "\n" }
        let ends = [0] + parts.indices.map { parts[...$0].joined().utf8.count }
        try expectWholeRows(
            of: parts.joined(), ending: ends,
            [WrittenRow(source: "a.jpg"), WrittenRow(source: "b.jpg", failure: "x")]
        ) { EmbeddingRows($0, path: "out") }
    }

    @Test func `of a torn array those rows count that have a name and all numbers`() throws {
        let identity = RunIdentity(fingerprint: "f", facts: [])
        let output = workspace.folder.appending(path: "out").path(percentEncoded: false)
        let recordEnd = try JobRecord.write(identity, for: output)
        let failed = JobRecord.Failure.line("bad.jpg", code: "x", row: 1)
        let record = try Data(contentsOf: URL(filePath: JobRecord.path(of: output))) + failed
        let array = NPYWriter.Row.floats(2).header(rows: 0) + [UInt8](repeating: 1, count: 16)
        let names = Array("a.jpg\nb.jpg\n".utf8)
        func found(_ arrayEnd: Int, _ namesEnd: Int, _ end: Int) throws -> ([String], [Int]) {
            try workspace.write(array[..<arrayEnd], to: "out")
            try workspace.write(names[..<namesEnd], to: "out.sources.txt")
            try workspace.write(record[..<end], to: "out.resume")
            var rows = try NPYRows(path: output, dimension: 2, record: JobRecord(of: output))
            return (try all(&rows).map(\.source), rows.files.map(\.end))
        }
        let whole = recordEnd + failed.count
        let cases: [(Int, Int, Int, [String], [Int])] = [
            (144, 12, whole, ["a.jpg", "bad.jpg", "b.jpg"], [144, 12, whole]),
            (143, 12, whole, ["a.jpg", "bad.jpg"], [136, 6, whole]),
            (144, 11, whole, ["a.jpg", "bad.jpg"], [136, 6, whole]),
            (144, 12, whole - 1, ["a.jpg", "b.jpg"], [144, 12, recordEnd]),
            (135, 12, whole, [], [128, 0, recordEnd]),
            (127, 12, whole, [], [0, 0, recordEnd]),
            (0, 0, recordEnd, [], [0, 0, recordEnd]),
        ]
        for (arrayEnd, namesEnd, end, sources, ends) in cases {
            let (foundSources, foundEnds) = try found(arrayEnd, namesEnd, end)
            #expect(foundSources == sources, "\(arrayEnd), \(namesEnd), \(end)")
            #expect(foundEnds == ends, "\(arrayEnd), \(namesEnd), \(end)")
        }
    }

    @Test(arguments: [
        (SmallJob.Form.report, "{\"type\": \"image\", \"source\": \"a\"}\n", 1),
        (.report, "{\"type\": \"run\"}\nhello\n", 2),
        (.report, "{\"type\": \"run\"}\n{\"type\": \"summary\"}\n{\"type\": \"summary\"}\n", 3),
        (.csv, "a,b,c\r\n", 1),
        (.csv, "source,rank,error\na,1,\n", 1),
        (.csv, "source,rank,error\r\na,2,\r\n", 2),
        (.csv, "source,rank,error\r\na,1,\r\nb,2,\r\n", 3),
        (.csv, "source,rank,error\r\n\"a\r\nb\",1,,\r\n", 2),
        (.embeddings, "{\"source\": \"a\"}\n{\"embedding\": []}\n", 2),
    ])
    func `a line that no such run wrote is named`(
        form: SmallJob.Form, text: String, line: Int
    ) throws {
        let file = try opened(text.utf8)
        #expect(throws: JobError.foreignLine(file: "out", line: line)) {
            switch form {
            case .report:
                var rows = ReportRows(file, path: "out")
                _ = try all(&rows)
            case .csv:
                var rows = CSVRows(file, path: "out", rowsPerImage: 2)
                _ = try all(&rows)
            case .embeddings, .array:
                var rows = EmbeddingRows(file, path: "out")
                _ = try all(&rows)
            }
        }
    }
}
