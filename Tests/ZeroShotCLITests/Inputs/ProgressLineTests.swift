import Testing

@testable import ZeroShotCLI

struct ProgressLineTests {
    @Test(arguments: [
        (0, 2000, Duration.seconds(3), "0 of 2000 images"),
        (120, 2000, .seconds(3), "120 of 2000 images, 40.0 a second, 47 s left"),
        (100, 10_000, .seconds(10), "100 of 10000 images, 10.0 a second, 16 min 30 s left"),
        (10, 100_000, .seconds(10), "10 of 100000 images, 1.0 a second, 27 h 46 min left"),
        (5, 5, .milliseconds(2500), "5 of 5 images, 2.0 a second, 0 s left"),
    ])
    func `the line says how far, how fast and how long`(
        done: Int, total: Int, elapsed: Duration, line: String
    ) {
        #expect(ProgressLine.text(done: done, total: total, elapsed: elapsed, width: 80) == line)
    }

    @Test func `the line is shorter than the terminal is wide`() {
        let line = ProgressLine.text(done: 120, total: 2000, elapsed: .seconds(3), width: 20)
        #expect(line == "120 of 2000 images,")
    }
}
