import OneDNN
import Testing

struct SoftmaxTests {
    @Test(arguments: [1, 5, 64], [1, 2, 50, 257, 1000])
    func `it agrees with a loop`(rows: Int, width: Int) throws {
        let engine = try Engine(threads: 2)
        var numbers = SeededValues(seed: 8)
        let x = Tensor(
            numbers.next(rows * width).map { $0 * 10 }, shape: [rows, width], on: engine)
        let y = try Softmax(on: engine)(x)
        expectClose(
            y.values, Reference.rows(of: x.values, width: width).flatMap(Reference.softmax),
            within: Tolerance.function)
    }

    @Test func `its scores sum to one`() throws {
        let engine = try Engine(threads: 2)
        var numbers = SeededValues(seed: 9)
        let x = Tensor(numbers.next(6 * 77).map { $0 * 100 }, shape: [2, 3, 77], on: engine)
        let y = try Softmax(on: engine)(x)
        #expect(y.shape == [2, 3, 77])
        let sums = Reference.rows(of: y.values, width: 77).map { Float($0.reduce(0, +)) }
        expectClose(sums, [1, 1, 1, 1, 1, 1], within: Tolerance.function)
    }

    @Test func `large and hidden scores give numbers`() throws {
        let engine = try Engine(threads: 1)
        let x = Tensor([1e30, -1e30, 0, -.infinity, 5, -.infinity], shape: [2, 3], on: engine)
        #expect(try Softmax(on: engine)(x).values == [1, 0, 0, 0, 1, 0])
    }
}
