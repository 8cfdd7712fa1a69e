import OneDNN
import Testing

struct TreeAttentionTests {
    /// Head widths that the kernel's lanes divide and that they do not, and CLIP's own.
    static let sizes = [(heads: 1, headSize: 1), (3, 5), (2, 16), (3, 20), (8, 64), (3, 72)]

    @Test(arguments: sizes)
    func `every row sees itself and its ancestors`(heads: Int, headSize: Int) throws {
        let input = try Input(TestForest(rows: 90), heads: heads, headSize: headSize)
        let y = input.attend(to: nil)
        #expect(y.shape == [90, heads * headSize])
        expectClose(y.values, input.expected, within: Tolerance.function)
    }

    @Test(arguments: sizes)
    func `some rows see what they see among all`(heads: Int, headSize: Int) throws {
        let input = try Input(TestForest(rows: 90), heads: heads, headSize: headSize)
        let all = input.attend(to: nil)
        let rows: [Int32] = [89, 0, 17, 17, 42]
        #expect(input.attend(to: rows).values == all.gatheringRows(rows).values)
    }

    @Test func `a single path is causal attention`() throws {
        let input = try Input(TestForest(path: 77), heads: 8, headSize: 64)
        let attention = Attention(heads: 8, headSize: 64, on: input.engine)
        let items = [input.q, input.k, input.v].map { $0.reshaped([1, 77, 512]).allColumns }
        let causal = try attention(
            queries: items[0], keys: items[1], values: items[2],
            mask: .causal(items: 1, keys: 77))
        expectClose(
            input.attend(to: nil).values, causal.values.map { Double($0) },
            within: Tolerance.function)
    }

    @Test func `a row's result does not depend on the other paths`() throws {
        let whole = try Input(TestForest(rows: 60), heads: 2, headSize: 20)
        let path = whole.forest.path(to: 59)
        var alone = Forest()
        for row in path { alone.append(below: row == path.first ? nil : alone.count - 1) }
        let attention = TreeAttention(heads: 2, headSize: 20, on: whole.engine)
        let rows = path.map { Int32($0) }
        let found = attention(
            queries: whole.q.gatheringRows(rows), keys: whole.k.gatheringRows(rows),
            values: whole.v.gatheringRows(rows), in: alone)
        #expect(found.values == whole.attend(to: rows).values)
    }

    @Test func `scores far apart are as exact as near ones`() throws {
        let input = try Input(TestForest(rows: 40), heads: 2, headSize: 16, queryScale: 60)
        expectClose(input.attend(to: nil).values, input.expected, within: 2e-5)
    }

    @Test func `an infinite score is seen`() throws {
        let engine = try Engine(threads: 1)
        var forest = Forest()
        forest.append(below: nil)
        forest.append(below: 0)
        let large = Tensor([1e30, 1e30], shape: [2, 1], on: engine)
        let values = Tensor([1, 2], shape: [2, 1], on: engine)
        let y = TreeAttention(heads: 1, headSize: 1, on: engine)(
            queries: large, keys: large, values: values, in: forest)
        #expect(y.values.filter(\.isNaN).count == 2)
    }

    @Test func `keys of another number than the forest's rows trap`() async {
        let result = await #expect(
            processExitsWith: .failure, observing: [\.standardErrorContent]
        ) {
            let input = try Input(TestForest(path: 3), heads: 1, headSize: 4)
            let attention = TreeAttention(heads: 1, headSize: 4, on: input.engine)
            let two = input.k.gatheringRows([0, 1])
            _ = attention(queries: input.q, keys: two, values: two, in: input.forest.forest)
        }
        #expect(result?.errorText.contains("for 3 of 3 rows, 1 heads of 4") == true)
    }

    @Test(arguments: [Int32(3), -1])
    func `a row outside the forest traps`(row: Int32) async {
        let result = await #expect(
            processExitsWith: .failure, observing: [\.standardErrorContent]
        ) { [row] in
            let input = try Input(TestForest(path: 3), heads: 1, headSize: 4)
            let attention = TreeAttention(heads: 1, headSize: 4, on: input.engine)
            _ = attention(
                queries: input.q.gatheringRows([0]), of: [row], keys: input.k, values: input.v,
                in: input.forest.forest)
        }
        #expect(result?.errorText.contains("none of the forest's 3") == true)
    }

    @Test(arguments: [1, -1])
    func `a parent that is no earlier row traps`(parent: Int) async {
        let result = await #expect(
            processExitsWith: .failure, observing: [\.standardErrorContent]
        ) { [parent] in
            var forest = Forest()
            forest.append(below: nil)
            forest.append(below: parent)
        }
        #expect(result?.errorText.contains("row \(parent) of a forest of 1 rows") == true)
    }
}

/// A forest with the parents that it was made of.
private struct TestForest {
    private(set) var forest = Forest()
    private(set) var parents: [Int?] = []

    /// Several roots, and parents near and far.
    init(rows: Int) {
        var numbers = SeededValues(seed: 5)
        for (row, number) in numbers.next(rows).enumerated() {
            let back = 1 + Int(number.magnitude * number.magnitude * 8)
            append(below: row % 31 == 0 ? nil : max(0, row - back))
        }
    }

    /// One row below the other.
    init(path count: Int) {
        for row in 0..<count { append(below: row == 0 ? nil : row - 1) }
    }

    private mutating func append(below parent: Int?) {
        forest.append(below: parent)
        parents.append(parent)
    }

    /// From the root to a row.
    func path(to row: Int) -> [Int] {
        (parents[row].map(path(to:)) ?? []) + [row]
    }
}

private struct Input {
    let forest: TestForest
    let engine: Engine
    let attention: TreeAttention
    let q: Tensor
    let k: Tensor
    let v: Tensor

    init(_ forest: TestForest, heads: Int, headSize: Int, queryScale: Float = 4) throws {
        self.forest = forest
        engine = try Engine(threads: 2)
        attention = TreeAttention(heads: heads, headSize: headSize, on: engine)
        let shape: Shape = [forest.forest.count, heads * headSize]
        var numbers = SeededValues(seed: 21)
        // Wide queries: an attention far from uniform shows a score that is wrong.
        q = Tensor(numbers.next(shape.count).map { $0 * queryScale }, shape: shape, on: engine)
        k = numbers.tensor(shape, on: engine)
        v = numbers.tensor(shape, on: engine)
    }

    func attend(to rows: [Int32]?) -> Tensor {
        attention(
            queries: rows.map(q.gatheringRows) ?? q, of: rows, keys: k, values: v,
            in: forest.forest)
    }

    var expected: [Double] {
        let paths = forest.parents.indices.map { Set(forest.path(to: $0)) }
        let items = [q, k, v].map { $0.reshaped([1, $0.shape[0], $0.shape[1]]) }
        return Reference.attention(items[0], items[1], items[2], heads: attention.heads) {
            _, query, key in paths[query].contains(key)
        }
    }
}
