import OneDNN
import Testing

struct LayerNormTests {
    @Test(arguments: [1, 3, 31, 257], [1, 7, 64, 771])
    func `it agrees with a loop`(rows: Int, width: Int) throws {
        let engine = try Engine(threads: 2)
        var numbers = SeededValues(seed: 3)
        let (gain, bias) = (numbers.next(width), numbers.next(width))
        let x = numbers.tensor([rows, width], on: engine)
        // A large epsilon, so that one that is not used is seen.
        let norm = try LayerNorm(gain: gain, bias: bias, epsilon: 0.01, on: engine)
        let y = try norm(x)
        #expect(y.shape == x.shape)
        expectClose(
            y.values,
            Reference.layerNorm(x.values, gain: gain, bias: bias, epsilon: Double(Float(0.01))),
            within: Tolerance.sum)
    }

    @Test func `leading axes are rows`() throws {
        let engine = try Engine(threads: 2)
        var numbers = SeededValues(seed: 4)
        let norm = try LayerNorm(
            gain: numbers.next(19), bias: numbers.next(19), epsilon: 1e-5, on: engine)
        let x = numbers.tensor([3, 5, 19], on: engine)
        let y = try norm(x)
        #expect(y.shape == [3, 5, 19])
        #expect(y.values == (try norm(x.reshaped([15, 19])).values))
    }
}
