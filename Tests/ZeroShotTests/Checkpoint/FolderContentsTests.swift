import Foundation
import Testing

@testable import ZeroShot

/// Folders that people give and that are no checkpoint.
struct FolderContentsTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func refusal() throws -> String {
        let error = try #require(throws: CheckpointError.self) {
            try Checkpoint(folder.url.path(percentEncoded: false))
        }
        return error.description.replacing(folder.path(""), with: "FOLDER/")
    }

    private func write(_ names: String...) throws {
        for name in names {
            let file = folder.url.appending(path: name)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true
            )
            try Data("{}".utf8).write(to: file)
        }
    }

    @Test func `a folder with nothing known in it is named`() throws {
        try write("README.md")
        #expect(
            try refusal() == """
                FOLDER/: holds neither config.json (Hugging Face layout) nor open_clip_config.json \
                (OpenCLIP layout). Give the folder of a whole checkpoint.
                """
        )
    }

    @Test func `a pipeline of diffusers is told from a checkpoint`() throws {
        try write("model_index.json", "text_encoder/config.json", "unet/model.safetensors")
        #expect(
            try refusal() == """
                FOLDER/: holds a pipeline of diffusers (model_index.json), which makes images and \
                does not rank them. Give the folder of a CLIP, OpenCLIP, SigLIP or SigLIP 2 \
                checkpoint.
                """
        )
    }

    @Test func `an adapter has to be merged first`() throws {
        try write("adapter_config.json", "adapter_model.safetensors")
        #expect(
            try refusal() == """
                FOLDER/: holds an adapter (adapter_config.json), which only changes the weights of \
                another model. Merge it into that model, save the whole, and give that folder.
                """
        )
    }

    @Test func `the checkpoint inside a sentence-transformers folder is named`() throws {
        try write("modules.json", "1_Pooling/other.json", "0_CLIPModel/config.json")
        #expect(
            try refusal() == """
                FOLDER/: holds a sentence-transformers model (modules.json); its checkpoint is a \
                folder below. Give the folder 0_CLIPModel in it.
                """
        )
    }

    @Test func `the Hub cache's folder of a repository is not the checkpoint`() throws {
        try write("blobs/a", "refs/main", "snapshots/b/config.json")
        #expect(
            try refusal() == """
                FOLDER/: is the Hub cache's folder of a whole repository. Give the repository's \
                id, such as org/name, or one of the folders in snapshots.
                """
        )
    }

    @Test(arguments: [
        ("onnx/model.onnx", "ONNX"), ("model.onnx", "ONNX"), ("clip-q4_0.gguf", "GGUF"),
        ("Image.mlpackage/Manifest.json", "Core ML"), ("clip.tflite", "TensorFlow Lite"),
        ("flax_model.msgpack", "Flax"), ("tf_model.h5", "TensorFlow"),
        ("openvino/openvino_model.xml", "OpenVINO"),
    ])
    func `weights for another program are named, with a configuration and without`(
        file: String, format: String
    ) throws {
        try write(file)
        let message = """
            FOLDER/: holds weights for \(format) only, which zeroshot does not read. Give the \
            folder of the same model with safetensors or Torch weights.
            """
        #expect(try refusal() == message)
        try folder.write(#"{"model_type": "clip"}"#, to: "config.json")
        #expect(try refusal() == message)
        try write("open_clip_config.json")
        #expect(try refusal() == message)
    }

    @Test func `a family that is not built is refused before its weights are looked at`() throws {
        try write("onnx/model.onnx")
        try folder.write(#"{"model_type": "chinese_clip"}"#, to: "config.json")
        #expect(try refusal().hasPrefix("FOLDER/config.json: Chinese-CLIP"))
    }

    @Test func `converted weights beside readable ones do no harm`() throws {
        try FileManager.default.removeItem(at: folder.url)
        try FileManager.default.copyItem(at: try ParityCase.folder("clip-hf"), to: folder.url)
        try write("onnx/model.onnx", "flax_model.msgpack")
        #expect(throws: Never.self) { try Checkpoint(folder.url.path(percentEncoded: false)) }
    }

    @Test(arguments: [
        #"{"architecture": "vit_base_patch32_clip_224", "pretrained_cfg": {}}"#,
        #"{"model_type": "clip", "auto_map": {"AutoModel": "own.Model"}}"#,
        #"{"model_type": "siglip", "auto_map": {"AutoModel": "own.Model"}}"#,
        #"{"model_type": "chinese_clip"}"#,
    ])
    func `a configuration for another program does not hide OpenCLIP's`(json: String) throws {
        try FileManager.default.removeItem(at: folder.url)
        try FileManager.default.copyItem(at: try ParityCase.folder("openclip-vit"), to: folder.url)
        try folder.write(json, to: "config.json")
        try FileManager.default.copyItem(
            at: folder.url.appending(path: "open_clip_model.safetensors"),
            to: folder.url.appending(path: "model.safetensors")
        )
        #expect(try Checkpoint(folder.url.path(percentEncoded: false)).parity == .openCLIP)
    }
}
