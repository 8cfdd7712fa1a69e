internal import BundledCheckpoints
public import Foundation

/// Trained weights with their config, tokenizer and preprocessing files.
///
/// Opening one reads the configuration and the weights' header; weights are mapped and read when
/// a tower is first used.
public struct Checkpoint: Sendable {
    /// The name it was asked for by: a folder's path as given, or a bundled checkpoint's name.
    public let id: String
    /// Where it came from.
    public let source: CheckpointSource
    /// The folder that holds its files.
    public let folder: URL
    /// Turns a picture into the pixels this checkpoint's image tower takes.
    public let preprocessor: ImagePreprocessor
    /// How its similarities become probabilities.
    public let scoring: Scoring
    package let layout: any CheckpointLayout

    /// Opens the checkpoint called `id`: `demo`, or the path of a folder.
    ///
    /// A folder in Hugging Face layout holds `config.json`, one in OpenCLIP layout
    /// `open_clip_config.json`; with both, the one that has weights of its own layout is read,
    /// Hugging Face's first.
    ///
    /// - Throws: `CheckpointError`.
    public init(_ id: String) throws {
        if let bundled = BundledCheckpoint(rawValue: id) {
            try self.init(
                id: id, source: .bundled, folder: try ProductResources.folder(of: bundled)
            )
        } else {
            try self.init(id: id, source: .folder, folder: try Self.folder(at: id))
        }
    }

    private init(id: String, source: CheckpointSource, folder: URL) throws {
        self.id = id
        self.source = source
        self.folder = folder
        layout = try Self.layout(of: folder)
        preprocessor = ImagePreprocessor(layout.preprocessor)
        try Self.requireMatchingResolution(preprocessor, layout.configuration, folder)
        let logScale = try Weights(layout.weights).scalar("logit_scale")
        // Stored as its logarithm.
        scoring = .softmax(logitScale: exp(logScale))
    }

    /// The kind of checkpoint.
    public var family: CheckpointFamily { layout.family }

    /// Whose numbers a run with it gives.
    public var parity: ParityMode { layout.parity }

    /// Size of the space that images and prompts share.
    public var embeddingDimension: Int { layout.configuration.embeddingDimension }

    /// Reads the tokenizer's files.
    ///
    /// - Throws: `CheckpointError` or `TokenizerError`.
    public func loadTokenizer() throws -> any Tokenizer {
        try layout.loadTokenizer()
    }

    private static func folder(at path: String) throws -> URL {
        var isFolder: ObjCBool = false
        guard unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            throw CheckpointError.notFound(path: path)
        }
        guard isFolder.boolValue else {
            throw CheckpointError.notAFolder(path: path)
        }
        return URL(filePath: path, directoryHint: .isDirectory)
    }

    private static func layout(of folder: URL) throws -> any CheckpointLayout {
        let names = Set(
            try FileManager.default.contentsOfDirectory(
                atPath: folder.path(percentEncoded: false)
            )
        )
        switch CheckpointFiles.layout(of: names) {
        case .huggingFace: return try HuggingFaceLayout(folder: folder)
        case .openCLIP: return try OpenCLIPLayout(folder: folder)
        case nil:
            throw CheckpointError.noConfiguration(folder: folder.path(percentEncoded: false))
        }
    }

    /// The tower takes one size of picture; files that disagree come from different models.
    private static func requireMatchingResolution(
        _ preprocessor: ImagePreprocessor, _ configuration: DualEncoderConfiguration, _ folder: URL
    ) throws {
        let (width, height) = configuration.image.resolution
        guard (preprocessor.width, preprocessor.height) == (width, height) else {
            throw CheckpointError.wrongValue(
                file: folder.path(percentEncoded: false),
                key: "the size that preprocessing yields",
                found: "\(preprocessor.width)x\(preprocessor.height)",
                expected: "\(width)x\(height) as the image tower takes it"
            )
        }
    }
}

/// Where a checkpoint came from.
public enum CheckpointSource: String, Sendable {
    /// It ships with the product.
    case bundled
    /// A folder that the caller named.
    case folder
}
