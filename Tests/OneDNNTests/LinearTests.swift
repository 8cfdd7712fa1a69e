import OneDNN
import Testing

struct LinearTests {
    /// Sizes that fill no vector register, and some that do.
    static let sizes: [(inputs: Int, outputs: Int)] = [
        (1, 1), (7, 5), (53, 97), (65, 33), (64, 128), (300, 17),
    ]

    /// Row counts around the packed layout's own (64), and a single row.
    static let rowCounts = [1, 2, 3, 7, 16, 31, 63, 64, 65, 129]

    @Test(arguments: sizes, rowCounts)
    func `every row count agrees with a loop`(
        sizes: (inputs: Int, outputs: Int), rows: Int
    ) throws {
        let layer = try Layer(sizes.inputs, sizes.outputs, hasBias: true)
        let x = layer.input(rows: rows)
        let y = try layer.linear(x)
        #expect(y.shape == [rows, sizes.outputs])
        expectClose(y.values, layer.expected(x), within: Tolerance.sum)
    }

    @Test(arguments: Activation.allCases + [nil])
    func `activation follows bias and residual`(activation: Activation?) throws {
        for hasBias in [false, true] {
            let layer = try Layer(53, 97, hasBias: hasBias, activation: activation)
            let x = layer.input(rows: 13)
            let y = try layer.linear(x)
            expectClose(y.values, layer.expected(x), within: Tolerance.function, "no residual")

            var residual = layer.residual(rows: 13)
            let expected = layer.expected(x, residual: residual)
            try layer.linear(x, addingTo: &residual)
            expectClose(residual.values, expected, within: Tolerance.function, "residual")
        }
    }

    @Test func `leading axes are rows`() throws {
        let layer = try Layer(24, 10, hasBias: true)
        let x = layer.input(rows: 30)
        let y = try layer.linear(x.reshaped([2, 3, 5, 24]))
        #expect(y.shape == [2, 3, 5, 10])
        #expect(y.values == (try layer.linear(x).values))
    }

    @Test func `row counts in turn give what each gives alone`() throws {
        let layer = try Layer(40, 72, hasBias: true)
        let inputs = [5, 64, 1, 100, 5, 64].map { layer.input(rows: $0) }
        for x in inputs {
            expectClose(
                try layer.linear(x).values, layer.expected(x), within: Tolerance.sum)
        }
    }

    @Test(arguments: sizes, [1, 3, 64, 129])
    func `a product does not change when its weights are packed, and then lets go of the others`(
        sizes: (inputs: Int, outputs: Int), rows: Int
    ) throws {
        let layer = try Layer(sizes.inputs, sizes.outputs, hasBias: true, activation: .gelu)
        var source: TrackedWeights? = TrackedWeights(values: layer.weights)
        weak let tracker = source?.tracker
        let linear = try Linear(
            weights: try #require(source), outputs: sizes.outputs, inputs: sizes.inputs,
            bias: layer.bias, activation: .gelu, on: layer.engine)
        source = nil
        let x = layer.input(rows: rows)
        var runsOnStored = 0
        for run in 0..<12 {
            if tracker != nil { runsOnStored += 1 }
            expectClose(
                try linear(x).values, layer.expected(x), within: Tolerance.function, "run \(run)")
        }
        #expect((1..<12).contains(runsOnStored))
    }

    @Test func `a residual keeps its buffer and a copy of it its values`() throws {
        let layer = try Layer(24, 24, hasBias: false)
        let x = layer.input(rows: 4)
        var hidden = layer.residual(rows: 4)
        let before = hidden
        try layer.linear(x, addingTo: &hidden)
        #expect(before.values == layer.residual(rows: 4).values)
        #expect(hidden.values != before.values)

        let allocations = layer.engine.workspace.allocationCount
        try layer.linear(x, addingTo: &hidden)
        #expect(layer.engine.workspace.allocationCount == allocations)
    }

    @Test func `a layer can add to its own input`() throws {
        let layer = try Layer(24, 24, hasBias: true)
        var x = layer.input(rows: 5)
        let input = x
        let expected = layer.expected(input, residual: input)
        try layer.linear(input, addingTo: &x)
        expectClose(x.values, expected, within: Tolerance.sum)
    }

    @Test func `an input of another width traps`() async {
        let result = await #expect(
            processExitsWith: .failure, observing: [\.standardErrorContent]
        ) {
            let layer = try Layer(24, 10, hasBias: false)
            _ = try layer.linear(Tensor([Float](repeating: 0, count: 23), shape: [1, 23]))
        }
        #expect(
            result?.errorText.contains("input of shape [1, 23] for a layer of [10, 24]") == true)
    }

    @Test func `a residual of another shape traps`() async {
        let result = await #expect(
            processExitsWith: .failure, observing: [\.standardErrorContent]
        ) {
            let layer = try Layer(24, 10, hasBias: false)
            var residual = Tensor([Float](repeating: 0, count: 20), shape: [2, 10])
            try layer.linear(layer.input(rows: 1), addingTo: &residual)
        }
        #expect(
            result?.errorText.contains("a residual of shape [2, 10] for 10 outputs of [1, 24]")
                == true)
    }
}

/// Weights that can be seen to be let go.
private struct TrackedWeights: WeightSource {
    final class Tracker: Sendable {}

    let values: [Float]
    let tracker = Tracker()

    var count: Int { values.count }

    func withSpan<R, E: Error>(_ body: (Span<Float>) throws(E) -> R) throws(E) -> R {
        try body(values.span)
    }
}

/// A layer with seeded weights, and what a loop says about it.
private struct Layer {
    let engine: Engine
    let linear: Linear
    let weights: [Float]
    let bias: [Float]?
    let activation: Activation?

    init(
        _ inputs: Int, _ outputs: Int, hasBias: Bool, activation: Activation? = nil
    ) throws {
        engine = try Engine(threads: 2)
        var numbers = SeededValues(seed: UInt64(inputs * 1000 + outputs))
        weights = numbers.next(inputs * outputs)
        bias = hasBias ? numbers.next(outputs) : nil
        self.activation = activation
        linear = try Linear(
            weights: weights, outputs: outputs, inputs: inputs, bias: bias,
            activation: activation, on: engine)
    }

    func input(rows: Int) -> Tensor {
        var numbers = SeededValues(seed: UInt64(rows))
        return numbers.tensor([rows, linear.inputs], on: engine)
    }

    func residual(rows: Int) -> Tensor {
        var numbers = SeededValues(seed: UInt64(rows + 77))
        return numbers.tensor([rows, linear.outputs], on: engine)
    }

    func expected(_ x: Tensor, residual: Tensor? = nil) -> [Double] {
        Reference.linear(
            x.values, weights: weights, bias: bias, residual: residual?.values,
            activation: activation, inputs: linear.inputs, outputs: linear.outputs)
    }
}
