/// What a class of image processors does unless its file says otherwise.
///
/// Source: `CLIPImageProcessorPil` in transformers.
struct ImageProcessorDefaults {
    let resizing: PreprocessorConfiguration.Resizing
    let filter: ResamplingFilter
    /// Nil for a class that does not crop.
    let cropSize: PixelSize?
    let normalization: PreprocessorConfiguration.Normalization

    static let clip = ImageProcessorDefaults(
        resizing: .shortestEdge(224),
        filter: .bicubic,
        cropSize: PixelSize(width: 224, height: 224),
        normalization: .openAI
    )

    /// The class that a file names, in any form its name has had; CLIP's when it names none.
    init(namedIn file: ConfigurationObject) throws {
        let keys = ["image_processor_type", "feature_extractor_type"]
        guard let key = keys.first(where: { file.value($0) != nil }) else {
            self = .clip
            return
        }
        let name = try file.string(key)
        switch name {
        case "CLIPImageProcessor", "CLIPImageProcessorFast", "CLIPImageProcessorPil",
            "CLIPFeatureExtractor":
            self = .clip
        default:
            throw file.unsupported(
                key, .string(name), supported: "CLIPImageProcessor, CLIPFeatureExtractor"
            )
        }
    }

    private init(
        resizing: PreprocessorConfiguration.Resizing, filter: ResamplingFilter,
        cropSize: PixelSize?, normalization: PreprocessorConfiguration.Normalization
    ) {
        self.resizing = resizing
        self.filter = filter
        self.cropSize = cropSize
        self.normalization = normalization
    }
}
