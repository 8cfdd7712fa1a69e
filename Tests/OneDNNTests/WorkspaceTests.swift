import OneDNN
import Testing

struct WorkspaceTests {
    @Test func `a buffer is used again once its tensor is gone`() throws {
        let engine = try Engine(threads: 1)
        for _ in 0..<10 {
            _ = Tensor(uninitialized: [7, 11], on: engine)
        }
        #expect(engine.workspace.allocationCount == 1)
    }

    @Test func `tensors that live together do not share a buffer`() throws {
        let engine = try Engine(threads: 1)
        let first = Tensor([1, 2], shape: [2], on: engine)
        let second = Tensor([3, 4], shape: [2], on: engine)
        #expect(first.values + second.values == [1, 2, 3, 4])
        #expect(engine.workspace.allocationCount == 2)
    }

    @Test func `a free buffer serves requests from half its size up to its size`() throws {
        let engine = try Engine(threads: 1)
        _ = Tensor(uninitialized: [100], on: engine)
        _ = Tensor(uninitialized: [100], on: engine)
        _ = Tensor(uninitialized: [50], on: engine)
        #expect(engine.workspace.allocationCount == 1)
        _ = Tensor(uninitialized: [49], on: engine)
        #expect(engine.workspace.allocationCount == 2)
        _ = Tensor(uninitialized: [101], on: engine)
        #expect(engine.workspace.allocationCount == 3)
    }

    @Test func `the smallest free buffer that fits is taken`() throws {
        let engine = try Engine(threads: 1)
        do {
            let tensors = [90, 60, 75].map { Tensor(uninitialized: [$0], on: engine) }
            #expect(tensors.count == 3)
        }
        // Were 90 or 75 given for the first, nothing would be left for the last.
        let again = [55, 70, 85].map { Tensor(uninitialized: [$0], on: engine) }
        #expect(again.map(\.shape.count) == [55, 70, 85])
        #expect(engine.workspace.allocationCount == 3)
    }

    @Test func `a tensor outlives its engine`() throws {
        var engine: Engine? = try Engine(threads: 1)
        let tensor = Tensor([1, 2, 3], shape: [3], on: engine)
        engine = nil
        #expect(tensor.values == [1, 2, 3])
    }

    @Test func `a repeated forward pass allocates nothing`() throws {
        let engine = try Engine(threads: 2)
        var numbers = SeededValues(seed: 11)
        let block = try Block(width: 48, &numbers, on: engine)
        let input = numbers.tensor([3, 19, 48], on: engine)
        let first = try block(input).values
        // Until the weights are packed, which changes what products need.
        for _ in 0..<8 {
            #expect(try block(input).values == first)
        }
        let allocations = engine.workspace.allocationCount
        for _ in 0..<4 {
            #expect(try block(input).values == first)
        }
        #expect(engine.workspace.allocationCount == allocations)
    }
}

/// A transformer block in miniature: every kind of buffer that a tower takes.
private struct Block {
    let norm: LayerNorm
    let input: Linear
    let attention: Attention
    let output: Linear

    init(width: Int, _ numbers: inout SeededValues, on engine: Engine) throws {
        norm = try LayerNorm(
            gain: numbers.next(width), bias: numbers.next(width), epsilon: 1e-5, on: engine)
        input = try Linear(
            weights: numbers.next(3 * width * width), outputs: 3 * width, inputs: width,
            bias: numbers.next(3 * width), on: engine)
        attention = Attention(heads: 3, headSize: width / 3, on: engine)
        output = try Linear(
            weights: numbers.next(width * width), outputs: width, inputs: width, bias: nil,
            activation: .gelu, on: engine)
    }

    func callAsFunction(_ x: Tensor) throws -> Tensor {
        let width = x.shape[-1]
        var hidden = x
        let product = try input(norm(hidden))
        let attended = try attention(
            queries: product.columns(0..<width), keys: product.columns(width..<2 * width),
            values: product.columns(2 * width..<3 * width),
            mask: .causal(items: x.shape[0], keys: x.shape[1]))
        try output(attended, addingTo: &hidden)
        return hidden
    }
}
