import Foundation
import Testing

struct EmbedTests {
    private struct Row: Decodable {
        let source: String?
        let text: String?
        let embedding: [Float]?
    }

    private func rows(_ result: Command.Result) throws -> [Row] {
        try result.standardOutput.split(separator: "\n").map {
            try JSONDecoder().decode(Row.self, from: Data($0.utf8))
        }
    }

    private func length(_ row: Row) -> Float {
        (row.embedding ?? []).reduce(0) { $0 + $1 * $1 }.squareRoot()
    }

    @Test func `images become unit vectors, one a line`() throws {
        let photos = ["cat.jpg", "rocket.jpg"].map { Workspace.photos.appending(path: $0).path() }
        let result = try Command(["embed", "images"] + photos + ["--checkpoint", "demo"]).run()
        #expect(result.status == 0, "\(result.standardError)")
        let rows = try rows(result)
        #expect(rows.map(\.source) == photos)
        #expect(rows.allSatisfy { $0.embedding?.count == 384 && abs(length($0) - 1) < 1e-5 })
    }

    @Test func `texts become vectors of the projection's length when asked`() throws {
        let result = try Command(
            "embed", "text", "a photo of a cat", "a photo of a dog", "--checkpoint", "demo",
            "--no-normalize"
        ).run()
        #expect(result.status == 0, "\(result.standardError)")
        let rows = try rows(result)
        #expect(rows.map(\.text) == ["a photo of a cat", "a photo of a dog"])
        #expect(rows.allSatisfy { abs(length($0) - 1) > 1e-3 })
    }

    @Test func `a bad image has a row with its error and the others are complete`() throws {
        let workspace = try Workspace()
        let bad = try workspace.write("text", to: "bad.jpg")
        let good = try workspace.photo(as: "good.jpg")
        let result = try Command("embed", "images", bad, good, "--checkpoint", "demo").run()
        #expect(result.status == 4)
        let rows = try rows(result)
        #expect(rows.map(\.source) == [bad, good])
        #expect(rows.map { $0.embedding == nil } == [true, false])
        #expect(result.standardOutput.contains("\"not-an-image\""))
    }

    @Test func `an NPY file holds one row for each source beside it`() throws {
        let workspace = try Workspace()
        let bad = try workspace.write("text", to: "bad.jpg")
        let good = [try workspace.photo(as: "a.jpg"), try workspace.photo(as: "b.jpg")]
        let output = workspace.folder.appending(path: "out.npy")
        let result = try Command([
            "embed", "images", good[0], bad, good[1], "--checkpoint", "demo", "--format", "npy",
            "--output", output.path(),
        ]).run()
        #expect(result.status == 4, "\(result.standardError)")
        #expect(result.standardError.contains("bad.jpg"))
        let bytes = try Data(contentsOf: output)
        #expect(bytes.prefix(8) == Data([0x93] + Array("NUMPY".utf8) + [1, 0]))
        let headerLength = Int(bytes[8]) | Int(bytes[9]) << 8
        let header = String(decoding: bytes[10..<10 + headerLength], as: UTF8.self)
        #expect(header.contains("'descr': '<f4', 'fortran_order': False, 'shape': (2, 384)"))
        #expect((10 + headerLength).isMultiple(of: 64))
        #expect(bytes.count == 10 + headerLength + 2 * 384 * 4)
        let sources = try String(contentsOfFile: output.path() + ".sources.txt", encoding: .utf8)
        #expect(sources == good.joined(separator: "\n") + "\n")
    }

    @Test func `NPY needs a file to go to`() throws {
        let result = try Command(
            "embed", "text", "cat", "--checkpoint", "demo", "--format", "npy"
        ).run()
        #expect(result.status == 2)
        #expect(result.standardError.contains("--output"))
    }

    @Test func `no checkpoint named is refused`() throws {
        let result = try Command("embed", "text", "cat").run()
        #expect(result.status == 3)
        #expect(result.standardError.hasPrefix("refused (checkpoint-unspecified): "))
    }
}
