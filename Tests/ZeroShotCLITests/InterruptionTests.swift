import Foundation
import Testing

/// Runs that end early leave complete rows behind.
struct InterruptionTests {
    private let workspace: Workspace

    init() throws {
        workspace = try Workspace()
    }

    /// Classifies a photo so often that the run lasts far longer than the test.
    private func longRun() throws -> Command {
        let photo = try workspace.photo(as: "cat.jpg")
        let list = try workspace.write(
            Array(repeating: photo, count: 100_000).joined(separator: "\n"), to: "list.txt"
        )
        return Command([
            "classify", "@\(list)", "--labels", "tabby cat,teapot", "--checkpoint", "demo",
            "--format", "jsonl",
        ])
    }

    @Test(arguments: [(SIGINT, Int32(130)), (SIGTERM, Int32(143))])
    func `a signal ends the run with complete rows`(signal: Int32, status: Int32) throws {
        let running = try longRun().start()
        try running.input.close()
        var output = Data()
        // The run line and a few images, so that the signal meets a run at work.
        while output.count < 8000 {
            let more = running.output.availableData
            try #require(!more.isEmpty, "the run ended by itself")
            output += more
        }
        kill(running.process.processIdentifier, signal)
        output += try running.output.readToEnd() ?? Data()
        running.process.waitUntilExit()
        #expect(running.process.terminationReason == .exit)
        #expect(running.process.terminationStatus == status)
        let text = String(decoding: output, as: UTF8.self)
        #expect(text.hasSuffix("\n"))
        let lines = text.split(separator: "\n")
        #expect(lines.count > 1)
        for line in lines {
            let row = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
            #expect(["run", "image"].contains(row?["type"] as? String))
        }
    }

    @Test func `a reader that closes the pipe ends the run silently`() throws {
        let running = try longRun().start()
        try running.input.close()
        let first = try #require(try running.output.read(upToCount: 1))
        #expect(first == Data("{".utf8))
        try running.output.close()
        running.process.waitUntilExit()
        #expect(running.process.terminationReason == .exit)
        #expect(running.process.terminationStatus == 0)
        let error = try running.error.readToEnd() ?? Data()
        #expect(String(decoding: error, as: UTF8.self) == "")
    }
}
