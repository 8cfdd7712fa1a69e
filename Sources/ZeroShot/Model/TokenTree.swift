internal import OneDNN

/// Prompts of a causal tower as a tree: every distinct beginning of a prompt is one node.
///
/// Attention looks back only, so the hidden state of a token depends on what stands before it and
/// on nothing else: prompts that begin alike share it. A hundred prompts of one template have its
/// first words in common.
struct TokenTree {
    /// The token of each node.
    private(set) var tokens: [Int32] = []
    /// The nodes, each below the token before it; the depth of one is the place in its prompts.
    private(set) var forest = Forest()
    /// The nodes at which prompts end, each once.
    private(set) var ends: [Int32] = []
    /// Which of `ends` is that of each prompt, in the order given.
    private(set) var endOfPrompt: [Int32]

    /// The tree of prompts, none of them empty, each cut behind the token that stands for it.
    init(_ prompts: [ArraySlice<Int32>]) {
        endOfPrompt = Array(repeating: 0, count: prompts.count)
        var path: [Int] = []  // nodes of the prompt before
        for step in Self.walk(over: prompts) {
            path.removeSubrange(step.shared...)
            for token in prompts[step.prompt].dropFirst(step.shared) {
                path.append(forest.append(below: path.last))
                tokens.append(token)
            }
            let end = Int32(path[path.count - 1])
            if ends.last != end { ends.append(end) }
            endOfPrompt[step.prompt] = Int32(ends.count - 1)
        }
    }

    /// Indices of prompts in batches whose trees have at most `limit` nodes, or a single prompt.
    ///
    /// Neighbours in a batch have the longest beginnings in common.
    static func batches(
        of prompts: [ArraySlice<Int32>], nodes limit: Int = textRowsPerBatch
    ) -> [[Int]] {
        var batches: [[Int]] = []
        var nodes = limit
        for step in walk(over: prompts) {
            let length = prompts[step.prompt].count
            nodes += length - step.shared
            if nodes > limit {
                batches.append([])
                nodes = length
            }
            batches[batches.count - 1].append(step.prompt)
        }
        return batches
    }

    private struct Step {
        let prompt: Int
        let shared: Int  // tokens that it begins with as the prompt before
    }

    /// The prompts in the order of their tokens.
    private static func walk(over prompts: [ArraySlice<Int32>]) -> [Step] {
        let order = prompts.indices.sorted { prompts[$0].lexicographicallyPrecedes(prompts[$1]) }
        var previous: ArraySlice<Int32> = []
        return order.map { index in
            let shared = zip(previous, prompts[index]).prefix { $0 == $1 }.count
            previous = prompts[index]
            return Step(prompt: index, shared: shared)
        }
    }
}

extension TokenTree {
    /// Each node's row of the token table plus its place's row of the position table: `[N, D]`.
    func embedded(
        _ table: WeightTable, positions: [Float], on engine: Engine
    ) throws -> Tensor {
        let width = table.columns
        var rows = try table.rows(tokens.lazy.map(Int.init))
        for (node, depth) in forest.depths.enumerated() {
            for column in 0..<width {
                rows[node * width + column] += positions[depth * width + column]
            }
        }
        return Tensor(rows, shape: [tokens.count, width], on: engine)
    }
}
