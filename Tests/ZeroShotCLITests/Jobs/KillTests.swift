import Foundation
import Testing

/// A run that is killed at any point goes on as if nothing had been.
struct KillTests {
    /// The same in every run of the tests.
    private struct Dice: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state ^ state >> 29
        }
    }

    @Test(arguments: SmallJob.Form.allCases)
    func `a run that was killed again and again loses and repeats nothing`(
        form: SmallJob.Form
    ) throws {
        let job = try SmallJob(form, count: 48)
        let whole = try job.undisturbed()
        var dice = Dice(state: UInt64(form.rawValue.utf8.count))
        // The first run knows nothing of --resume, as that of a caller who did not think of it.
        var command = job.command()
        var kills = 0
        for _ in 0..<8 where job.size < whole[0].count {
            let running = try command.start()
            try running.input.close()
            let goal = job.size + Int.random(in: 0...whole[0].count / 5, using: &dice)
            while running.process.isRunning, job.size <= goal { usleep(200) }
            kill(running.process.processIdentifier, SIGKILL)
            running.process.waitUntilExit()
            kills += running.process.terminationReason == .uncaughtSignal ? 1 : 0
            command = job.command(to: "out", "--resume")
        }
        #expect(kills >= 3)
        let last = try command.run()
        #expect(last.status == 4, "\(last.standardError)")
        #expect(try job.bytes() == whole)

        let again = try command.run()
        #expect(again.status == 4)
        #expect(
            again.standardError.contains("is complete with 49 images; nothing is left to do."))
        #expect(try job.bytes() == whole)
    }

    @Test(arguments: SmallJob.Form.allCases)
    func `a torn end is cut off and written again`(form: SmallJob.Form) throws {
        let job = try SmallJob(form, count: 8)
        let first = try job.command(to: "out", "--resume").run()
        #expect(first.status == 4, "\(first.standardError)")
        let whole = try job.bytes()
        var dice = Dice(state: 7)
        let ends = (0..<2).map { _ in Int.random(in: 1..<whole[0].count, using: &dice) }
        for end in ends + [whole[0].count - 1] {
            try whole[0].prefix(end).write(to: URL(filePath: job.output))
            let result = try job.command(to: "out", "--resume").run()
            #expect(result.status == 4, "cut to \(end) bytes: \(result.standardError)")
            #expect(try job.bytes() == whole, "cut to \(end) bytes")
        }
    }

    @Test(arguments: [(SIGINT, Int32(130)), (SIGTERM, Int32(143))])
    func `a run that is told to stop says where it stopped, and how to go on`(
        signal: Int32, status: Int32
    ) throws {
        let job = try SmallJob(.report, count: 400)
        let running = try job.command().start()
        try running.input.close()
        while running.process.isRunning, job.size < 4000 { usleep(200) }
        kill(running.process.processIdentifier, signal)
        running.process.waitUntilExit()
        #expect(running.process.terminationReason == .exit)
        #expect(running.process.terminationStatus == status)
        let error = String(
            decoding: try running.error.readToEnd() ?? Data(), as: UTF8.self)
        let rows = try job.bytes()[0].count { $0 == 0x0A } - 1
        #expect(rows % 4 == 0, "the batch in hand was finished")
        #expect(
            error == """
                Stopped after \(rows) of 401 images; their rows in \(job.output) are complete. The \
                same command with --resume goes on behind them.

                """)
        let resumed = try job.command(to: "out", "--resume").start()
        try resumed.input.close()
        while resumed.process.isRunning, job.size < 12_000 { usleep(200) }
        kill(resumed.process.processIdentifier, SIGTERM)
        resumed.process.waitUntilExit()
        let more = String(decoding: try resumed.error.readToEnd() ?? Data(), as: UTF8.self)
        #expect(
            more.hasPrefix(
                "notice: \(job.output) holds \(rows) images; \(401 - rows) are left to do.\n"
                    + "Stopped after "))
    }

    @Test(arguments: SmallJob.Form.allCases)
    func `a full disk says how to go on once there is room`(form: SmallJob.Form) throws {
        let job = try SmallJob(form, count: 30)
        let whole = try job.undisturbed()
        var limited = job.command()
        // The shell's limit on a file's size, in units of 512 bytes.
        limited.arguments =
            ["-c", "ulimit -f \(whole[0].count / 1024); exec \"$0\" \"$@\"", limited.binary.path()]
            + limited.arguments
        limited.binary = URL(filePath: "/bin/sh")
        let result = try limited.run()
        #expect(result.status == 1, "\(result.standardError)")
        #expect(
            result.standardError.hasSuffix(
                """
                error: \(job.output): results cannot be written (File too large). Rows written \
                before are complete. Once there is room, the same command with --resume goes on \
                behind them.

                """), "\(result.standardError)")
        let resumed = try job.command(to: "out", "--resume").run()
        #expect(resumed.status == 4, "\(resumed.standardError)")
        #expect(try job.bytes() == whole)
    }
}
