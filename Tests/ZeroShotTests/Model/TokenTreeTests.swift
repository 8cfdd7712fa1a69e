import OneDNN
import Testing

@testable import ZeroShot

struct TokenTreeTests {
    private static func slices(_ prompts: [[Int32]]) -> [ArraySlice<Int32>] {
        prompts.map { $0[...] }
    }

    /// The tokens from the root to a node.
    private func path(to node: Int32, in tree: TokenTree) -> [Int32] {
        let parent = tree.forest.parents[Int(node)]
        return (parent < 0 ? [] : path(to: parent, in: tree)) + [tree.tokens[Int(node)]]
    }

    private func prompts(of tree: TokenTree) -> [[Int32]] {
        tree.endOfPrompt.map { path(to: tree.ends[Int($0)], in: tree) }
    }

    @Test func `what prompts begin with alike is one node for each token`() {
        let prompts: [[Int32]] = [[1, 2, 3, 9], [1, 2, 4, 9], [1, 2, 3, 5, 9]]
        let tree = TokenTree(Self.slices(prompts))
        #expect(tree.tokens.count == 8)
        #expect(self.prompts(of: tree) == prompts)
        #expect(tree.forest.depths.max() == 4)
    }

    @Test func `equal prompts share one end`() {
        let tree = TokenTree(Self.slices([[1, 9], [1, 2, 9], [1, 9], [1, 9]]))
        #expect(tree.tokens.count == 4)
        #expect(tree.ends.count == 2)
        #expect(tree.endOfPrompt[0] == tree.endOfPrompt[2])
        #expect(prompts(of: tree) == [[1, 9], [1, 2, 9], [1, 9], [1, 9]])
    }

    @Test func `a prompt may end where another goes on`() {
        let prompts: [[Int32]] = [[1, 2, 3], [1, 2], [1]]
        let tree = TokenTree(Self.slices(prompts))
        #expect(tree.tokens.count == 3)
        #expect(self.prompts(of: tree) == prompts)
    }

    /// Two hundred prompts with many beginnings in common.
    private static let many: [[Int32]] = (0..<200).map { index in
        let words = [index % 3, index % 5, index % 7, index % 11].prefix(1 + index % 4)
        return [99] + words.map { Int32($0) } + [100]
    }

    @Test(arguments: [1, 6, 7, 40, 1000])
    func `batches hold every prompt once and no more nodes than the limit`(limit: Int) {
        let prompts = Self.slices(Self.many)
        let batches = TokenTree.batches(of: prompts, nodes: limit)
        #expect(batches.joined().sorted() == Array(prompts.indices))
        for batch in batches {
            let nodes = TokenTree(batch.map { prompts[$0] }).tokens.count
            #expect(nodes <= limit || Set(batch.map { prompts[$0] }).count == 1)
        }
    }

    @Test func `a batch ends only where the next prompt does not fit`() {
        let prompts = Self.slices(Self.many)
        let batches = TokenTree.batches(of: prompts, nodes: 40)
        #expect(batches.count > 3)
        for (batch, next) in zip(batches, batches.dropFirst()) {
            let longer = batch.map { prompts[$0] } + [prompts[next[0]]]
            #expect(TokenTree(longer).tokens.count > 40)
        }
    }

    @Test func `no prompts are no batches`() {
        #expect(TokenTree.batches(of: [], nodes: 8).isEmpty)
    }
}
