import Foundation
import Testing

@testable import OneDNN

/// A layer of less than float32 computes exactly with what its numbers are rounded to.
struct LinearPrecisionTests {
    /// Those that this machine's processor has; float32 is always among them.
    static let available = Precision.allCases.filter(\.isAvailable)

    /// Row counts below, at and above those that one round takes, and a single row.
    private static let rowCounts = [1, 7, 64, 128, 129, 300]

    private static let sizes: [(inputs: Int, outputs: Int)] = [
        (1, 1), (7, 5), (53, 97), (64, 128), (300, 17),
    ]

    @Test(arguments: available, sizes)
    func `every row count agrees with a loop over rounded numbers`(
        precision: Precision, sizes: (inputs: Int, outputs: Int)
    ) throws {
        for rows in Self.rowCounts {
            let layer = try Layer(sizes.inputs, sizes.outputs, precision)
            let x = layer.input(rows: rows)
            expectClose(
                try layer.linear(x).values, layer.expected(x), within: Tolerance.sum,
                "\(rows) rows")
        }
    }

    @Test(arguments: available, Activation.allCases + [nil])
    func `activation follows bias and residual`(
        precision: Precision, activation: Activation?
    ) throws {
        let layer = try Layer(53, 97, precision, activation: activation)
        for rows in [13, 140] {
            let x = layer.input(rows: rows)
            expectClose(
                try layer.linear(x).values, layer.expected(x), within: Tolerance.function)
            var residual = layer.residual(rows: rows)
            let expected = layer.expected(x, residual: residual)
            try layer.linear(x, addingTo: &residual)
            expectClose(residual.values, expected, within: Tolerance.function, "residual")
        }
    }

    @Test(arguments: available)
    func `a layer without bias adds none`(precision: Precision) throws {
        let layer = try Layer(53, 97, precision, hasBias: false)
        let x = layer.input(rows: 13)
        expectClose(try layer.linear(x).values, layer.expected(x), within: Tolerance.sum)
    }

    @Test(arguments: available)
    func `a layer reads what another feeds it as if it came through a tensor`(
        precision: Precision
    ) throws {
        let first = try Layer(40, 72, precision, activation: .gelu)
        let second = try Linear(
            weights: Layer.values(24 * 72, seed: 9), outputs: 24, inputs: 72, bias: nil,
            precision: precision, on: first.engine)
        let x = first.input(rows: 150)
        let found = try second(first.linear.feedingNext(x)).values
        let expected = try second(first.linear(x)).values
        // Rounding twice, as bfloat16 does on the way, and rounding once give the same numbers.
        #expect(found == expected)
    }

    @Test(arguments: available)
    func `rounded rows serve every layer of the precision`(precision: Precision) throws {
        let layer = try Layer(40, 72, precision)
        let x = layer.input(rows: 9)
        let other = try Linear(
            weights: Layer.values(24 * 40, seed: 9), outputs: 24, inputs: 40, bias: nil,
            precision: precision, on: layer.engine)
        #expect(try layer.linear(other.input(x)).values == layer.linear(x).values)
    }

    @Test(arguments: available)
    func `a row does not depend on the others`(precision: Precision) throws {
        let layer = try Layer(64, 48, precision)
        let x = layer.input(rows: 5).values
        let loud = x.prefix(64).map { $0 * 1000 } + x.dropFirst(64)
        let all = try layer.linear(Tensor(x, shape: [5, 64])).values
        let others = try layer.linear(Tensor(loud, shape: [5, 64])).values
        #expect(all.dropFirst(48) == others.dropFirst(48))
        #expect(all.prefix(48) != others.prefix(48))
    }

    @Test(arguments: available)
    func `a row of zeros yields the bias`(precision: Precision) throws {
        let layer = try Layer(37, 20, precision)
        let found = try layer.linear(Tensor(zeros: [2, 37], on: layer.engine)).values
        #expect(found == layer.bias + layer.bias)
    }

    @Test(arguments: available, [Float.nan, .infinity])
    func `a row with a number that is none yields none and leaves the others`(
        precision: Precision, number: Float
    ) throws {
        let layer = try Layer(40, 20, precision)
        for place in [3, 39] {
            var x = layer.input(rows: 2).values
            let sound = try layer.linear(Tensor(x, shape: [2, 40])).values
            x[place] = number
            let found = try layer.linear(Tensor(x, shape: [2, 40])).values
            #expect(found.prefix(20).allSatisfy { !$0.isFinite })
            #expect(found.dropFirst(20) == sound.dropFirst(20))
        }
    }

    @Test(arguments: available)
    func `a repeated call takes no memory from the system`(precision: Precision) throws {
        let layer = try Layer(64, 48, precision)
        let x = layer.input(rows: 200)
        _ = try layer.linear(x)
        let allocations = layer.engine.workspace.allocationCount
        _ = try layer.linear(x)
        #expect(layer.engine.workspace.allocationCount == allocations)
    }

    @Test(arguments: Precision.allCases)
    func `an engine is made where the processor has the precision`(precision: Precision) throws {
        guard precision.isAvailable else {
            #expect(throws: OneDNNError.missingInstructions(precision)) {
                _ = try Engine(threads: 1, precision: precision)
            }
            return
        }
        #expect(try Engine(threads: 1, precision: precision).precision == precision)
    }

    @Test func `float32 is available everywhere`() {
        #expect(Precision.float32.isAvailable)
        #expect(Precision.allCases.filter { $0.instructions == nil } == [.float32])
    }
}

/// A layer with everything needed to compute its result by hand.
private struct Layer {
    let engine: Engine
    let linear: Linear
    let bias: [Float]
    private let hasBias: Bool
    private let weights: [Float]
    private let precision: Precision
    private let activation: Activation?

    init(
        _ inputs: Int, _ outputs: Int, _ precision: Precision, hasBias: Bool = true,
        activation: Activation? = nil
    ) throws {
        engine = try Engine(threads: 2, precision: precision)
        weights = Self.values(outputs * inputs, seed: 1)
        bias = Self.values(outputs, seed: 2)
        self.hasBias = hasBias
        self.precision = precision
        self.activation = activation
        linear = try Linear(
            weights: weights, outputs: outputs, inputs: inputs, bias: hasBias ? bias : nil,
            activation: activation, precision: precision, on: engine)
    }

    static func values(_ count: Int, seed: UInt64) -> [Float] {
        var values = SeededValues(seed: seed)
        return values.next(count)
    }

    /// Rows whose largest values differ, so that each has steps of its own.
    func input(rows: Int) -> Tensor {
        var values = Self.values(rows * linear.inputs, seed: 3)
        for index in values.indices {
            values[index] *= Float(1 + index / linear.inputs % 5)
        }
        return Tensor(values, shape: [rows, linear.inputs], on: engine)
    }

    func residual(rows: Int) -> Tensor {
        Tensor(
            Self.values(rows * linear.outputs, seed: 4), shape: [rows, linear.outputs],
            on: engine)
    }

    func expected(_ x: Tensor, residual: Tensor? = nil) -> [Double] {
        Reference.linear(
            rounded(x.values), weights: rounded(weights), bias: hasBias ? bias : nil,
            residual: residual?.values, activation: activation, inputs: linear.inputs,
            outputs: linear.outputs)
    }

    /// The numbers that the layer multiplies, as float32 that stand for them.
    private func rounded(_ values: [Float]) -> [Float] {
        switch precision {
        case .float32: values
        case .bfloat16: values.map(Self.bfloat16)
        case .int8:
            stride(from: 0, to: values.count, by: linear.inputs).flatMap { start in
                let row = values[start..<start + linear.inputs]
                let step = (row.map(\.magnitude).max() ?? 0) / 127
                return row.map { ($0 / step).rounded(.toNearestOrEven) * step }
            }
        }
    }

    /// The nearest number with 8 significant bits, of two equally near ones the even.
    private static func bfloat16(_ value: Float) -> Float {
        let bits = value.bitPattern
        let even = bits >> 16 & 1
        return Float(bitPattern: (bits + 0x7fff + even) & 0xffff_0000)
    }
}
