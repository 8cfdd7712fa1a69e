import Foundation
import Testing

/// Builders of an index that are killed.
struct IndexKillTests {
    private let workspace: Workspace
    private static let images = 60

    init() throws {
        workspace = try Workspace()
        for number in 0..<Self.images {
            // Some have the same bytes.
            try workspace.write(
                Bitmap.bytes(number % 50, side: 64), to: "photos/\(number % 3)/\(number).bmp")
        }
    }

    private func command(_ arguments: [String]) -> Command {
        var command = Command(["index"] + arguments)
        command.folder = workspace.folder
        return command
    }

    private func build(_ index: String) -> Command {
        command([
            "build", "photos", "--index", index, "--checkpoint", "demo", "--batch-size", "2",
            "--threads", "1",
        ])
    }

    private func report(_ index: String) throws -> [Substring] {
        try command([
            "query", "--index", index, "--checkpoint", "demo", "--labels", "cat,dog,owl",
            "--format",
            "csv",
        ]).run().standardOutput.split(separator: "\r\n")
    }

    private func isSound(_ index: String) throws -> Bool {
        try command(["verify", "--index", index]).run().status == 0
    }

    /// How many rows the index has; 0 before it is there.
    private func rows(_ index: String) throws -> Int {
        let result = try command(["status", "--index", index, "--format", "json"]).run()
        guard result.status == 0 else { return 0 }
        let object = try JSONSerialization.jsonObject(with: Data(result.standardOutput.utf8))
        return (object as? [String: Any])?["rows"] as? Int ?? 0
    }

    /// The points where it is killed are drawn anew at each run, which takes a wait; what must come
    /// out is the same whatever they are.
    @Test func `a builder that is killed again and again makes the same index`() throws {
        let whole = try build("whole").run()
        #expect(whole.status == 0, "\(whole.standardError)")
        var killedAt: [Int] = []
        // Longer and longer, so that some are killed early and all together get on.
        for attempt in 1...10 {
            let running = try build("killed").start()
            try running.input.close()
            usleep(.random(in: 0...UInt32(attempt) * 120_000))
            kill(running.process.processIdentifier, SIGKILL)
            running.process.waitUntilExit()
            let rows = try rows("killed")
            if rows > 0 { #expect(try isSound("killed")) }
            #expect(rows >= killedAt.last ?? 0, "committed rows stay")
            killedAt.append(rows)
            if running.process.terminationReason == .exit { break }
        }
        let last = try build("killed").run()
        #expect(last.status == 0, "\(last.standardError)")
        #expect(try isSound("killed"))
        #expect(try rows("killed") == 50, "no picture was embedded twice: \(killedAt)")
        let (expected, found) = (try report("whole"), try report("killed"))
        #expect(found.count == expected.count && found.count == 1 + Self.images * 3)
        for (found, expected) in zip(found, expected) {
            let (found, expected) = (fields(found), fields(expected))
            #expect(found.names == expected.names, "after \(killedAt) rows")
            // Batches are cut otherwise, which may change the last digit.
            for (found, expected) in zip(found.numbers, expected.numbers) {
                #expect(abs(found - expected) < 1e-4)
            }
        }
    }

    private func fields(_ row: Substring) -> (names: [Substring], numbers: [Float]) {
        let fields = row.split(separator: ",", omittingEmptySubsequences: false)
        return (fields.filter { Float($0) == nil }, fields.compactMap(Float.init))
    }

    @Test func `a builder that is terminated keeps what it has, and a second one is told`() throws {
        let running = try build("index").start()
        try running.input.close()
        while try running.process.isRunning && rows("index") == 0 {}
        let second = try build("index").run()
        if running.process.isRunning {
            #expect(second.status == 1)
            #expect(
                second.standardError.contains(
                    "process \(running.process.processIdentifier) on "))
        }
        let query = try report("index")
        #expect(query.count > 1)
        kill(running.process.processIdentifier, SIGTERM)
        running.process.waitUntilExit()
        #expect(running.process.terminationReason == .exit)
        #expect([0, 143].contains(running.process.terminationStatus))
        #expect(try isSound("index"))
        #expect(try build("index").run().status == 0)
        #expect(try rows("index") == 50)
    }
}
