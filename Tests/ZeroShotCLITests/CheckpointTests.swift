import Foundation
import Testing

/// Checkpoints that cannot be used: status 5, naming the file, what was found and expected.
struct CheckpointTests {
    private let workspace: Workspace
    private let checkpoint: URL

    init() throws {
        workspace = try Workspace()
        checkpoint = workspace.folder.appending(path: "clip")
        let fixture = URL(filePath: #filePath)
            .deletingLastPathComponent()
            .appending(path: "../ZeroShotTests/Fixtures/models/clip-hf")
        try FileManager.default.copyItem(at: fixture, to: checkpoint)
    }

    private func run() throws -> Command.Result {
        try Command([
            "classify", Workspace.photos.appending(path: "cat.jpg").path(),
            "--labels", "cat,teapot", "--checkpoint", checkpoint.path(),
        ]).run()
    }

    private func expectUnusable(
        _ sentences: String..., sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let result = try run()
        #expect(result.status == 5, sourceLocation: sourceLocation)
        #expect(result.standardOutput == "", sourceLocation: sourceLocation)
        for sentence in sentences {
            #expect(
                result.standardError.contains(sentence), "\(result.standardError)",
                sourceLocation: sourceLocation
            )
        }
    }

    private var weights: URL { checkpoint.appending(path: "model.safetensors") }

    /// Changes the header of the weights; the data stays.
    private func changeHeader(_ change: (inout [String: Any]) throws -> Void) throws {
        let file = try Data(contentsOf: weights)
        let length = file[..<8].reversed().reduce(0) { $0 << 8 | Int($1) }
        var header = try #require(
            JSONSerialization.jsonObject(with: file[8..<8 + length]) as? [String: Any]
        )
        try change(&header)
        let text = try JSONSerialization.data(withJSONObject: header)
        let count = (0..<8).map { UInt8(truncatingIfNeeded: text.count >> ($0 * 8)) }
        try (Data(count) + text + file[(8 + length)...]).write(to: weights)
    }

    private func change(
        tensor: String, _ change: (inout [String: Any]) -> Void
    ) throws {
        try changeHeader { header in
            var entry = try #require(header[tensor] as? [String: Any])
            change(&entry)
            header[tensor] = entry
        }
    }

    private func changeConfiguration(_ change: (inout [String: Any]) -> Void) throws {
        let file = checkpoint.appending(path: "config.json")
        var config = try #require(
            JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any]
        )
        change(&config)
        try JSONSerialization.data(withJSONObject: config).write(to: file)
    }

    @Test func `a whole checkpoint is used`() throws {
        let result = try run()
        #expect(result.status == 0, "\(result.standardError)")
    }

    @Test func `a folder that is not there, or is a file`() throws {
        try FileManager.default.removeItem(at: checkpoint)
        try expectUnusable("there is no such checkpoint folder")
        try Data().write(to: checkpoint)
        try expectUnusable("is a file; a checkpoint is the folder")
    }

    @Test func `a folder without weights`() throws {
        try FileManager.default.removeItem(at: weights)
        try expectUnusable("the weights are missing; expected model.safetensors")
    }

    @Test func `a folder without configuration`() throws {
        try FileManager.default.removeItem(at: checkpoint.appending(path: "config.json"))
        try expectUnusable("holds neither config.json")
    }

    @Test func `a truncated weights file`() throws {
        try Data(contentsOf: weights).dropLast(100).write(to: weights)
        try expectUnusable("model.safetensors: ", "the file is truncated or damaged")
    }

    @Test func `header offsets that overlap`() throws {
        try change(tensor: "visual_projection.weight") { entry in
            let offsets = entry["data_offsets"] as? [Int] ?? []
            entry["data_offsets"] = offsets.map { $0 - 4 }
        }
        try expectUnusable("model.safetensors: ", "overlap")
    }

    @Test func `header offsets that point outside`() throws {
        try change(tensor: "visual_projection.weight") { entry in
            let offsets = entry["data_offsets"] as? [Int] ?? []
            entry["data_offsets"] = offsets.map { $0 + 1 << 40 }
        }
        try expectUnusable("model.safetensors: ", "'visual_projection.weight' lies at bytes")
    }

    @Test func `a tensor of the wrong shape`() throws {
        try change(tensor: "text_projection.weight") { entry in
            entry["shape"] = Array((entry["shape"] as? [Int] ?? []).reversed())
        }
        try expectUnusable(
            "model.safetensors: ", "'text_projection.weight' has shape [30, 20]",
            "the config needs [20, 30]"
        )
    }

    @Test func `a tensor that is missing, and one that nothing uses`() throws {
        try changeHeader { header in
            header["vision_model.surplus.weight"] = header.removeValue(
                forKey: "visual_projection.weight"
            )
        }
        try expectUnusable("tensor 'visual_projection.weight' of shape [20, 44] is missing")
    }

    @Test func `a tensor that nothing uses`() throws {
        try changeConfiguration { config in
            var vision = config["vision_config"] as? [String: Any] ?? [:]
            vision["num_hidden_layers"] = 2
            config["vision_config"] = vision
        }
        try expectUnusable(
            "model.safetensors: ",
            "nothing in this architecture uses 'vision_model.encoder.layers.2."
        )
    }

    @Test func `a family that is not supported`() throws {
        try changeConfiguration { $0["model_type"] = "blip-2" }
        try expectUnusable("config.json: BLIP-2", "'blip-2'", "Supported: CLIP, OpenCLIP")
    }

    @Test func `weights that are not numbers`() throws {
        var bytes = try Data(contentsOf: weights)
        bytes.replaceSubrange((bytes.count - 4000)..., with: Data(repeating: 0xFF, count: 4000))
        try bytes.write(to: weights)
        try expectUnusable("not a finite number")
        let embedding = try Command([
            "embed", "images", Workspace.photos.appending(path: "cat.jpg").path(),
            "--no-normalize", "--checkpoint", checkpoint.path(),
        ]).run()
        #expect(embedding.status == 5)
        #expect(embedding.standardError.contains("not a finite number"))
        #expect(embedding.standardOutput == "")
    }
}
