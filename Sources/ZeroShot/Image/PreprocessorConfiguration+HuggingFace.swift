package import Foundation

extension PreprocessorConfiguration {
    /// Reads `preprocessor_config.json`, or `processor_config.json` when that holds the settings.
    ///
    /// Follows the Pillow form of transformers' image processors: an absent key has the class's
    /// default, a step whose switch is null is left out, a key that no class defines is ignored.
    ///
    /// - Parameters:
    ///   - folder: the checkpoint's folder.
    ///   - standard: the class of the model type, for a file that names none.
    /// - Throws: `CheckpointError`; `.missingFile` when there is neither file, as transformers
    ///   refuses such a checkpoint.
    package init(
        huggingFaceFolder folder: URL, default standard: ImageProcessorDefaults
    ) throws {
        try self.init(huggingFace: try Self.imageProcessor(in: folder), default: standard)
    }

    /// Reads the settings of one image processor.
    ///
    /// - Throws: `CheckpointError`.
    package init(
        huggingFace file: ConfigurationObject, default standard: ImageProcessorDefaults
    ) throws {
        let defaults = try ImageProcessorDefaults.named(in: file, default: standard)
        if case .patchGrid(let maximum, let patchSize) = defaults.resizing {
            try self.init(naFlex: file, defaults, maximum: maximum, patchSize: patchSize)
        } else {
            try self.init(huggingFace: file, of: defaults)
        }
    }

    /// Source: `Siglip2ImageProcessorPil`, which looks at no size, crop or padding.
    private init(
        naFlex file: ConfigurationObject, _ defaults: ImageProcessorDefaults, maximum: Int,
        patchSize: Int
    ) throws {
        guard try file.isOn("do_resize", needing: ["max_num_patches", "patch_size", "resample"])
        else {
            throw file.unsupported("do_resize", .bool(false), supported: "true")
        }
        let maximum = try file.positiveInteger("max_num_patches", default: maximum)
        guard CheckpointSettings.supportedPatches.contains(maximum) else {
            throw file.unsupported(
                "max_num_patches", .integer(maximum),
                supported: "1 to \(CheckpointSettings.supportedPatches.upperBound)"
            )
        }
        let patchSize = try file.positiveInteger("patch_size", default: patchSize)
        self.init(
            resolution: .patches(maximum: maximum, patchSize: patchSize),
            resizing: .patchGrid(maximum: maximum, patchSize: patchSize),
            filter: try file.resamplingFilter(default: defaults.filter),
            crop: .none,
            rescaleFactor: try file.rescaleFactor(),
            normalization: try file.normalization(default: defaults.normalization)
        )
    }

    private init(
        huggingFace file: ConfigurationObject, of defaults: ImageProcessorDefaults
    ) throws {
        // A switch of a KOSMOS-2 checkpoint, and padding to the largest picture of a batch.
        try file.require("use_square_size", toBe: .bool(false))
        try file.require("do_pad", toBe: .bool(false))

        let resizes = try file.isOn("do_resize", needing: ["size", "resample"])
        let crops = try file.isOn(
            "do_center_crop", default: defaults.cropSize != nil, needing: ["crop_size"]
        )

        let resizing = resizes ? try file.resizing(default: defaults.resizing) : .none
        let size: PixelSize
        if let cropSize = crops ? try file.cropSize(default: defaults.cropSize) : nil {
            size = cropSize
        } else if case .exact(let resized) = resizing {
            size = resized
        } else {
            throw file.unsupported(
                "do_center_crop", .bool(false), supported: "true, or a size with height and width"
            )
        }
        self.init(
            resolution: .fixed(width: size.width, height: size.height),
            resizing: resizing,
            filter: try file.resamplingFilter(default: defaults.filter),
            crop: crops ? .huggingFace : .none,
            rescaleFactor: try file.rescaleFactor(),
            normalization: try file.normalization(default: defaults.normalization)
        )
    }

    /// The same preprocessing with another bound of the patches; nil leaves it as it is.
    package func settingMaximumPatches(_ maximum: Int?) -> PreprocessorConfiguration {
        guard let maximum, case .patches(_, let patchSize) = resolution else { return self }
        return PreprocessorConfiguration(
            resolution: .patches(maximum: maximum, patchSize: patchSize),
            resizing: .patchGrid(maximum: maximum, patchSize: patchSize),
            filter: filter, crop: crop, rescaleFactor: rescaleFactor, normalization: normalization
        )
    }

    /// The settings in a folder: nested in the processor's file as transformers 5 writes them, else
    /// in a file of their own.
    private static func imageProcessor(in folder: URL) throws -> ConfigurationObject {
        let names = ["processor_config.json", "preprocessor_config.json"]
        let present = names.map { folder.appending(path: $0) }.filter {
            FileManager.default.fileExists(atPath: $0.path(percentEncoded: false))
        }
        for url in present {
            let file = try ConfigurationObject(file: url)
            if url.lastPathComponent == names[1] { return file }
            if file.value("image_processor") != nil { return try file.object("image_processor") }
        }
        throw CheckpointError.missingFile(
            folder: folder.path(percentEncoded: false), anyOf: names.reversed(),
            purpose: "preprocessing settings"
        )
    }
}

extension ConfigurationObject {
    /// Whether a step is on; null turns it off, and its settings must not be null when it is on.
    fileprivate func isOn(
        _ key: String, default standard: Bool = true, needing settings: [String]
    ) throws -> Bool {
        guard !isNull(key), try bool(key, default: standard) else { return false }
        for setting in settings where isNull(setting) {
            throw wrong(setting, .null, expected: "a value, since \(path(of: key)) is on")
        }
        return true
    }

    /// What bytes are multiplied by; nil when rescaling is off.
    fileprivate func rescaleFactor() throws -> Double? {
        guard try isOn("do_rescale", needing: ["rescale_factor"]) else { return nil }
        return try number("rescale_factor", default: 1 / 255)
    }

    /// Mean and deviation; nil when normalising is off.
    fileprivate func normalization(
        default standard: PreprocessorConfiguration.Normalization
    ) throws -> PreprocessorConfiguration.Normalization? {
        guard try isOn("do_normalize", needing: ["image_mean", "image_std"]) else { return nil }
        return try normalization(
            mean: "image_mean", standardDeviation: "image_std", default: standard
        )
    }

    private func isNull(_ key: String) -> Bool {
        keys.contains(key) && value(key) == nil
    }

    /// `size`: a number, `[height, width]`, or an object with one of three sets of keys.
    fileprivate func resizing(
        default standard: PreprocessorConfiguration.Resizing
    ) throws -> PreprocessorConfiguration.Resizing {
        guard let value = value("size") else { return standard }
        switch value {
        case .integer, .double:
            let edge = try positiveInteger("size")
            return try bool("default_to_square", default: false)
                ? .exact(PixelSize(width: edge, height: edge)) : .shortestEdge(edge)
        case .object:
            let size = try object("size")
            let present = Set(size.keys.filter { size.value($0) != nil })
            if present == ["shortest_edge"] {
                return .shortestEdge(try size.positiveInteger("shortest_edge"))
            }
            if present == ["shortest_edge", "longest_edge"] {
                return .boundedEdges(
                    shortest: try size.positiveInteger("shortest_edge"),
                    longest: try size.positiveInteger("longest_edge")
                )
            }
            if present == ["height", "width"] { return .exact(try size.heightAndWidth()) }
            throw unsupported(
                "size", .array(present.sorted().map(OrderedJSON.string)),
                supported: "shortest_edge, shortest_edge and longest_edge, height and width"
            )
        default:
            return .exact(try heightAndWidth(inArray: "size", value))
        }
    }

    /// `crop_size`: a number, `[height, width]`, or an object with height and width.
    fileprivate func cropSize(default standard: PixelSize?) throws -> PixelSize? {
        guard let value = value("crop_size") else { return standard }
        switch value {
        case .integer, .double:
            let edge = try positiveInteger("crop_size")
            return PixelSize(width: edge, height: edge)
        case .object:
            return try object("crop_size").heightAndWidth()
        default:
            return try heightAndWidth(inArray: "crop_size", value)
        }
    }

    private func heightAndWidth() throws -> PixelSize {
        PixelSize(width: try positiveInteger("width"), height: try positiveInteger("height"))
    }

    private func heightAndWidth(inArray key: String, _ value: OrderedJSON) throws -> PixelSize {
        guard let sides = value.integers, sides.count == 2, sides.allSatisfy({ 1...1 << 24 ~= $0 })
        else {
            throw wrong(key, value, expected: "a size: one number, two, or height and width")
        }
        return PixelSize(width: sides[1], height: sides[0])
    }

    /// `resample`: Pillow's number of a filter.
    fileprivate func resamplingFilter(
        default standard: ResamplingFilter
    ) throws -> ResamplingFilter {
        guard let value = value("resample") else { return standard }
        guard let filter = value.integer.flatMap(ResamplingFilter.init(rawValue:)) else {
            throw wrong("resample", value, expected: "Pillow's number of a filter, 0 to 5")
        }
        return filter
    }
}
