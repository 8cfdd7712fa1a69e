import OneDNN
import Testing

struct AttentionTests {
    /// Head widths and token counts that no vector register divides, and CLIP's own.
    static let sizes: [AttentionSize] = [
        AttentionSize(items: 1, heads: 1, headSize: 1, queries: 1, keys: 1),
        AttentionSize(items: 2, heads: 3, headSize: 5, queries: 7, keys: 7),
        AttentionSize(items: 3, heads: 3, headSize: 20, queries: 5, keys: 19),
        AttentionSize(items: 3, heads: 2, headSize: 40, queries: 1, keys: 51),
        AttentionSize(items: 2, heads: 12, headSize: 64, queries: 50, keys: 50),
        AttentionSize(items: 2, heads: 3, headSize: 72, queries: 33, keys: 65),
    ]

    @Test(arguments: sizes)
    func `every query sees every key without a mask`(size: AttentionSize) throws {
        let input = try Input(size)
        let y = try input.attend(.none)
        #expect(y.shape == [size.items, size.queries, size.width])
        expectClose(y.values, input.expected { _, _, _ in true }, within: Tolerance.function)
    }

    @Test(arguments: sizes)
    func `causal queries are the last tokens and see none after themselves`(size: AttentionSize)
        throws
    {
        let input = try Input(size)
        let y = try input.attend(.causal(items: size.items, keys: size.keys))
        expectClose(
            y.values,
            input.expected { _, query, key in key <= size.keys - size.queries + query },
            within: Tolerance.function)
    }

    @Test(arguments: sizes)
    func `an item's queries see as many keys as they are given`(size: AttentionSize) throws {
        let input = try Input(size)
        let counts = (0..<size.items).map { 1 + ($0 * 5 + 2) % size.keys }
        let y = try input.attend(.visibleKeys(counts))
        expectClose(
            y.values, input.expected { item, _, key in key < counts[item] },
            within: Tolerance.function)
    }

    @Test(arguments: sizes)
    func `causal queries skip the keys that an item hides`(size: AttentionSize) throws {
        let input = try Input(size)
        let visible = (0..<size.items).map { item in
            (0..<size.keys).map { $0 == 0 || ($0 + item) % 3 > 0 }
        }
        let y = try input.attend(.causalAmong(keys: visible))
        expectClose(
            y.values,
            input.expected { item, query, key in
                key <= size.keys - size.queries + query && visible[item][key]
            },
            within: Tolerance.function)
    }

    @Test func `packed slices give what separate tensors give`() throws {
        let size = AttentionSize(items: 3, heads: 3, headSize: 20, queries: 19, keys: 19)
        let input = try Input(size)
        let d = size.width
        let (q, k, v) = (input.q.values, input.k.values, input.v.values)
        // Columns that belong to nobody surround the slices; read by mistake they spoil the result.
        let junk = [Float](repeating: .nan, count: 3)
        let rows = (0..<size.items * size.keys).map { row -> [Float] in
            let range = row * d..<(row + 1) * d
            return junk + Array(k[range]) + junk + Array(q[range]) + Array(v[range]) + junk
        }
        let packed = Tensor(
            rows.flatMap { $0 }, shape: [size.items, size.keys, 3 * d + 9], on: input.engine)
        for mask in [AttentionMask.none, .causal(items: 3, keys: 19), .visibleKeys([1, 19, 7])] {
            let y = try input.attention(
                queries: packed.columns(d + 6..<2 * d + 6), keys: packed.columns(3..<d + 3),
                values: packed.columns(2 * d + 6..<3 * d + 6), mask: mask)
            expectClose(
                y.values, try input.attend(mask).values.map { Double($0) },
                within: Tolerance.function)
        }
    }

    @Test func `many items are attended in rounds`() throws {
        // 3 x 200 x 200 scores per item: a round takes four items on two threads.
        let size = AttentionSize(items: 11, heads: 3, headSize: 8, queries: 200, keys: 200)
        let input = try Input(size)
        let counts = (0..<11).map { 200 - $0 * 17 }
        expectClose(
            try input.attend(.visibleKeys(counts)).values,
            input.expected { item, _, key in key < counts[item] }, within: Tolerance.function)
    }

    @Test func `what lies behind the mask has no weight at all`() throws {
        let size = AttentionSize(items: 2, heads: 2, headSize: 12, queries: 3, keys: 9)
        let input = try Input(size)
        var keys = input.k
        var values = input.v
        keys.withMutableSpan { span in
            for index in 5 * size.width..<9 * size.width { span[index] = 1000 }
        }
        values.withMutableSpan { span in
            for index in 5 * size.width..<9 * size.width { span[index] = 1e30 }
        }
        let mask = AttentionMask.visibleKeys([5, 9])
        let y = try input.attention(
            queries: input.q.allColumns, keys: keys.allColumns, values: values.allColumns,
            mask: mask)
        #expect(y.values == (try input.attend(mask).values))
    }

    @Test func `no visible key traps`() async {
        let result = await #expect(
            processExitsWith: .failure, observing: [\.standardErrorContent]
        ) {
            let input = try Input(
                AttentionSize(items: 1, heads: 1, headSize: 4, queries: 2, keys: 2))
            _ = try input.attend(.visibleKeys([0]))
        }
        #expect(result?.errorText.contains("visible key counts [0] of 2 keys") == true)
    }

    @Test func `an item whose first key is hidden traps`() async {
        let result = await #expect(
            processExitsWith: .failure, observing: [\.standardErrorContent]
        ) {
            let input = try Input(
                AttentionSize(items: 1, heads: 1, headSize: 4, queries: 2, keys: 2))
            _ = try input.attend(.causalAmong(keys: [[false, true]]))
        }
        #expect(result?.errorText.contains("of which the first is visible") == true)
    }

    @Test func `more causal queries than keys trap`() async {
        let result = await #expect(
            processExitsWith: .failure, observing: [\.standardErrorContent]
        ) {
            let input = try Input(
                AttentionSize(items: 1, heads: 1, headSize: 4, queries: 3, keys: 2))
            _ = try input.attend(.causal(items: 1, keys: 2))
        }
        #expect(result?.errorText.contains("causal attention of 3 queries to 2 keys") == true)
    }
}

struct AttentionSize: Sendable, CustomTestStringConvertible {
    let items: Int
    let heads: Int
    let headSize: Int
    let queries: Int
    let keys: Int

    var width: Int { heads * headSize }
    var testDescription: String { "B\(items) H\(heads) d\(headSize) Tq\(queries) Tk\(keys)" }
}

private struct Input {
    let engine: Engine
    let attention: Attention
    let q: Tensor
    let k: Tensor
    let v: Tensor

    init(_ size: AttentionSize) throws {
        engine = try Engine(threads: 2)
        attention = Attention(heads: size.heads, headSize: size.headSize, on: engine)
        var numbers = SeededValues(seed: 21)
        // Wide queries: an attention far from uniform shows a score that is wrong.
        q = Tensor(
            numbers.next(size.items * size.queries * size.width).map { $0 * 4 },
            shape: [size.items, size.queries, size.width], on: engine)
        k = numbers.tensor([size.items, size.keys, size.width], on: engine)
        v = numbers.tensor([size.items, size.keys, size.width], on: engine)
    }

    func attend(_ mask: AttentionMask) throws -> Tensor {
        try attention(
            queries: q.allColumns, keys: k.allColumns, values: v.allColumns, mask: mask)
    }

    func expected(visible: (Int, Int, Int) -> Bool) -> [Double] {
        Reference.attention(q, k, v, heads: attention.heads, visible: visible)
    }
}
