import Testing

@testable import ZeroShot

struct CutTests {
    private static func best(_ wanted: [Float], _ unwanted: [Float]) -> Cut? {
        Cut.best(of: wanted.map { ($0, true) } + unwanted.map { ($0, false) }) { cut, other in
            cut.advantage > other.advantage
        }
    }

    @Test func `a cut lies halfway between its neighbours`() throws {
        let cut = try #require(Self.best([0.5, 0.625, 0.75], [0.125, 0.25, 0.375]))
        #expect(cut.threshold == 0.4375)
        #expect(cut.kept == Cut.Kinds(wanted: 3, unwanted: 0))
        #expect(cut.advantage == 1)
    }

    // In the second: from 0.25 on 3 of 4 and 1 of 4, from 0.5 on 2 of 4 and none. Both one half.
    @Test func `of equally good cuts the one that keeps most is taken`() throws {
        let cut = try #require(Self.best([0.125, 0.25, 0.5, 0.75], [0, 0.0625, 0.1, 0.375]))
        #expect(cut.kept == Cut.Kinds(wanted: 4, unwanted: 1))
        let tied = try #require(Self.best([0, 0.25, 0.5, 0.75], [0, 0, 0.125, 0.375]))
        #expect(tied.threshold == 0.1875)
        #expect(tied.kept == Cut.Kinds(wanted: 3, unwanted: 1))
    }

    @Test func `equal numbers cannot be cut, and equal ones stay together`() throws {
        #expect(Self.best([0.5, 0.5], [0.5]) == nil)
        #expect(Self.best([], []) == nil)
        let cut = try #require(Self.best([0.5, 0.5, 0.75], [0.5]))
        #expect(cut.kept == Cut.Kinds(wanted: 1, unwanted: 0))
    }

    @Test func `neighbouring floats are cut at the upper one`() throws {
        let low: Float = 0.25
        let cut = try #require(Self.best([low.nextUp], [low]))
        #expect(cut.threshold == low.nextUp)
    }

    /// sqrt(-log(0.05) / 2 * 10 / 25) = 0.774, sqrt(-log(0.05) / 2 * 200 / 10000) = 0.173.
    @Test func `chance is beaten by less the more numbers there are`() {
        func cut(_ count: Int, kept: Int) -> Cut {
            Cut(
                threshold: 0, kept: Cut.Kinds(wanted: count, unwanted: kept),
                all: Cut.Kinds(wanted: count, unwanted: count))
        }
        #expect(abs(cut(5, kept: 0).advantageOfChance - 0.7740) < 1e-4)
        #expect(abs(cut(100, kept: 0).advantageOfChance - 0.1731) < 1e-4)
        #expect(cut(5, kept: 1).beatsChance)
        #expect(!cut(5, kept: 2).beatsChance)
        #expect(cut(100, kept: 80).beatsChance)
        #expect(!cut(100, kept: 84).beatsChance)
    }
}
