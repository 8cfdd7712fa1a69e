import Testing

@testable import ZeroShot

struct ShortlistTests {
    private static func order(_ similarities: [Float], top: Int) -> [Int] {
        var shortlist = Shortlist(wanted: top)
        for (label, similarity) in similarities.enumerated() {
            shortlist.add(.init(label: label, similarity: similarity, score: similarity))
        }
        return shortlist.best.map(\.label)
    }

    @Test(arguments: 1...8)
    func `equal values keep the caller's order, however many are wanted`(top: Int) {
        let similarities: [Float] = [0.1, 0.3, 0.3, 0.1, 0.3, 0.2, 0.1]
        let expected = [1, 2, 4, 5, 0, 3, 6]
        #expect(Self.order(similarities, top: top) == Array(expected.prefix(top)))
    }

    @Test(arguments: [1, 5, 100, 5000])
    func `keeping the best of many equals sorting them all`(top: Int) {
        // Values repeat every 997 and run up and down: ties, and records late in the list.
        let similarities = (0..<5000).map { Float(($0 * 7919) % 997) / 997 }
        let sorted = similarities.indices.sorted {
            (similarities[$1], $0) < (similarities[$0], $1)
        }
        #expect(Self.order(similarities, top: top) == Array(sorted.prefix(top)))
        let ascending = (0..<5000).map { Float($0) / 5000 }
        #expect(Self.order(ascending, top: top) == Array((0..<5000).reversed().prefix(top)))
    }

    @Test func `negative zero and zero are equal`() {
        #expect(Self.order([-0.0, 0.0, -0.0], top: 3) == [0, 1, 2])
    }

    @Test func `what is not above the bar has no place`() {
        var shortlist = Shortlist(wanted: 2)
        for (label, similarity) in [Float(0.1), 0.4, 0.2, 0.3].enumerated() {
            #expect(shortlist.bar == -.infinity)
            shortlist.add(.init(label: label, similarity: similarity, score: similarity))
        }
        #expect(shortlist.bar == 0.3)
        shortlist.add(.init(label: 4, similarity: 0.3, score: 0.3))
        #expect(shortlist.best.map(\.label) == [1, 3])
    }
}
