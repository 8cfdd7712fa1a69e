import OneDNN
import Testing

struct ConvolutionTests {
    static let cases: [ConvolutionCase] = [
        ConvolutionCase(input: [1, 1, 1, 1], weights: [1, 1, 1, 1]),
        ConvolutionCase(input: [2, 9, 11, 3], weights: [5, 3, 3, 3], stride: 2, padding: 1),
        ConvolutionCase(input: [2, 9, 11, 3], weights: [32, 3, 3, 3], stride: 2, padding: 1),
        ConvolutionCase(input: [3, 7, 5, 33], weights: [17, 33, 3, 3], padding: 1),
        ConvolutionCase(input: [2, 7, 6, 20], weights: [40, 20, 1, 1]),
        ConvolutionCase(input: [2, 7, 6, 64], weights: [64, 64, 3, 3], padding: 1),
        ConvolutionCase(input: [1, 8, 9, 4], weights: [6, 4, 5, 2], stride: 3, padding: 1),
        // In blocks of channels; those of 3 with a stride of 1 by Winograd, where oneDNN has it.
        ConvolutionCase(
            input: [2, 9, 11, 3], weights: [32, 3, 3, 3], stride: 2, padding: 1,
            from: .channelsFirst, to: .channelBlocks),
        ConvolutionCase(
            input: [2, 7, 6, 32], weights: [48, 32, 1, 1], from: .channelBlocks, to: .channelBlocks),
        ConvolutionCase(
            input: [2, 7, 6, 64], weights: [64, 64, 3, 3], padding: 1, from: .channelBlocks,
            to: .channelBlocks),
        ConvolutionCase(
            input: [1, 29, 31, 32], weights: [64, 32, 3, 3], padding: 1, from: .channelBlocks,
            to: .channelBlocks),
    ]

    @Test(arguments: cases)
    func `it agrees with a loop`(each: ConvolutionCase) throws {
        let layer = try Layer(each)
        let y = try layer.output(layer.x)
        #expect(y.shape == each.output)
        expectClose(y.values, layer.plain(), within: each.tolerance)
    }

    @Test(arguments: cases)
    func `ReLU follows the residual`(each: ConvolutionCase) throws {
        let layer = try Layer(each, activation: .relu)
        var numbers = SeededValues(seed: 99)
        let added = numbers.tensor(each.output, on: layer.engine)
        let expected = zip(layer.plain(), added.values).map { max($0 + Double($1), 0) }
        let before = try layer.map(added, each.to)
        let kept = try layer.channelsLast(before).values
        var residual = before
        try layer.convolution(layer.map(layer.x, each.from), addingTo: &residual)
        expectClose(
            try layer.channelsLast(residual).values, expected, within: each.tolerance)
        #expect(try layer.channelsLast(before).values == kept)
    }

    @Test(arguments: [FeatureMap.Arrangement.channelsLast, .channelBlocks])
    func `one convolution serves inputs of every size`(
        arrangement: FeatureMap.Arrangement
    ) throws {
        let each = ConvolutionCase(
            input: [2, 13, 9, 16], weights: [48, 16, 3, 3], padding: 1, from: arrangement,
            to: arrangement)
        let layer = try Layer(each)
        var numbers = SeededValues(seed: 7)
        let inputs = [[1, 13, 9, 16], [2, 5, 31, 16], [1, 1, 1, 16], [9, 40, 3, 16]].map {
            numbers.tensor(Shape($0), on: layer.engine)
        }
        for x in inputs + inputs {
            expectClose(
                try layer.output(x).values, layer.plain(x), within: each.tolerance, "\(x.shape)")
        }
    }

    @Test func `a folded batch norm is the convolution followed by the norm`() throws {
        let engine = try Engine(threads: 2)
        var numbers = SeededValues(seed: 31)
        let shape: Shape = [19, 7, 3, 3]
        let values = numbers.next(shape.count)
        let x = numbers.tensor([2, 5, 6, 7], on: engine)
        let (gain, bias, mean) = (numbers.next(19), numbers.next(19), numbers.next(19))
        let variance = numbers.next(19).map { $0 * $0 + 0.01 }
        let epsilon: Float = 0.05
        let norm = BatchNorm(
            gain: gain, bias: bias, mean: mean, variance: variance, epsilon: epsilon)
        for ownBias in [nil, numbers.next(19)] {
            let weights = ConvolutionWeights(values, shape: shape, bias: ownBias)
            let convolution = try Convolution(
                weights.folding(norm), padding: 1, output: .channelsLast, on: engine)
            let plain = Reference.convolution(
                x, values, shape: shape, bias: weights.bias, stride: 1, padding: 1)
            let expected = plain.enumerated().map { index, value in
                let channel = index % 19
                let deviation = (Double(variance[channel]) + Double(epsilon)).squareRoot()
                return (value - Double(mean[channel])) / deviation * Double(gain[channel])
                    + Double(bias[channel])
            }
            expectClose(
                try convolution(FeatureMap(channelsLast: x)).tensor.values, expected,
                within: Tolerance.sum)
        }
    }

    @Test func `an input with other channels traps`() async {
        let result = await #expect(
            processExitsWith: .failure, observing: [\.standardErrorContent]
        ) {
            let layer = try Layer(ConvolutionCase(input: [1, 4, 4, 3], weights: [2, 3, 3, 3]))
            _ = try layer.output(layer.x.reshaped([1, 4, 3, 4]))
        }
        #expect(
            result?.errorText.contains(
                "input of shape [1, 4, 3, 4] for convolution weights of [2, 3, 3, 3]") == true)
    }
}

struct ConvolutionCase: Sendable, CustomTestStringConvertible {
    let input: Shape
    let weights: Shape
    var stride = 1
    var padding = 0
    var from = FeatureMap.Arrangement.channelsLast
    var to = FeatureMap.Arrangement.channelsLast

    /// Winograd's transforms add and subtract what is multiplied, which costs a digit.
    var tolerance: Double { to == .channelBlocks ? 10 * Tolerance.sum : Tolerance.sum }

    var output: Shape {
        [
            input[0], (input[1] + 2 * padding - weights[2]) / stride + 1,
            (input[2] + 2 * padding - weights[3]) / stride + 1, weights[0],
        ]
    }
    var testDescription: String { "\(input) by \(weights) / \(stride) + \(padding), \(to)" }
}

private struct Layer {
    let engine: Engine
    let convolution: Convolution
    let weights: ConvolutionWeights
    let parameters: ConvolutionCase
    let x: Tensor

    init(_ parameters: ConvolutionCase, activation: Activation? = nil) throws {
        engine = try Engine(threads: 2)
        var numbers = SeededValues(seed: 17)
        weights = ConvolutionWeights(
            numbers.next(parameters.weights.count), shape: parameters.weights,
            bias: numbers.next(parameters.weights[0]))
        x = numbers.tensor(parameters.input, on: engine)
        convolution = try Convolution(
            weights, stride: parameters.stride, padding: parameters.padding,
            activation: activation, output: parameters.to, on: engine)
        self.parameters = parameters
    }

    func map(
        _ activations: Tensor, _ arrangement: FeatureMap.Arrangement
    ) throws -> FeatureMap {
        try Rearrangement(to: arrangement, on: engine)(FeatureMap(channelsLast: activations))
    }

    func channelsLast(_ map: FeatureMap) throws -> Tensor {
        try Rearrangement(to: .channelsLast, on: engine)(map).tensor
    }

    /// What the convolution makes of activations `[B, H, W, I]`.
    func output(_ input: Tensor) throws -> Tensor {
        try channelsLast(convolution(map(input, parameters.from)))
    }

    /// The convolution of this input, or of the case's own, before any activation.
    func plain(_ input: Tensor? = nil) -> [Double] {
        Reference.convolution(
            input ?? x, weights.values, shape: weights.shape, bias: weights.bias,
            stride: parameters.stride, padding: parameters.padding)
    }
}
