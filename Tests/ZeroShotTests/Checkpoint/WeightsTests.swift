import Foundation
import Testing

@testable import ZeroShot

struct WeightsTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func files(_ names: [String] = ["model.safetensors"]) throws -> WeightFiles {
        try WeightFiles(folder: folder.url, anyOf: names)
    }

    private func write(
        _ tensors: [(name: String, shape: [Int], values: [Float])],
        to name: String = "model.safetensors"
    ) throws {
        try folder.write(SafetensorsWriter.file(tensors), to: name)
    }

    @Test func `a scope finds tensors below its name`() throws {
        try write([("a.b.weight", [2], [1, 2]), ("scale", [], [3]), ("vector", [1], [4])])
        let weights = Weights(try files())
        #expect(try weights.scope("a").scope("b").floats("weight", [2]) == [1, 2])
        #expect(try weights.scalar("scale") == 3)
        #expect(try weights.scalar("vector") == 4)
    }

    @Test func `a table converts the rows that are asked for`() throws {
        try write([("table", [3, 2], [1, 2, 3, 4, 5, 6])])
        let table = try Weights(try files()).table("table", rows: 3, columns: 2)
        #expect(try table.rows([2, 0, 2]) == [5, 6, 1, 2, 5, 6])
    }

    @Test func `a missing and a mis-shaped tensor are named with both shapes`() throws {
        try write([("a.weight", [2, 3], [1, 2, 3, 4, 5, 6])])
        let weights = Weights(try files()).scope("a")
        let path = folder.path("model.safetensors")
        let missing = try #require(throws: CheckpointError.self) { try weights.floats("bias", [3]) }
        #expect(
            missing.description == """
                \(path): tensor 'a.bias' of shape [3] is missing. Config and weights come from \
                different models, or the file is not whole.
                """
        )
        let shape = try #require(throws: CheckpointError.self) {
            try weights.floats("weight", [3, 2])
        }
        #expect(
            shape.description == """
                \(path): tensor 'a.weight' has shape [2, 3], the config needs [3, 2]. The two files \
                come from different models.
                """
        )
    }

    @Test func `what nobody demanded is named, but for what no forward pass reads`() throws {
        try write([
            ("used", [1], [1]), ("surplus.weight", [1], [1]), ("elsewhere", [1], [1]),
            ("bn1.num_batches_tracked", [], [1]), ("text_model.embeddings.position_ids", [1], [1]),
        ])
        let weights = Weights(try files())
        _ = try weights.floats("used", [1])
        let error = try #require(throws: CheckpointError.self) {
            try weights.requireAllUsed { $0 != "elsewhere" }
        }
        #expect(
            error.description == """
                \(folder.path("model.safetensors")): nothing in this architecture uses \
                'surplus.weight'. Config and weights come from different models.
                """
        )
        _ = try weights.scope("surplus").floats("weight", [1])
        try weights.requireAllUsed { $0 != "elsewhere" }
    }

    @Test func `the first name that exists is opened`() throws {
        try write([("a", [1], [1])], to: "second.safetensors")
        #expect(
            try Weights(try files(["first.safetensors", "second.safetensors"])).floats("a", [1])
                == [1]
        )
        let error = try #require(throws: CheckpointError.self) { try files(["x", "y"]) }
        #expect(
            error.description == """
                \(folder.url.path(percentEncoded: false)): the weights are missing; expected x or \
                y. Download the checkpoint again, all its files.
                """
        )
    }

    @Test func `a folder's only weight file is opened where that is asked for`() throws {
        let only = { try WeightFiles(folder: folder.url, anyOf: ["x"], orOnlyOne: true) }
        #expect(throws: CheckpointError.self) { try only() }
        try write([("a", [1], [1])], to: "epoch_32.pt")
        #expect(try only().path == folder.path("epoch_32.pt"))
        #expect(throws: CheckpointError.self) { try files(["x"]) }
        try write([("a", [1], [1])], to: "epoch_31.pt")
        let error = try #require(throws: CheckpointError.self) { try only() }
        #expect(error.description.contains("the weights are missing; expected x."))
    }

    // MARK: - Shards

    private func shards(_ map: String) throws -> WeightFiles {
        try write([("a", [1], [1])], to: "model-1.safetensors")
        try write([("b", [1], [2])], to: "model-2.safetensors")
        try folder.write("{\"weight_map\": \(map)}", to: "model.safetensors.index.json")
        return try files(["model.safetensors", "model.safetensors.index.json"])
    }

    @Test func `an index leads to the shard of each tensor`() throws {
        let weights = Weights(
            try shards(#"{"a": "model-1.safetensors", "b": "model-2.safetensors"}"#)
        )
        #expect(try weights.floats("a", [1]) == [1])
        #expect(try weights.floats("b", [1]) == [2])
        #expect(
            try files(["model.safetensors.index.json"]).fileNames
                == ["model.safetensors.index.json", "model-1.safetensors", "model-2.safetensors"]
        )
    }

    @Test(arguments: ["../model-1.safetensors", "/etc/passwd", "..", "config.json"])
    func `an index cannot point outside its folder`(shard: String) throws {
        let error = try #require(throws: CheckpointError.self) {
            try shards(#"{"a": "\#(shard)"}"#)
        }
        #expect(error.description.contains("weight_map.a is \"\(shard)\", expected the name of"))
    }

    @Test func `a shard that lacks its tensor, or holds another, is refused`() throws {
        let lacking = Weights(
            try shards(
                #"{"a": "model-1.safetensors", "b": "model-2.safetensors", "c": "model-1.safetensors"}"#
            )
        )
        #expect(throws: CheckpointError.self) { try lacking.floats("c", [1]) }
        let error = try #require(throws: CheckpointError.self) {
            try shards(#"{"a": "model-1.safetensors", "c": "model-2.safetensors"}"#)
        }
        #expect(error.description.contains("model-2.safetensors: nothing"))
        #expect(throws: CheckpointError.self) { try shards(#"{"a": "absent.safetensors"}"#) }
    }
}
