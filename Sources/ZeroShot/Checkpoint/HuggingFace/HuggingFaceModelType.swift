package import Foundation

/// The `model_type` of a `config.json`, which says whose towers and files a checkpoint has.
package enum HuggingFaceModelType: String, CaseIterable {
    case clip

    package static let configurationName = "config.json"
    package static let weightNames = ["model.safetensors", "model.safetensors.index.json"]

    /// Reads the configuration in `folder` and opens the weights.
    ///
    /// - Throws: `CheckpointError`.
    package static func layout(
        of folder: URL, _ settings: CheckpointSettings
    ) throws -> any CheckpointLayout {
        let config = try ConfigurationObject(file: folder.appending(path: configurationName))
        if let value = config.value("quantization_config") {
            throw config.unsupported(
                "quantization_config", value, supported: "weights that are not quantized"
            )
        }
        switch try HuggingFaceModelType(in: config) {
        case .clip: return try HuggingFaceCLIP(folder: folder, config, settings)
        }
    }

    private init(in config: ConfigurationObject) throws {
        let name = try config.string("model_type")
        guard let known = HuggingFaceModelType(rawValue: name) else {
            throw CheckpointError.unsupportedArchitecture(
                file: config.file, found: "'\(name)' (model_type)",
                supported: Self.allCases.map { "'\($0.rawValue)'" }
            )
        }
        self = known
    }
}
