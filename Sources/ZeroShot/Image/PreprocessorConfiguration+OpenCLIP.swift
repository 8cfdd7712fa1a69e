extension PreprocessorConfiguration {
    /// Reads `preprocess_cfg` of `open_clip_config.json`; width and height are the image tower's.
    ///
    /// Source: `PreprocessCfg` and `image_transform` in open_clip's `transform.py`. As there, the
    /// tower's size replaces the one in the file, null counts as absent, and a tower that is not
    /// square is always resized bicubically when the shorter side leads.
    ///
    /// - Throws: `CheckpointError`.
    package init(openCLIP file: ConfigurationObject, width: Int, height: Int) throws {
        try file.refuseKeys(otherThan: [
            "size", "mode", "mean", "std", "interpolation", "resize_mode", "fill_color",
        ])
        try file.require("mode", toBe: .string("RGB"))
        let fill = try file.fillColour()
        let tower = PixelSize(width: width, height: height)
        let resizing: Resizing
        let crop: Crop
        var filter = try file.interpolation()

        switch try file.string("resize_mode", default: "shortest") {
        case "shortest" where width == height:
            (resizing, crop) = (.shortestEdge(width), .openCLIP(fill: 0))
        case "shortest":
            (resizing, crop) = (.covering(tower), .openCLIP(fill: 0))
            filter = .bicubic
        case "longest":
            (resizing, crop) = (.fitting(tower), .openCLIP(fill: fill))
        case "squash":
            (resizing, crop) = (.exact(tower), .none)
        case let other:
            throw file.unsupported(
                "resize_mode", .string(other), supported: "shortest, longest, squash"
            )
        }
        self.init(
            resolution: .fixed(width: width, height: height),
            resizing: resizing,
            filter: filter,
            crop: crop,
            rescaleFactor: 1 / 255,
            normalization: try file.normalization(
                mean: "mean", standardDeviation: "std", default: .openAI
            )
        )
    }
}

extension ConfigurationObject {
    /// `interpolation`; `random` is for training and means bicubic otherwise.
    fileprivate func interpolation() throws -> ResamplingFilter {
        switch try string("interpolation", default: "bicubic") {
        case "bicubic", "random": return .bicubic
        case "bilinear": return .bilinear
        case let other:
            throw unsupported(
                "interpolation", .string(other), supported: "bicubic, bilinear, random"
            )
        }
    }

    /// `fill_color`: the byte that fills up pictures narrower or lower than the tower's.
    fileprivate func fillColour() throws -> UInt8 {
        let colour = try integer("fill_color", default: 0)
        guard let byte = UInt8(exactly: colour) else {
            throw wrong("fill_color", .integer(colour), expected: "a byte, 0 to 255")
        }
        return byte
    }
}
