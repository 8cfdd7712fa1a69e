import Testing

@testable import OneDNN

/// Rearrangements of tensors that are large enough to be shared out among threads.
struct LargeTensorTests {
    private let engine: Engine

    init() throws {
        engine = try Engine(threads: 3)
    }

    /// Values that tell every place apart.
    private func numbered(_ shape: Shape) -> Tensor {
        Tensor((0..<shape.count).map(Float.init), shape: shape, on: engine)
    }

    @Test func `a table is added to every item`() {
        var sums = numbered([7, 40, 333])
        let before = sums.values
        let table = numbered([40, 333])
        sums.addToEveryItem(table)
        let expected = before.enumerated().map { $0.element + Float($0.offset % (40 * 333)) }
        #expect(sums.values == expected)
    }

    @Test func `a row is put before every item`() {
        let tokens = numbered([7, 40, 333])
        let row = Tensor((0..<333).map { -Float($0) }, shape: [333], on: engine)
        let values = tokens.values
        var expected: [Float] = []
        for item in 0..<7 {
            expected += row.values
            expected += values[item * 40 * 333..<(item + 1) * 40 * 333]
        }
        #expect(tokens.prependingRow(row).values == expected)
    }

    @Test func `patches are unfolded row by row`() {
        let (b, c, h, w, side) = (3, 3, 75, 93, 8)
        var expected: [Float] = []
        for item in 0..<b {
            for patch in 0..<(h / side) * (w / side) {
                let (row, column) = (patch / (w / side), patch % (w / side))
                for channel in 0..<c {
                    for y in row * side..<(row + 1) * side {
                        let start = ((item * c + channel) * h + y) * w + column * side
                        expected += (start..<start + side).map(Float.init)
                    }
                }
            }
        }
        #expect(numbered([b, c, h, w]).unfoldingPatches(of: side).values == expected)
    }
}
