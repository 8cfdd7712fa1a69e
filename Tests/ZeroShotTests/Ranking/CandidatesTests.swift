import Testing

@testable import ZeroShot

struct CandidatesTests {
    private static let margin: Float = 0.01

    /// What is kept of these scores, by their places.
    private static func kept(_ scores: [Float], wanted: Int, margin: Float = margin) -> [Int] {
        var candidates = Candidates(wanted: wanted, margin: margin)
        for (number, score) in scores.enumerated() where score > candidates.bar {
            candidates.add(.init(number: number, score: score))
        }
        return candidates.best().map(\.number)
    }

    @Test(arguments: [1, 5, 100, 4999, 5000, Int.max])
    func `all that rounding may put among the best are kept, and nothing else`(wanted: Int) {
        // Values repeat every 997 and run up and down: ties, and records late in the list.
        let scores = (0..<5000).map { Float(($0 * 7919) % 997) / 997 }
        for scores in [scores, scores.sorted(), scores.sorted(by: >)] {
            let found = Self.kept(scores, wanted: wanted)
            let sorted = scores.sorted(by: >)
            let last = sorted[min(wanted, sorted.count) - 1]
            let expected = scores.indices.filter { scores[$0] >= last - Self.margin }
            #expect(found.sorted() == (wanted >= scores.count ? Array(scores.indices) : expected))
        }
    }

    @Test func `equal scores are all kept, however many`() {
        let scores = [Float](repeating: 0.5, count: 100_000)
        #expect(Self.kept(scores, wanted: 2, margin: 0).count == scores.count)
    }

    @Test func `the bar is the last of the best, once there are more`() {
        var candidates = Candidates(wanted: 1, margin: 0)
        for score in [Float(0.1), 0.4, 0.2, 0.3] {
            #expect(candidates.bar == -.infinity)
            candidates.add(.init(number: 0, score: score))
        }
        // What comes later must be above it.
        #expect(candidates.bar == Float(0.4).nextDown)
        #expect(candidates.best().map(\.score) == [0.4])
    }
}
