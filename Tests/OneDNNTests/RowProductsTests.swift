import OneDNN
import Testing

struct RowProductsTests {
    @Test(arguments: [
        (rows: 1, others: 1, width: 1), (5, 7, 3), (64, 16, 33), (257, 48, 64), (31, 130, 512),
    ])
    func `every row meets every other`(
        sizes: (rows: Int, others: Int, width: Int)
    ) throws {
        let engine = try Engine(threads: 2)
        var values = SeededValues(seed: 21)
        let rows = values.next(sizes.rows * sizes.width)
        let others = values.next(sizes.others * sizes.width)
        let table = Tensor(others, shape: [sizes.others, sizes.width], on: engine)
        let products = try RowProducts(on: engine)(rows.span, table)
        #expect(products.shape == [sizes.rows, sizes.others])
        expectClose(
            products.values,
            Reference.linear(
                rows, weights: others, bias: nil, inputs: sizes.width, outputs: sizes.others),
            within: Tolerance.sum)
    }

    @Test func `a part of a table is read where it lies`() throws {
        let engine = try Engine(threads: 2)
        let rows: [Float] = [1, 2, 3, 4, 5, 6]
        let table = Tensor([1, 0, 0, 10], shape: [2, 2], on: engine)
        let products = RowProducts(on: engine)
        #expect(try products(rows.span.extracting(2..<6), table).values == [3, 40, 5, 60])
        #expect(try products(rows.span.extracting(0..<2), table).values == [1, 20])
    }

    @Test func `sizes that were there before allocate nothing`() throws {
        let engine = try Engine(threads: 2)
        var values = SeededValues(seed: 22)
        let rows = values.next(40 * 24)
        let table = values.tensor([16, 24], on: engine)
        let products = RowProducts(on: engine)
        _ = try products(rows.span, table)
        let allocations = engine.workspace.allocationCount
        _ = try products(rows.span, table)
        #expect(engine.workspace.allocationCount == allocations)
    }
}
