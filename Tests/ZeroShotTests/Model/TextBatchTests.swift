import OneDNN
import Testing

@testable import ZeroShot

/// Prompts that are computed together, in every kind of text tower.
struct TextBatchTests {
    private static let cases = ParityCase.all.filter { $0 != "clip-hf-full-vocab" }

    /// Prompts that begin alike, some of them equal.
    private func texts(_ name: String) throws -> [TokenizedText] {
        let tokenizer = try ParityCase.checkpoint(name).loadTokenizer()
        let words = ["", "cat", "tabby cat", "cat on a mat", "small dog", "cat", "x y z 1 2 3"]
        return ["a photo of a ", "a photo of the ", "art of a ", ""].flatMap { template in
            words.map { tokenizer.encode(template + $0) }
        }
    }

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
    func `a tower's batches have every prompt once`(name: String) throws {
        let tower = try ParityCase.layout(name).textTower(on: Engine(threads: 2))
        let prompts = try texts(name).map(\.ids)
        let many = (0..<60).flatMap { second in
            prompts.map { Array($0.prefix(1)) + [Int32(second)] + $0.dropFirst() }
        }
        let batches = tower.batches(of: many)
        // One tower reads the first token alone, which is the same everywhere.
        #expect(batches.count > 1 || name == "openclip-custom-first")
        #expect(batches.joined().sorted() == Array(many.indices))
    }

    @Test func `what stands behind the token that is read changes nothing and is not computed`()
        throws
    {
        let tower = try ParityCase.layout("clip-hf").textTower(on: Engine(threads: 2))
        let prompt = try texts("clip-hf")[2].ids
        var computed: [Int] = []
        let record: Recorder = { stage, values in
            if stage == "block 0" { computed.append(values.shape[1]) }
        }
        let plain = try tower([prompt], recorder: record).values
        let followed = try tower([prompt + [3, 1, 4]], recorder: record).values
        #expect(followed == plain)
        #expect(computed == [prompt.count, prompt.count])
    }

    @Test func `what prompts begin with alike is computed once`() throws {
        let tower = try ParityCase.layout("clip-hf").textTower(on: Engine(threads: 2))
        let first = try texts("clip-hf")[1].ids
        let second = Array(first.dropLast()) + [3] + first.suffix(1)
        var computed: [Int] = []
        _ = try tower([first, second, first]) { stage, values in
            if stage.hasPrefix("block") { computed.append(values.shape[-2]) }
        }
        #expect(computed.dropLast().allSatisfy { $0 == first.count + 2 })
        // Behind the last block the two ends.
        #expect(computed.last == 2)
    }

    @Test func `equal texts are one prompt`() throws {
        let texts = try texts("clip-hf")
        let prompts = DistinctPrompts(texts)
        #expect(prompts.ids.count == Set(texts.map(\.ids)).count)
        #expect(prompts.ids.count < texts.count)
        #expect(prompts.numbers.map { prompts.ids[$0] } == texts.map(\.ids))
    }

    @Test func `the prompts of a cancelled task are not computed`() async throws {
        let texts = try texts("clip-hf")
        let encoder = DualEncoder(checkpoint: try ParityCase.checkpoint("clip-hf"))
        let task = Task {
            while !Task.isCancelled { await Task.yield() }
            return try await encoder.embed(texts: texts)
        }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
    }
}
