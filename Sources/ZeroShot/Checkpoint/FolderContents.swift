internal import Foundation

/// What a folder holds that is no checkpoint to rank with, as far as its file names tell.
public enum FolderContents: Equatable, Sendable {
    /// Everything that the Hub's cache has of one repository.
    case hubCache
    /// A pipeline of diffusers, with its models in folders below.
    case diffusersPipeline
    /// Changes to the weights of another model.
    case adapter
    /// A sentence-transformers model whose checkpoint is the folder of this name below.
    case sentenceTransformers(folder: String)
    /// Weights in a format that is not read.
    case weights(format: String)

    /// Looks through the names in `folder`; nil when none of them is telling.
    init?(of folder: URL, _ names: Set<String>) throws {
        if names.isSuperset(of: ["blobs", "refs", "snapshots"]) {
            self = .hubCache
        } else if names.contains("model_index.json") {
            self = .diffusersPipeline
        } else if names.contains("adapter_config.json") {
            self = .adapter
        } else if names.contains("modules.json"), let name = Self.checkpoint(in: folder, names) {
            self = .sentenceTransformers(folder: name)
        } else if let format = try Self.foreignFormat(in: folder, names) {
            self = .weights(format: format)
        } else {
            return nil
        }
    }

    /// Refuses a checkpoint whose weights are all in formats that are not read.
    ///
    /// - Throws: `CheckpointError.otherContents`.
    static func refuseForeignWeights(in folder: URL, _ names: Set<String>) throws {
        guard let format = try foreignFormat(in: folder, names) else { return }
        throw CheckpointError.otherContents(
            folder: folder.path(percentEncoded: false), contents: .weights(format: format)
        )
    }

    /// The names of the files and folders in `folder`.
    ///
    /// - Throws: `CheckpointError.unreadable`.
    static func names(in folder: URL) throws -> Set<String> {
        let path = folder.path(percentEncoded: false)
        do {
            return Set(try FileManager.default.contentsOfDirectory(atPath: path))
        } catch {
            throw CheckpointError.unreadable(file: path, reason: error.systemReason)
        }
    }

    /// The format of the weights; nil when some are in one that is read, and when there are none.
    private static func foreignFormat(in folder: URL, _ names: Set<String>) throws -> String? {
        // Converted weights lie beside the configuration, or in a folder named after the program.
        let below = try ["onnx", "openvino"].filter(names.contains).flatMap {
            try Self.names(in: folder.appending(path: $0))
        }
        let extensions = Set(names.map(Self.fileExtension))
        guard extensions.isDisjoint(with: ["safetensors", "bin", "pt", "pth", "ckpt"]) else {
            return nil
        }
        let all = extensions.union(below.map(Self.fileExtension))
        return formats.first { all.contains($0.key) }?.value
    }

    private static let formats: KeyValuePairs = [
        "onnx": "ONNX", "gguf": "GGUF", "mlpackage": "Core ML", "mlmodelc": "Core ML",
        "mlmodel": "Core ML", "tflite": "TensorFlow Lite", "msgpack": "Flax", "h5": "TensorFlow",
        "xml": "OpenVINO",
    ]

    private static func fileExtension(_ name: String) -> String {
        URL(filePath: name).pathExtension.lowercased()
    }

    /// The first folder below that holds a configuration.
    private static func checkpoint(in folder: URL, _ names: Set<String>) -> String? {
        names.sorted().first {
            let file = folder.appending(path: $0)
                .appending(path: HuggingFaceModelType.configurationName)
            return FileManager.default.fileExists(atPath: file.path(percentEncoded: false))
        }
    }
}

extension FolderContents: CustomStringConvertible {
    /// What the folder holds, why that is no checkpoint, and what to give instead.
    public var description: String {
        switch self {
        case .hubCache:
            """
            is the Hub cache's folder of a whole repository. Give the repository's id, such as \
            org/name, or one of the folders in snapshots.
            """
        case .diffusersPipeline:
            """
            holds a pipeline of diffusers (model_index.json), which makes images and does not rank \
            them. Give the folder of a CLIP, OpenCLIP, SigLIP or SigLIP 2 checkpoint.
            """
        case .adapter:
            """
            holds an adapter (adapter_config.json), which only changes the weights of another \
            model. Merge it into that model, save the whole, and give that folder.
            """
        case .sentenceTransformers(let name):
            """
            holds a sentence-transformers model (modules.json); its checkpoint is a folder below. \
            Give the folder \(name) in it.
            """
        case .weights(let format):
            """
            holds weights for \(format) only, which zeroshot does not read. Give the folder of the \
            same model with safetensors or Torch weights.
            """
        }
    }
}
