public import Foundation

/// Trained weights with their config, tokenizer and preprocessing files.
///
/// Opening one reads the configuration and the weights' header; weights are mapped and read when
/// a tower is first used.
public struct Checkpoint: Sendable {
    /// What it was asked for as, and where its files are.
    public let location: CheckpointLocation
    /// Turns a picture into the pixels this checkpoint's image tower takes.
    public let preprocessor: ImagePreprocessor
    /// How its similarities become probabilities.
    public let scoring: Scoring
    /// What its towers' blocks multiply in.
    public let precision: TowerPrecision
    package let layout: any CheckpointLayout
    private let opened: FileStates

    /// Opens the checkpoint called `id`: `demo`, or the path of a folder.
    ///
    /// A checkpoint of the Hub is first made local with the library `ZeroShotHub`.
    ///
    /// - Throws: `CheckpointError`; `PrecisionError` for settings that this processor cannot follow.
    public init(_ id: String, settings: CheckpointSettings = CheckpointSettings()) throws {
        try self.init(at: try CheckpointLocation(local: id), settings: settings)
    }

    /// Opens the checkpoint whose files are at `location`.
    ///
    /// A folder in Hugging Face layout holds `config.json`, one in OpenCLIP layout
    /// `open_clip_config.json`. With both, Hugging Face's is read if it describes a model that can
    /// be built and has weights of its own.
    ///
    /// - Throws: `CheckpointError`; `PrecisionError` for settings that this processor cannot follow.
    public init(
        at location: CheckpointLocation, settings: CheckpointSettings = CheckpointSettings()
    ) throws {
        let names = try FolderContents.names(in: location.folder)
        // Before anything is read, so that what is written while it is read is noticed too.
        let opened = FileStates(of: names, in: location.folder)
        try self.init(
            at: location, settings: settings,
            layout: Self.layout(of: location.folder, names, settings), opened: opened
        )
    }

    /// The checkpoint at `location` whose files `layout` reads, with the same settings.
    package init(
        at location: CheckpointLocation, settings: CheckpointSettings,
        layout: any CheckpointLayout
    ) throws {
        let names = try FolderContents.names(in: location.folder)
        try self.init(
            at: location, settings: settings, layout: layout,
            opened: FileStates(of: names, in: location.folder)
        )
    }

    private init(
        at location: CheckpointLocation, settings: CheckpointSettings,
        layout: any CheckpointLayout, opened: FileStates
    ) throws {
        self.location = location
        self.layout = layout
        self.opened = opened
        precision = settings.precision
        try precision.requireProcessor()
        try Self.requirePatchBudget(settings, layout, location.folder)
        preprocessor = ImagePreprocessor(layout.preprocessor)
        try Self.requireMatchingResolution(preprocessor, layout, location.folder)
        scoring = try layout.scoring()
    }

    /// The name it was asked for by.
    public var id: String { location.id }

    /// The folder that holds its files.
    public var folder: URL { location.folder }

    /// The kind of checkpoint.
    public var family: CheckpointFamily { layout.family }

    /// Whose numbers a run with it gives.
    public var parity: ParityMode { layout.parity }

    /// Size of the space that images and prompts share.
    public var embeddingDimension: Int { layout.embeddingDimension }

    /// Reads the tokenizer's files.
    ///
    /// - Throws: `CheckpointError` or `TokenizerError`.
    public func loadTokenizer() throws -> any Tokenizer {
        try layout.loadTokenizer()
    }

    /// Whether the files that its numbers depend on are still those that were opened.
    func hasUnchangedFiles() -> Bool {
        guard let names = try? fingerprintedFileNames(),
            names == (try? fingerprintedFileNames(among: opened.names))
        else { return false }
        return opened.areSame(in: FileStates(of: names, in: folder), for: names)
    }

    private static func layout(
        of folder: URL, _ names: Set<String>, _ settings: CheckpointSettings
    ) throws -> any CheckpointLayout {
        switch try CheckpointFiles.layout(
            of: names, canBuild: { try CheckpointFiles.canBuildHuggingFace(in: folder) }
        ) {
        case .huggingFace:
            return try HuggingFaceModelType.layout(of: folder, settings)
        case .openCLIP:
            try FolderContents.refuseForeignWeights(in: folder, names)
            return try OpenCLIPLayout(folder: folder, settings)
        case nil:
            throw try missingConfiguration(folder, names)
        }
    }

    private static func missingConfiguration(
        _ folder: URL, _ names: Set<String>
    ) throws -> CheckpointError {
        let path = folder.path(percentEncoded: false)
        return try FolderContents(of: folder, names).map {
            .otherContents(folder: path, contents: $0)
        } ?? .noConfiguration(folder: path)
    }

    /// Files that disagree on what the tower takes come from different models.
    private static func requireMatchingResolution(
        _ preprocessor: ImagePreprocessor, _ layout: any CheckpointLayout, _ folder: URL
    ) throws {
        guard preprocessor.resolution == layout.resolution else {
            throw CheckpointError.wrongValue(
                file: folder.path(percentEncoded: false),
                key: "the size that preprocessing yields",
                found: preprocessor.resolution.text,
                expected: "\(layout.resolution.text) as the image tower takes it"
            )
        }
    }

    /// Only where images keep their aspect ratio is there a number of patches to choose.
    private static func requirePatchBudget(
        _ settings: CheckpointSettings, _ layout: any CheckpointLayout, _ folder: URL
    ) throws {
        guard let maximum = settings.maximumPatches else { return }
        let supported = CheckpointSettings.supportedPatches
        guard supported.contains(maximum) else {
            throw CheckpointError.patchBudgetOutOfRange(requested: maximum, supported: supported)
        }
        guard case .patches = layout.resolution else {
            throw CheckpointError.noPatchBudget(
                folder: folder.path(percentEncoded: false), requested: maximum,
                resolution: layout.resolution.text
            )
        }
    }
}
