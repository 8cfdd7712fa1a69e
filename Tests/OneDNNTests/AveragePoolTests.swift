import OneDNN
import Testing

struct AveragePoolTests {
    @Test(arguments: [
        ([2, 6, 8, 5], 2, 2), ([1, 7, 7, 33], 7, 7), ([2, 7, 5, 3], 2, 2), ([1, 9, 8, 16], 3, 2),
        ([1, 1, 1, 1], 1, 1), ([2, 6, 8, 32], 2, 2),
    ])
    func `it agrees with a loop`(shape: [Int], kernel: Int, stride: Int) throws {
        let engine = try Engine(threads: 2)
        var numbers = SeededValues(seed: 13)
        let x = numbers.tensor(Shape(shape), on: engine)
        let expected = Reference.averagePool(x, kernel: kernel, stride: stride)
        let pool = AveragePool(kernel: kernel, stride: stride, on: engine)
        let channelsLast = Rearrangement(to: .channelsLast, on: engine)
        let blocks = shape[3].isMultiple(of: 16) ? [FeatureMap.Arrangement.channelBlocks] : []
        for arrangement in [.channelsLast] + blocks {
            let map = try Rearrangement(to: arrangement, on: engine)(FeatureMap(channelsLast: x))
            let y = try pool(map)
            #expect(y.arrangement == arrangement)
            #expect(
                y.shape == [
                    shape[0], (shape[1] - kernel) / stride + 1, (shape[2] - kernel) / stride + 1,
                    shape[3],
                ])
            expectClose(try channelsLast(y).tensor.values, expected, within: Tolerance.sum)
        }
    }
}
