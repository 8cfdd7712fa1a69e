import Testing

@testable import ZeroShot

struct HighestScoresTests {
    private static let rows = 300

    /// The last of the scores that are held, of each lane.
    private static func lowest(_ count: Int, of scores: [Float], runs: [Range<Int>]) -> [Float] {
        var highest = HighestScores(count: count)
        for rows in runs {
            highest.add(ScoreRun(rows: rows, rowLength: 16, column: 0), of: scores.span)
        }
        return (0..<16).map { highest.lowest[$0] }
    }

    @Test(arguments: [1, 2, 5, HighestScores.largestCount])
    func `the last score held is what sorting finds there`(count: Int) {
        var random = RandomNumbers(seed: 5)
        // Few values, so that many scores are equal.
        let scores = random.floats(Self.rows * 16).map { ($0 * 50).rounded() / 50 }
        let found = Self.lowest(count, of: scores, runs: [0..<1, 1..<40, 40..<Self.rows])
        for lane in 0..<16 {
            let ofLane = (0..<Self.rows).map { scores[$0 * 16 + lane] }
            #expect(found[lane] == ofLane.sorted(by: >)[count - 1], "lane \(lane)")
        }
    }

    @Test func `as long as there are too few scores there is none`() {
        let scores = [Float](repeating: 0.5, count: 4 * 16)
        let found = Self.lowest(5, of: scores, runs: [0..<4])
        #expect(found.allSatisfy { $0 == -.infinity })
    }
}
