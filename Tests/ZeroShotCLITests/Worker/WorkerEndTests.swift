import Foundation
import Testing

/// How a worker starts, lives and ends.
struct WorkerEndTests {
    private static let labels = ["--labels", "tabby cat,teapot,rocket"]
    private static let cat = Workspace.photos.appending(path: "cat.jpg").path()

    /// As many images as a batch may have, unless said otherwise: nobody waits for the answer.
    private func longBatch(of count: Int = 1024) throws -> [UInt8] {
        try RunningWorker.batch("long", paths: Array(repeating: Self.cat, count: count))
    }

    @Test func `while a batch is computed heartbeats count its images`() throws {
        let worker = try RunningWorker.ready(Self.labels + ["--heartbeat", "0.01"])
        try worker.write(longBatch(of: 32))
        var beats: [(read: Int, embedded: Int)] = []
        var message = try worker.nextOfAny()
        while message.type == "heartbeat" {
            #expect(message.header["stage"] as? String == "batch")
            #expect(message.header["id"] as? String == "long")
            #expect(message.header["items"] as? Int == 32)
            let read = try #require(message.header["read"] as? Int)
            beats.append((read, try #require(message.header["embedded"] as? Int)))
            message = try worker.nextOfAny()
        }
        #expect(message.type == "result")
        #expect(message.images.count == 32)
        #expect(beats.count > 1)
        #expect(beats.allSatisfy { $0.embedded <= $0.read && $0.read <= 32 })
        for (one, next) in zip(beats, beats.dropFirst()) {
            #expect(one.read <= next.read)
            #expect(one.embedded <= next.embedded)
        }
        #expect(Set(beats.map(\.embedded)).count > 1)
    }

    @Test func `a termination ends a batch at once, behind a whole frame`() throws {
        let worker = try RunningWorker.ready(Self.labels + ["--heartbeat", "0.01"])
        try worker.write(longBatch())
        #expect(try worker.nextOfAny().type == "heartbeat")
        kill(worker.running.process.processIdentifier, SIGTERM)
        let (messages, status, error) = try worker.finish()
        #expect(status == 143)
        #expect(messages.isEmpty)
        #expect(error == "")
    }

    @Test func `a termination ends a worker that waits for a batch`() throws {
        let worker = try RunningWorker.ready(Self.labels)
        kill(worker.running.process.processIdentifier, SIGTERM)
        let (messages, status, _) = try worker.finish()
        #expect(status == 143)
        #expect(messages.isEmpty)
    }

    @Test func `a client that has gone ends the worker silently, within a batch`() throws {
        let worker = try RunningWorker.ready(Self.labels + ["--heartbeat", "0.01"])
        try worker.write(longBatch())
        #expect(try worker.nextOfAny().type == "heartbeat")
        // A process that is killed closes both at once.
        try worker.running.output.close()
        try worker.endInput()
        let error = try worker.running.error.readToEnd() ?? Data()
        worker.running.process.waitUntilExit()
        #expect(worker.running.process.terminationReason == .exit)
        #expect(worker.running.process.terminationStatus == 0)
        #expect(String(decoding: error, as: UTF8.self) == "")
    }

    @Test func `an input that ends at once still gets hello and ready`() throws {
        let worker = try RunningWorker(Self.labels)
        try worker.endInput()
        let (messages, status, error) = try worker.finish()
        #expect(messages.map(\.type) == ["hello", "ready"])
        #expect(status == 0)
        #expect(error == "")
    }

    @Test func `a refusal is said in a message, on standard error and by the status`() throws {
        let worker = try RunningWorker(["--labels", "melanoma,benign mole", "--contains-people"])
        let (messages, status, error) = try worker.finish()
        #expect(status == 3)
        #expect(messages.map(\.type) == ["hello", "refused"])
        let refused = messages[1].header
        #expect(refused["code"] as? String == "restricted-medical")
        let reasons = try #require(refused["reasons"] as? [[String: Any]])
        #expect(
            reasons.map { $0["code"] as? String } == [
                "restricted-medical", "people-without-policy",
            ])
        #expect(reasons[0]["triggers"] as? [String] == ["melanoma", "benign mole"])
        let message = try #require(refused["message"] as? String)
        #expect(error == message + "\n")
        #expect(message.hasPrefix("refused (restricted-medical): "))
    }

    @Test func `a checkpoint that cannot be used is an error with status 5`() throws {
        let worker = try RunningWorker(Self.labels, checkpoint: "/nowhere")
        let (messages, status, error) = try worker.finish()
        #expect(status == 5)
        #expect(messages.map(\.type) == ["hello", "error"])
        #expect(messages[1].header["code"] as? String == "checkpoint-unusable")
        #expect(messages[1].header["status"] as? Int == 5)
        let message = try #require(messages[1].header["message"] as? String)
        #expect(message.hasPrefix("/nowhere: "))
        #expect(error == "error: \(message)\n")
    }

    @Test(arguments: [
        (["--top", "3"], "--top means nothing without classes"),
        (["--threshold", "0.3", "--multi-label"], "--threshold, --multi-label means nothing"),
        (["--support", "/few"], "--support means nothing without classes"),
        (["--template", "a {}"], "No labels."),
        (["--heartbeat", "0"], "--heartbeat is 0.0; give 0.01 to 3600 seconds."),
        (["--batch-size", "0"], "--batch-size is 0; give at least 1."),
        (["--maximum-pixels", "0"], "--maximum-pixels is 0; give at least 1."),
    ])
    func `options that do not fit are found before anything is said`(
        arguments: [String], sentence: String
    ) throws {
        let (messages, status, error) = try RunningWorker(arguments).finish()
        #expect(messages.isEmpty)
        #expect(status == 2)
        #expect(error.contains(sentence), "\(error)")
    }
}
