import Foundation
import OneDNN
import Testing

@testable import ZeroShot

/// The numbers that turn similarities into probabilities, as checkpoints store them.
struct CheckpointScoringTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    /// A case's checkpoint without some tensors, with numbers as others, and with more keys at the
    /// start of its `model_cfg`.
    private func open(
        _ name: String, without missing: Set<String> = [], with numbers: [String: Float] = [:],
        adding keys: String = ""
    ) throws -> Checkpoint {
        let source = try ParityCase.folder(name)
        let copy = folder.url.appending(path: name)
        try FileManager.default.copyItem(at: source, to: copy)
        let config = copy.appending(path: OpenCLIPLayout.configurationName)
        if !keys.isEmpty {
            let text = try String(contentsOf: config, encoding: .utf8)
            try folder.write(
                text.replacing(#""model_cfg": {"#, with: #""model_cfg": { \#(keys), "#),
                to: "\(name)/\(OpenCLIPLayout.configurationName)"
            )
        }
        let weights = try ParityCase.layout(name).weights
        let stored = try #require(weights.files.first)
        let kept = stored.entries.filter { !missing.contains($0.key) && numbers[$0.key] == nil }
        var tensors = try kept.map { tensor, entry in
            (name: tensor, shape: entry.shape, values: try stored.floats(of: tensor, entry))
        }
        for (tensor, value) in numbers { tensors.append((tensor, [], [value])) }
        let file = URL(filePath: stored.path).lastPathComponent
        try folder.write(SafetensorsWriter.file(tensors), to: "\(name)/\(file)")
        return try ParityCase.checkpoint(at: copy)
    }

    private func textTowerProblem(_ checkpoint: Checkpoint) throws -> String {
        try #require(throws: CheckpointError.self) {
            try checkpoint.layout.textTower(on: try Engine(threads: 1))
        }.description
    }

    @Test(arguments: ["siglip-hf", "siglip2-naflex", "openclip-siglip"])
    func `SigLIP without its bias is an error`(name: String) throws {
        let error = try #require(throws: CheckpointError.self) {
            try open(name, without: ["logit_bias"])
        }
        #expect(error.description.contains("tensor 'logit_bias' of shape [] is missing"))
    }

    @Test func `a bias that a softmax has no use for is an error`() throws {
        let checkpoint = try open("clip-hf", with: ["logit_bias": -3])
        #expect(
            try textTowerProblem(checkpoint).contains(
                "nothing in this architecture uses 'logit_bias'"
            )
        )
    }

    @Test func `towers of OpenCLIP's own score with a sigmoid where the config has a bias`()
        throws
    {
        let checkpoint = try open(
            "openclip-vit", with: ["logit_bias": -3], adding: #""init_logit_bias": -10"#
        )
        #expect(checkpoint.family == .openCLIP)
        guard case .sigmoid(let scale, let bias) = checkpoint.scoring else {
            Issue.record("found \(checkpoint.scoring)")
            return
        }
        #expect(abs(scale - (try ParityCase.load("openclip-vit").logitScale)) < 1e-4)
        #expect(bias == -3)
        _ = try checkpoint.layout.textTower(on: try Engine(threads: 1))
    }

    @Test(arguments: [
        ("clip-hf", "logit_scale", Float.nan, "nan"), ("clip-hf", "logit_scale", 100, "100.0"),
        ("siglip-hf", "logit_scale", .infinity, "inf"), ("siglip-hf", "logit_bias", .nan, "nan"),
        ("openclip-vit", "logit_scale", .nan, "nan"),
        ("openclip-siglip", "logit_bias", -.infinity, "-inf"),
    ])
    func `a number that no score can be computed with is an error`(
        name: String, tensor: String, value: Float, found: String
    ) throws {
        let error = try #require(throws: CheckpointError.self) {
            try open(name, with: [tensor: value])
        }
        #expect(
            error.description.hasSuffix(
                """
                .safetensors: tensor '\(tensor)' is \(found), with which no score is a finite number. \
                The weights are damaged; download the file again.
                """
            ),
            "\(error)"
        )
    }

    @Test(arguments: [
        (["ln_final.weight"], "nothing in this architecture uses 'ln_final.weight'."),
        // These two make it the older form, which has all names without `text.`.
        (["positional_embedding", "text_projection"], "tensor 'token_embedding.weight' of shape"),
    ])
    func `a text tower under both of OpenCLIP's names is an error`(
        tensors: [String], problem: String
    ) throws {
        let both = Dictionary(uniqueKeysWithValues: tensors.map { ($0, Float(1)) })
        let found = try textTowerProblem(try open("openclip-siglip", with: both))
        #expect(found.contains(problem), "\(found)")
    }
}
