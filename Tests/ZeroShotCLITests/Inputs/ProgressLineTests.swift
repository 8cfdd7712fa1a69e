import Testing

@testable import ZeroShotCLI

struct ProgressLineTests {
    @Test(arguments: [
        (0, 2000, Duration.seconds(3), 0, "0 of 2,000 images"),
        (120, 2000, .seconds(3), 1, "120 of 2,000 images, 40.0 a second, 47 s left"),
        (100, 10_000, .seconds(10), 0, "100 of 10,000 images, 10.0 a second, 16 min 30 s left"),
        (10, 100_000, .seconds(10), 0, "10 of 100,000 images, 1.0 a second, 27 h 46 min left"),
        (5, 5, .milliseconds(2500), 20, "5 of 5 images, 2.0 a second, 0 s left"),
    ])
    func `the line shows how many images, how fast and how long`(
        done: Int, total: Int, elapsed: Duration, full: Int, line: String
    ) {
        let text = ProgressLine.text(done: done, of: total, .images, elapsed: elapsed, width: 80)
        let bar = String(repeating: "█", count: full) + String(repeating: "░", count: 20 - full)
        #expect(text == "\(bar) \(line)")
    }

    @Test func `bytes are shown in megabytes`() {
        let text = ProgressLine.text(
            done: 121_000_000, of: 605_200_000, .bytes, elapsed: .seconds(4), width: 60
        )
        #expect(text == "121.0 of 605.2 MB, 30.2 MB a second, 17 s left")
    }

    @Test func `answers are counted as images are`() {
        let text = ProgressLine.text(
            done: 30, of: 90, kept: 10, .answers, elapsed: .seconds(10), width: 60
        )
        #expect(text == "30 of 90 answers, 2.0 a second, 30 s left")
    }

    @Test func `what was here before does not make the rest look fast`() {
        func text(done: Int) -> String {
            ProgressLine.text(
                done: done, of: 300_000_000, kept: 200_000_000, .bytes, elapsed: .seconds(2),
                width: 60
            )
        }
        #expect(text(done: 200_000_000).hasSuffix("░ 200.0 of 300.0 MB"))
        #expect(text(done: 220_000_000) == "220.0 of 300.0 MB, 10.0 MB a second, 8 s left")
    }

    @Test(arguments: [
        (67, "█░░░░░░░░░░░░░░░░░░░ 120 of 2,000 images, 40.0 a second, 47 s left"),
        (66, "120 of 2,000 images, 40.0 a second, 47 s left"),
        (20, "120 of 2,000 images"),
    ])
    func `the line is shorter than the terminal is wide`(width: Int, line: String) {
        let text = ProgressLine.text(
            done: 120, of: 2000, .images, elapsed: .seconds(3), width: width
        )
        #expect(text == line)
    }

    @Test func `failures stand between the rate and the time left`() {
        let text = ProgressLine.text(
            done: 1200, of: 50_000, failed: 3, .images, elapsed: .seconds(30), width: 70
        )
        #expect(text == "1,200 of 50,000 images, 40.0 a second, 3 failed, 20 min 20 s left")
        let wide = ProgressLine.text(
            done: 1_234_567, of: 2_000_000, kept: 1_234_567, failed: 1200, .images,
            elapsed: .seconds(30), width: 80
        )
        #expect(wide.hasSuffix("░ 1,234,567 of 2,000,000 images, 1,200 failed"))
    }

    /// A screen with a clock that the test turns.
    private final class FakeScreen {
        var now = ContinuousClock.now
        var text = ""

        func screen(isTerminal: Bool) -> ProgressLine.Screen {
            ProgressLine.Screen(
                isTerminal: isTerminal, width: { 40 }, now: { [self] in now },
                write: { [self] in text += $0 })
        }
    }

    @Test func `on a terminal the line waits a second, then is drawn ten times a second`() {
        let fake = FakeScreen()
        let line = ProgressLine(.auto, counting: .images, on: fake.screen(isTerminal: true))
        func show(_ done: Int, after wait: Duration) -> String {
            fake.now += wait
            fake.text = ""
            line.show(done: done, of: 100)
            return fake.text
        }
        #expect(show(1, after: .milliseconds(999)) == "")
        #expect(
            show(2, after: .milliseconds(1))
                == "\r\u{1B}[K2 of 100 images, 2.0 a second, 49 s lef")
        #expect(show(3, after: .milliseconds(99)) == "")
        #expect(
            show(20, after: .milliseconds(8901))
                == "\r\u{1B}[K20 of 100 images, 2.0 a second, 40 s le")
        fake.text = ""
        line.clear()
        line.clear()
        #expect(fake.text == "\r\u{1B}[K")
    }

    @Test func `a log has a line each time, or none`() {
        let fake = FakeScreen()
        for mode in [ProgressLine.Mode.auto, .never, .always] {
            let line = ProgressLine(mode, counting: .images, on: fake.screen(isTerminal: false))
            fake.now += .seconds(5)
            line.show(done: 5, of: 9, failed: 1)
            line.clear()
        }
        #expect(fake.text == "5 of 9 images, 1.0 a second, 1 failed, \n")
    }

    @Test(arguments: [(0, "0"), (999, "999"), (1000, "1,000"), (-1_234_567, "-1,234,567")])
    func `numbers have a comma before every three digits`(number: Int, text: String) {
        #expect(number.grouped == text)
    }
}
