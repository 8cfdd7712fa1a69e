extension PreprocessorConfiguration {
    /// The same with the middle cut out as another reference does it; a picture that is not cut
    /// stays so.
    func cropping(_ crop: Crop) -> PreprocessorConfiguration {
        PreprocessorConfiguration(
            resolution: resolution,
            resizing: resizing,
            filter: filter,
            crop: self.crop == .none ? .none : crop,
            rescaleFactor: rescaleFactor,
            normalization: normalization
        )
    }
}
