import Testing

@testable import ZeroShot

struct MergeTableTests {
    @Test func `merges keep rank and result while the table grows`() {
        var table = MergeTable(capacity: 0)
        // Ids of one difference, and of any: pairs that fall close together and far apart.
        var pairs: [(Int32, Int32)] = []
        for number: Int32 in 0..<4000 {
            pairs.append((number, number + 1))
            pairs.append((number * 7919 % 100_003, Int32.max - 1 - number))
        }
        for (rank, pair) in pairs.enumerated() {
            table.append(pair.0, pair.1, joined: Int32(rank * 3))
        }
        #expect(table.count == 8000)
        for (rank, pair) in pairs.enumerated() {
            #expect(
                table[pair.0, pair.1] == MergeTable.Merge(rank: UInt32(rank), id: Int32(rank * 3))
            )
        }
        #expect(table[1, 0] == nil)
        #expect(table[4000, 4001] == nil)
    }

    @Test func `the pair of zeros is a pair like others`() {
        var table = MergeTable(capacity: 1)
        #expect(table[0, 0] == nil)
        table.append(0, 0, joined: 0)
        #expect(table[0, 0] == MergeTable.Merge(rank: 0, id: 0))
    }

    @Test func `a pair appended again has the later rank`() {
        var table = MergeTable(capacity: 1)
        table.append(1, 2, joined: 3)
        table.append(2, 1, joined: 4)
        table.append(1, 2, joined: 3)
        #expect(table[1, 2] == MergeTable.Merge(rank: 2, id: 3))
        #expect(table[2, 1] == MergeTable.Merge(rank: 1, id: 4))
        #expect(table.count == 3)
    }
}
