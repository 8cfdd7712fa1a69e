/// Tells what a `config.json` without `model_type` belongs to.
enum ForeignConfiguration {
    /// The error that names the program or family the file was written for.
    ///
    /// - Throws: `CheckpointError.wrongValue` if a key has a value of the wrong kind.
    static func error(for config: ConfigurationObject) throws -> CheckpointError {
        if config.value("pretrained_cfg") != nil {
            let name = try config.string("architecture")
            return config.incomplete(.timm, key: "architecture", value: name)
        }
        if config.value("auto_map") != nil {
            return .customCode(file: config.file, classes: try config.classesOfOwnCode())
        }
        // MobileCLIP's own form, then the one that its second version shares with OpenCLIP.
        for (section, key) in [("image_cfg", "model_name"), ("vision_cfg", "timm_model_name")] {
            let tower = try config.object(section)
            guard case .string(let name)? = tower.value(key) else { continue }
            if name.hasPrefix("mci") || name.hasPrefix("fastvit_mci") {
                return tower.unsupported(MissingFamily.mobileCLIP, key: key, value: name)
            }
        }
        let isOpenCLIP = config.value("vision_cfg") != nil && config.value("text_cfg") != nil
        return config.wrong(
            "model_type", .null,
            expected: isOpenCLIP
                ? """
                a name such as 'clip'; these are the keys of an OpenCLIP model, which belong under \
                model_cfg in \(OpenCLIPLayout.configurationName)
                """ : "a name such as 'clip'"
        )
    }
}

extension ConfigurationObject {
    /// The error for a family that is known and not built.
    func unsupported(
        _ family: MissingFamily, key: String, value: String
    ) -> CheckpointError {
        .unsupportedFamily(
            file: file, family: family.name, key: path(of: key), value: value,
            missing: family.missing
        )
    }

    /// The error for a model of one tower.
    func incomplete(_ tower: LoneTower, key: String, value: String) -> CheckpointError {
        .loneTower(
            file: file, tower: tower.tower, family: tower.family, key: path(of: key), value: value
        )
    }

    /// The classes that `auto_map` names, in the order of its keys; some hold a list.
    func classesOfOwnCode() throws -> [String] {
        let map = try object("auto_map")
        return try map.keys.flatMap { key in
            guard case .array(let names)? = map.value(key) else { return [try map.string(key)] }
            return names.compactMap { if case .string(let name) = $0 { name } else { nil } }
        }
    }
}
