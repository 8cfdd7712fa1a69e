import OneDNN
import Testing

struct TensorTests {
    @Test func `values come out as they went in`() throws {
        let engine = try Engine(threads: 1)
        #expect(Tensor([1, 2, 3, 4, 5, 6], shape: [2, 3]).values == [1, 2, 3, 4, 5, 6])
        #expect(Tensor([1, 2, 3], shape: [3], on: engine).values == [1, 2, 3])
        #expect(Tensor([], shape: [0, 3]).values == [])
    }

    @Test func `parts are joined in order`() throws {
        let engine = try Engine(threads: 2)
        let joined = Tensor(joining: [[1, 2], [3, 4], [5, 6]], shape: [3, 2], on: engine)
        #expect(joined.values == [1, 2, 3, 4, 5, 6])
    }

    @Test func `zeros are zero in a recycled buffer`() throws {
        let engine = try Engine(threads: 1)
        do {
            _ = Tensor([1, 2, 3], shape: [3], on: engine)
        }
        #expect(Tensor(zeros: [3], on: engine).values == [0, 0, 0])
        #expect(engine.workspace.allocationCount == 1)
    }

    @Test func `a copy keeps its values when the original changes`() throws {
        let engine = try Engine(threads: 1)
        for home in [nil, engine] {
            var original = Tensor([1, 2, 3], shape: [3], on: home)
            let copy = original
            let view = original.reshaped([1, 3])
            original.withMutableSpan { $0[1] = 20 }
            #expect(original.values == [1, 20, 3])
            #expect(copy.values == [1, 2, 3])
            #expect(view.values == [1, 2, 3])
        }
    }

    @Test func `a tensor without copies is changed where it lies`() throws {
        let engine = try Engine(threads: 1)
        var tensor = Tensor([1, 2, 3], shape: [3], on: engine)
        tensor.withMutableSpan { $0[0] = 10 }
        #expect(tensor.values == [10, 2, 3])
        #expect(engine.workspace.allocationCount == 1)
    }

    @Test func `reshaping copies nothing`() throws {
        let engine = try Engine(threads: 1)
        let tensor = Tensor([1, 2, 3, 4, 5, 6], shape: [2, 3], on: engine)
        let reshaped = tensor.reshaped([3, 2])
        #expect(reshaped.shape == [3, 2])
        #expect(reshaped.values == tensor.values)
        #expect(engine.workspace.allocationCount == 1)
    }

    @Test func `a span reads all values and passes errors on`() throws {
        struct Stop: Error {}
        let tensor = Tensor([1, 2, 4], shape: [3])
        let sum = tensor.withSpan { span in
            span.indices.reduce(Float(0)) { $0 + span[$1] }
        }
        #expect(sum == 7)
        #expect(throws: Stop.self) {
            try tensor.withSpan { (_) throws(Stop) in throw Stop() }
        }
    }

    @Test func `values that do not fill the shape trap`() async {
        let result = await #expect(
            processExitsWith: .failure, observing: [\.standardErrorContent]
        ) {
            _ = Tensor([1, 2, 3], shape: [2, 2])
        }
        #expect(result?.errorText.contains("3 values for a tensor of shape [2, 2]") == true)
    }

    @Test func `a shape of another count traps`() async {
        let result = await #expect(
            processExitsWith: .failure, observing: [\.standardErrorContent]
        ) {
            _ = Tensor([1, 2, 3, 4], shape: [2, 2]).reshaped([3])
        }
        #expect(result?.errorText.contains("cannot read shape [2, 2] as [3]") == true)
    }
}
