import OneDNN
import Testing

struct TensorRowsTests {
    /// `[2, 3, 2]`: item 0 holds 0...5, item 1 holds 10...15.
    private let tokens = Tensor([0, 1, 2, 3, 4, 5, 10, 11, 12, 13, 14, 15], shape: [2, 3, 2])

    @Test func `a table is added to every item and to no copy`() {
        var hidden = tokens
        hidden.addToEveryItem(Tensor([100, 200, 300, 400, 500, 600], shape: [3, 2]))
        #expect(
            hidden.values == [100, 201, 302, 403, 504, 605, 110, 211, 312, 413, 514, 615])
        #expect(tokens.values == [0, 1, 2, 3, 4, 5, 10, 11, 12, 13, 14, 15])
    }

    @Test func `rows are gathered in the order of their numbers`() {
        let table = Tensor([0, 1, 10, 11, 20, 21, 30, 31], shape: [4, 2])
        let rows = table.gatheringRows([3, 0, 3, 1])
        #expect(rows.shape == [4, 2])
        #expect(rows.values == [30, 31, 0, 1, 30, 31, 10, 11])
    }

    @Test(arguments: [Int32(4), -1])
    func `a row that the table does not have traps`(row: Int32) async {
        let result = await #expect(
            processExitsWith: .failure, observing: [\.standardErrorContent]
        ) { [row] in
            let table = Tensor([0, 1, 10, 11, 20, 21, 30, 31], shape: [4, 2])
            _ = table.gatheringRows([row])
        }
        #expect(result?.errorText.contains("row \(row) of a table with 4 rows") == true)
    }

    @Test func `one row is selected per item`() {
        let rows = tokens.selectingRows([2, 0])
        #expect(rows.shape == [2, 2])
        #expect(rows.values == [4, 5, 10, 11])
    }

    @Test func `a position outside the item traps`() async {
        let result = await #expect(
            processExitsWith: .failure, observing: [\.standardErrorContent]
        ) {
            let tokens = Tensor([0, 1, 2, 3, 4, 5, 6, 7], shape: [2, 2, 2])
            _ = tokens.selectingRows([2, 0])
        }
        #expect(result?.errorText.contains("positions [2, 0] in items of 2 tokens") == true)
    }

    @Test func `a row is put before every item`() {
        let extended = tokens.prependingRow(Tensor([7, 8], shape: [2]))
        #expect(extended.shape == [2, 4, 2])
        #expect(
            extended.values == [7, 8, 0, 1, 2, 3, 4, 5, 7, 8, 10, 11, 12, 13, 14, 15])
    }

    @Test func `tokens are appended item by item`() {
        let extended = tokens.appendingTokens(Tensor([-1, -2, -11, -12], shape: [2, 1, 2]))
        #expect(extended.shape == [2, 4, 2])
        #expect(
            extended.values == [0, 1, 2, 3, 4, 5, -1, -2, 10, 11, 12, 13, 14, 15, -11, -12])
    }

    @Test func `the mean is taken over the tokens of an item`() {
        let means = tokens.meanOverTokens()
        #expect(means.shape == [2, 2])
        #expect(means.values == [2, 3, 12, 13])
    }

    @Test func `the mean of odd sizes agrees with a loop`() {
        var numbers = SeededValues(seed: 41)
        let x = numbers.tensor([3, 49, 37])
        let values = x.values
        let expected = (0..<3 * 37).map { index in
            (0..<49).reduce(0.0) { $0 + Double(values[(index / 37 * 49 + $1) * 37 + index % 37]) }
                / 49
        }
        expectClose(x.meanOverTokens().values, expected, within: Tolerance.sum)
    }

    @Test func `results live where the receiver lives`() throws {
        let engine = try Engine(threads: 1)
        let table = Tensor([1, 2, 3, 4], shape: [2, 2], on: engine)
        for _ in 0..<3 {
            #expect(table.gatheringRows([1, 1]).values == [3, 4, 3, 4])
        }
        #expect(engine.workspace.allocationCount == 2)
    }
}
