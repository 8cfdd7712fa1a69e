import Foundation
import OneDNN
import Testing

@testable import ZeroShot

struct OpenCLIPTensorNamesTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func names(_ form: OpenCLIPForm, _ tensors: [String]) throws -> [String] {
        try folder.write(
            SafetensorsWriter.file(tensors.map { ($0, [1], [1]) }), to: "model.safetensors"
        )
        let files = try WeightFiles(folder: folder.url, anyOf: ["model.safetensors"])
        let names = OpenCLIPTensorNames(form, in: files)
        return [names.image, names.text, names.scoring, names.decoder]
    }

    private static let old = ["logit_scale", "positional_embedding", "text_projection"]

    @Test(arguments: [
        (OpenCLIPForm.clip, old, ["visual", "", "", "text_decoder"]),
        (.customText, ["logit_scale"], ["visual", "text", "", "text_decoder"]),
        (.customText, old, ["visual", "", "", "text_decoder"]),
        (.coca, ["logit_scale"], ["visual", "text", "", "text_decoder"]),
        // Without a projection open_clip takes it for the new form.
        (
            .customText, ["logit_scale", "positional_embedding"],
            ["visual", "text", "", "text_decoder"]
        ),
        (
            .clip, old.map { "module." + $0 },
            ["module.visual", "module", "module", "module.text_decoder"]
        ),
        (
            .customText, ["module.logit_scale"],
            ["module.visual", "module.text", "module", "module.text_decoder"]
        ),
        (
            .clip, ["_logit_scale.logit_scale"],
            ["_image_encoder.visual", "_text_encoder", "_logit_scale", "text_decoder"]
        ),
        (
            .clip, ["_logit_scale.module.logit_scale"],
            [
                "_image_encoder.module.visual", "_text_encoder.module", "_logit_scale.module",
                "text_decoder",
            ]
        ),
    ])
    func `parts are found by the names of every form that open_clip or TinyCLIP writes`(
        form: OpenCLIPForm, tensors: [String], expected: [String]
    ) throws {
        #expect(try names(form, tensors) == expected)
    }

    /// A case's checkpoint with its tensors under other names.
    private func renamed(_ name: String, by rename: (String) -> String?) throws -> OpenCLIPLayout {
        let source = try ParityCase.folder(name)
        let file = source.appending(path: "open_clip_model.safetensors")
        let stored = try SafetensorsFile(path: file.path(percentEncoded: false))
        let tensors = try stored.entries.compactMap { tensor, entry in
            try rename(tensor).map {
                (name: $0, shape: entry.shape, values: try stored.floats(of: tensor, entry))
            }
        }
        try folder.write(SafetensorsWriter.file(tensors), to: "open_clip_model.safetensors")
        try FileManager.default.copyItem(
            at: source.appending(path: "open_clip_config.json"),
            to: folder.url.appending(path: "open_clip_config.json")
        )
        return try OpenCLIPLayout(
            folder: folder.url, CheckpointSettings(), timm: ParityCase.timm
        )
    }

    /// The name that TinyCLIP's training on several devices gives a tensor.
    private static func trainingName(_ name: String) -> String {
        if name == "logit_scale" { return "_logit_scale.module.logit_scale" }
        let part = name.hasPrefix("visual.") ? "_image_encoder" : "_text_encoder"
        return "\(part).module.\(name)"
    }

    @Test func `TinyCLIP's training checkpoint is read as it is`() throws {
        let layout = try renamed("openclip-vit", by: Self.trainingName)
        let engine = try Engine(threads: 2)
        let reference = try ReferenceTensors("openclip-vit")
        let tower = try layout.textTower(on: engine)
        let embedding = try tower([try reference.ids("text/ids/3")], recorder: nil)
        expectEqual(
            embedding.values, try reference.values("text/embedding/3"), within: 1e-4, "text"
        )
        _ = try layout.imageTower(on: engine)
        #expect(try layout.scoring() == ParityCase.layout("openclip-vit").scoring())
    }

    @Test func `a tensor that no tower uses is an error, but for a caption decoder's`() throws {
        let engine = try Engine(threads: 1)
        _ = try ParityCase.layout("openclip-coca").textTower(on: engine)
        let layout = try renamed("openclip-vit") { $0 == "logit_scale" ? "text_decoder.x" : $0 }
        let error = try #require(throws: CheckpointError.self) {
            try layout.textTower(on: engine)
        }
        #expect(error.description.contains("nothing in this architecture uses 'text_decoder.x'"))
    }

    @Test func `a missing text tower is an error that names its first tensor`() throws {
        let layout = try renamed("openclip-custom-first") {
            $0.hasPrefix("module.text.") ? nil : $0
        }
        let error = try #require(throws: CheckpointError.self) {
            try layout.textTower(on: try Engine(threads: 1))
        }
        #expect(error.description.contains("'module.text.token_embedding.weight'"), "\(error)")
    }

    @Test func `a logit bias is an error where the configuration has none`() throws {
        let layout = try renamed("openclip-vit") { $0 == "logit_scale" ? "logit_bias" : $0 }
        let error = try #require(throws: CheckpointError.self) {
            try layout.textTower(on: try Engine(threads: 1))
        }
        #expect(error.description.contains("nothing in this architecture uses 'logit_bias'"))
    }
}
