extension PreprocessorConfiguration {
    /// How both references bring pictures to SigLIP's tower of one size, but for the filter.
    init(of vision: SigLIPVisionConfiguration, filter: ResamplingFilter) {
        self.init(
            resolution: .fixed(width: vision.imageWidth, height: vision.imageHeight),
            resizing: .exact(PixelSize(width: vision.imageWidth, height: vision.imageHeight)),
            filter: filter,
            crop: .none,
            rescaleFactor: 1 / 255,
            normalization: .half
        )
    }
}
