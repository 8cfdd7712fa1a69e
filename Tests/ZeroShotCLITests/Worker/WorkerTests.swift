import Foundation
import TestServer
import Testing

/// Batches in, answers out: what `classify` and `embed` say of the same images.
struct WorkerTests {
    private static let labels = ["--labels", "tabby cat,teapot,rocket"]
    private static let photos = ["cat.jpg", "rocket.jpg", "coffee.jpg"].map {
        Workspace.photos.appending(path: $0).path(percentEncoded: false)
    }

    /// The lines of a JSON lines report, without their types.
    private func lines(_ result: Command.Result) throws -> [NSDictionary] {
        try result.standardOutput.split(separator: "\n").map { line in
            let object = try JSONSerialization.jsonObject(with: Data(line.utf8))
            var row = try #require(object as? [String: Any])
            row["type"] = nil
            return row as NSDictionary
        }
    }

    @Test func `answers are the lines of classify, in the order of the items`() throws {
        let arguments = Self.labels + ["--checkpoint", "demo"]
        let report = try Command(
            ["classify"] + Self.photos + arguments + ["--format", "jsonl"]
        ).run()
        let expected = try lines(report)

        let worker = try RunningWorker(Self.labels)
        let hello = try worker.next().header
        #expect(hello["type"] as? String == "hello")
        #expect(hello["protocol"] as? Int == 1)
        #expect(hello["pid"] as? Int32 == worker.running.process.processIdentifier)
        let ready = try worker.next().header
        #expect(ready["mode"] as? String == "classify")
        #expect(ready["run"] as? NSDictionary == expected[0])

        let bytes = try Self.photos.map { [UInt8](try Data(contentsOf: URL(filePath: $0))) }
        try worker.write(
            RunningWorker.frame(
                """
                {"type": "batch", "id": "a/1", "new": true, "items": [
                {"source": "\(Self.photos[0])", "bytes": \(bytes[0].count)},
                {"path": "\(Self.photos[1])"},
                {"source": "\(Self.photos[2])", "bytes": \(bytes[2].count)}]}
                """, body: bytes[0] + bytes[2]))
        try worker.write(RunningWorker.batch("a/2", paths: [Self.photos[1]]))
        try worker.endInput()
        let (messages, status, error) = try worker.finish()
        #expect(messages.map(\.type) == ["result", "result"])
        #expect(messages.map { $0.header["id"] as? String } == ["a/1", "a/2"])
        #expect(messages[0].images.map { $0 as NSDictionary } == Array(expected[1...3]))
        #expect(messages[1].images.map { $0 as NSDictionary } == [expected[2]])
        #expect(messages.allSatisfy { $0.body.isEmpty })
        #expect(status == 0)
        #expect(error == "")
    }

    @Test func `without classes the answers are embeddings`() throws {
        let report = try Command(
            ["embed", "images"] + Self.photos + ["--checkpoint", "demo"]
        ).run()
        let expected = try lines(report).map { try #require($0["embedding"] as? [Double]) }

        let worker = try RunningWorker()
        _ = try worker.next()
        let ready = try worker.next().header
        #expect(ready["mode"] as? String == "embed")
        let run = try #require(ready["run"] as? [String: Any])
        let checkpoint = try #require(run["checkpoint"] as? [String: Any])
        #expect((checkpoint["fingerprint"] as? String)?.count == 64)
        try worker.write(
            RunningWorker.batch("1", paths: [Self.photos[0], "/absent.jpg"] + Self.photos[1...]))
        try worker.endInput()
        let (messages, status, _) = try worker.finish()
        #expect(status == 0)
        let result = try #require(messages.first)
        #expect(result.errorCodes == [nil, "not-found", nil, nil])
        #expect(result.images.map { $0["embedding"] as? Int } == [0, nil, 1, 2])
        let shape = try #require(result.header["embeddings"] as? NSDictionary)
        #expect(shape == ["rows": 3, "dimension": 384, "type": "float32le"])
        let values = stride(from: 0, to: result.body.count, by: 4).map { start in
            Float(
                bitPattern: result.body[start..<start + 4].reversed().reduce(0) {
                    $0 << 8 | UInt32($1)
                })
        }
        #expect(values == expected.flatMap { $0.map(Float.init) })
    }

    @Test func `an image that cannot be read fails alone`() throws {
        let workspace = try Workspace()
        let good = try workspace.photo(as: "good.jpg")
        let cut = try workspace.write(
            try Workspace.bytes(of: "cat.jpg").prefix(15_000), to: "cut.jpg")
        let huge = try OddImage.huge()
        let worker = try RunningWorker.ready(Self.labels)
        // The path of an existing file, with a zero byte and more behind it.
        let zero = good + "\\u0000.jpg"
        try worker.write(
            RunningWorker.frame(
                """
                {"type": "batch", "id": "1", "items": [{"path": "\(good)"}, {"path": "\(cut)"},
                {"source": "huge", "bytes": \(huge.count)}, {"source": "empty", "bytes": 0},
                {"path": ""}, {"path": "\(zero)"}, {"url": "ftp://x/y.jpg"}, {"path": "\(good)"}]}
                """, body: huge))
        let result = try worker.next()
        #expect(
            result.errorCodes == [
                nil, "truncated-image", "too-large", "empty-file", "not-found", "not-found",
                "fetch-failed", nil,
            ])
        #expect(result.images.map { $0["source"] as? String }[2...3] == ["huge", "empty"])
        try worker.write(RunningWorker.batch("2", paths: [good]))
        #expect(try worker.next().errorCodes == [nil])
    }

    @Test func `addresses of this machine are for those who ask for them`() async throws {
        let photo = try Workspace.bytes(of: "cat.jpg")
        try await LocalServer.run(answer: { _ in .message(photo) }) { _, port in
            let frame = RunningWorker.frame(
                """
                {"type": "batch", "id": "1", "items": [
                {"url": "http://user:secret@127.0.0.1:\(port)/cat.jpg"}]}
                """)
            let careful = try RunningWorker.ready(Self.labels)
            try careful.write(frame)
            #expect(try careful.next().errorCodes == ["fetch-failed"])
            let open = try RunningWorker.ready(Self.labels + ["--private-addresses"])
            try open.write(frame)
            let result = try open.next()
            #expect(result.errorCodes == [nil])
            #expect(result.images[0]["source"] as? String == "http://***@127.0.0.1:\(port)/cat.jpg")
        }
    }

    @Test func `a batch of none has an answer of none`() throws {
        let worker = try RunningWorker.ready(Self.labels)
        try worker.write(RunningWorker.batch("1", paths: []))
        let result = try worker.next()
        #expect(result.type == "result")
        #expect(result.images.isEmpty)
    }

    @Test func `--batch-size does not show in the answers`() throws {
        let answers = try [1, 2, 16].map { size in
            let worker = try RunningWorker.ready(Self.labels + ["--batch-size", "\(size)"])
            try worker.write(RunningWorker.batch("1", paths: Self.photos))
            return try worker.next().header as NSDictionary
        }
        #expect(answers[0] == answers[2])
        #expect(answers[1] == answers[2])
    }
}
