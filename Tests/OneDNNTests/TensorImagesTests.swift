import OneDNN
import Testing

struct TensorImagesTests {
    @Test(arguments: [(10, 15), (5, 5), (12, 19), (14, 5)])
    func `a patch embedding of unfolded patches is the strided convolution`(
        height: Int, width: Int
    ) throws {
        let engine = try Engine(threads: 2)
        var numbers = SeededValues(seed: 52)
        let pixels = numbers.tensor([2, 3, height, width], on: engine)
        let weights = numbers.next(7 * 3 * 5 * 5)
        let patches = pixels.unfoldingPatches(of: 5)
        #expect(patches.shape == [2, (height / 5) * (width / 5), 75])
        let layer = try Linear(weights: weights, outputs: 7, inputs: 75, bias: nil, on: engine)
        let channelsLast = Rearrangement(to: .channelsLast, on: engine)
        expectClose(
            try layer(patches).values,
            Reference.convolution(
                try channelsLast(FeatureMap(channelsFirst: pixels)).tensor, weights,
                shape: [7, 3, 5, 5], bias: [Float](repeating: 0, count: 7), stride: 5, padding: 0),
            within: Tolerance.sum)
    }

    @Test func `a patch larger than the image traps`() async {
        let result = await #expect(
            processExitsWith: .failure, observing: [\.standardErrorContent]
        ) {
            let pixels = Tensor([Float](repeating: 0, count: 3 * 4 * 5), shape: [1, 3, 4, 5])
            _ = pixels.unfoldingPatches(of: 5)
        }
        #expect(result?.errorText.contains("patches of 5 pixels in an image of 4 x 5") == true)
    }
}
