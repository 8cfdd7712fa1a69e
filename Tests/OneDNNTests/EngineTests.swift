import Foundation
import OneDNN
import Testing

struct EngineTests {
    @Test func `an engine needs a thread`() {
        for count in [0, -3, Int(Int32.max) + 1] {
            #expect(throws: OneDNNError.threadCount(count)) { _ = try Engine(threads: count) }
        }
    }

    @Test func `the version is that of the library`() throws {
        let numbers = Engine.version.split(separator: ".").compactMap { Int($0) }
        #expect(numbers.count == 3)
        #expect(try #require(numbers.first) >= 2)
    }

    @Test func `the instruction set has a name`() {
        #expect(Engine.instructionSet.contains(/^(SSE|AVX)/))
    }

    @Test func `the thread count changes no result`() throws {
        var numbers = SeededValues(seed: 5)
        let (weights, x) = (numbers.next(130 * 70), numbers.next(90 * 70))
        let results = try [1, 2, 3].map { threads in
            let engine = try Engine(threads: threads)
            let layer = try Linear(
                weights: weights, outputs: 130, inputs: 70, bias: nil, on: engine)
            return try layer(Tensor(x, shape: [90, 70], on: engine)).values
        }
        let expected = results[0].map { Double($0) }
        for result in results {
            expectClose(result, expected, within: Tolerance.sum)
        }
    }

    @Test func `engines of different thread counts work side by side`() throws {
        var numbers = SeededValues(seed: 6)
        let (weights, x) = (numbers.next(33 * 17), numbers.next(5 * 17))
        let expected = Reference.linear(x, weights: weights, bias: nil, inputs: 17, outputs: 33)
        let layers = try [2, 1, 3].map { threads in
            try Linear(
                weights: weights, outputs: 33, inputs: 17, bias: nil,
                on: Engine(threads: threads))
        }
        for layer in layers + layers.reversed() {
            expectClose(
                try layer(Tensor(x, shape: [5, 17])).values, expected, within: Tolerance.sum)
        }
    }
}
