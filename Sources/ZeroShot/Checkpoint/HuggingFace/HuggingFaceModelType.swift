package import Foundation

/// The `model_type` of a `config.json`, which says whose towers and files a checkpoint has.
package enum HuggingFaceModelType: String, CaseIterable {
    case clip
    case sigLIP = "siglip"
    case sigLIP2 = "siglip2"

    package static let configurationName = "config.json"
    package static let weightNames = [
        "model.safetensors", "model.safetensors.index.json",
        "pytorch_model.bin", "pytorch_model.bin.index.json",
    ]

    /// Reads the configuration in `folder` and opens the weights.
    ///
    /// - Throws: `CheckpointError`.
    package static func layout(
        of folder: URL, _ settings: CheckpointSettings
    ) throws -> any CheckpointLayout {
        let config = try ConfigurationObject(file: folder.appending(path: configurationName))
        let type = try HuggingFaceModelType(in: config)
        for section in [
            config, try config.object("text_config"), try config.object("vision_config"),
        ] {
            if let value = section.value("quantization_config") {
                throw section.unsupported(
                    "quantization_config", value, supported: "weights that are not quantized"
                )
            }
        }
        try FolderContents.refuseForeignWeights(in: folder, FolderContents.names(in: folder))
        switch type {
        case .clip: return try HuggingFaceCLIP(folder: folder, config, settings)
        case .sigLIP: return try HuggingFaceSigLIP(folder: folder, fixed: config, settings)
        case .sigLIP2: return try HuggingFaceSigLIP(folder: folder, naFlex: config, settings)
        }
    }

    /// Whether the configuration in `folder` is of a model that can be built.
    ///
    /// Repositories of OpenCLIP checkpoints hold such a file too, for other programs than ours.
    ///
    /// - Throws: `CheckpointError.unreadable`, `.notJSON`, `.wrongValue` if it is no object.
    package static func canBuild(from folder: URL) throws -> Bool {
        let config = try ConfigurationObject(file: folder.appending(path: configurationName))
        guard case .string(let name)? = config.value("model_type") else { return false }
        return HuggingFaceModelType(rawValue: name) != nil && config.value("auto_map") == nil
    }

    /// The model that a configuration describes.
    ///
    /// - Throws: `CheckpointError`, which names what cannot be built.
    init(in config: ConfigurationObject) throws {
        guard config.value("model_type") != nil else {
            throw try ForeignConfiguration.error(for: config)
        }
        let name = try config.string("model_type")
        if let family = MissingFamily(modelType: name) {
            throw config.unsupported(family, key: "model_type", value: name)
        }
        if let tower = LoneTower(rawValue: name) {
            throw config.incomplete(tower, key: "model_type", value: name)
        }
        // The reference would run that code, or build another model than the weights belong to.
        guard config.value("auto_map") == nil else {
            throw CheckpointError.customCode(
                file: config.file, classes: try config.classesOfOwnCode()
            )
        }
        guard let known = HuggingFaceModelType(rawValue: name) else {
            throw CheckpointError.notDualEncoder(file: config.file, key: "model_type", value: name)
        }
        self = known
    }
}
