import OneDNN
import Testing

@testable import ZeroShot

/// Prompts that are computed together, in every kind of text tower.
struct TextBatchTests {
    private func texts(_ name: String) throws -> [TokenizedText] {
        let tokenizer = try ParityCase.checkpoint(name).loadTokenizer()
        let words = ["", "cat", "tabby cat", "cat on a mat", "small dog", "cat", "x y z 1 2 3"]
        return ["a photo of a ", "a photo of the ", "art of a ", ""].flatMap { template in
            words.map { tokenizer.encode(template + $0) }
        }
    }

    static let cases = ParityCase.all.filter { $0 != "clip-hf-full-vocab" }

    @Test(arguments: cases)
    func `an embedding does not depend on the prompts beside it`(name: String) async throws {
        let texts = try texts(name)
        let encoder = DualEncoder(checkpoint: try ParityCase.checkpoint(name))
        let together = try await encoder.embed(texts: texts)
        for (index, text) in texts.enumerated() {
            let alone = try await encoder.embed(texts: [text])
            expectEqual(together[index], alone[0], within: 2e-6, "\(name): text \(index)")
        }
    }

    @Test(arguments: cases)
    func `a batch of the tower has every prompt once`(name: String) throws {
        let tower = try ParityCase.layout(name).textTower(on: Engine(threads: 2))
        let prompts = try texts(name).map(\.ids)
        let repeated = Array(repeatElement(prompts, count: 60).joined())
        let batches = tower.batches(of: repeated)
        #expect(batches.joined().sorted() == Array(repeated.indices))
    }
}
