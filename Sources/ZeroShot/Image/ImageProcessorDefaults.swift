/// What a class of image processors does unless its file says otherwise.
///
/// Source: `CLIPImageProcessorPil`, `SiglipImageProcessorPil` and `Siglip2ImageProcessorPil` in
/// transformers.
package struct ImageProcessorDefaults: Sendable {
    let resizing: PreprocessorConfiguration.Resizing
    let filter: ResamplingFilter
    /// Nil for a class that does not crop.
    let cropSize: PixelSize?
    let normalization: PreprocessorConfiguration.Normalization

    package static let clip = ImageProcessorDefaults(
        resizing: .shortestEdge(224),
        filter: .bicubic,
        cropSize: PixelSize(width: 224, height: 224),
        normalization: .openAI
    )

    package static let sigLIP = ImageProcessorDefaults(
        resizing: .exact(PixelSize(width: 224, height: 224)),
        filter: .bicubic,
        cropSize: nil,
        normalization: .half
    )

    package static let naFlex = ImageProcessorDefaults(
        resizing: .patchGrid(maximum: 256, patchSize: 16),
        filter: .bilinear,
        cropSize: nil,
        normalization: .half
    )

    /// The class that a file names, in any form its name has had; `standard` when it names none.
    static func named(
        in file: ConfigurationObject, default standard: ImageProcessorDefaults
    ) throws -> ImageProcessorDefaults {
        let keys = ["image_processor_type", "feature_extractor_type"]
        guard let key = keys.first(where: { file.value($0) != nil }) else { return standard }
        let name = try file.string(key)
        switch name {
        case "CLIPImageProcessor", "CLIPImageProcessorFast", "CLIPImageProcessorPil",
            "CLIPFeatureExtractor":
            return .clip
        case "SiglipImageProcessor", "SiglipImageProcessorFast", "SiglipImageProcessorPil":
            return .sigLIP
        case "Siglip2ImageProcessor", "Siglip2ImageProcessorFast", "Siglip2ImageProcessorPil":
            return .naFlex
        default:
            throw file.unsupported(
                key, .string(name),
                supported: "CLIPImageProcessor, CLIPFeatureExtractor, SiglipImageProcessor, "
                    + "Siglip2ImageProcessor"
            )
        }
    }
}
