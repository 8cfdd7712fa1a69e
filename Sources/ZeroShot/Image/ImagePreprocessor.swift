/// Turns pictures into the pixels that a checkpoint's image tower takes.
///
/// Results equal the reference's: Pillow's resampling to the bit, then the same arithmetic. Safe to
/// use from several threads at once.
public struct ImagePreprocessor: Sendable {
    /// The longest side that is accepted.
    ///
    /// Far above what cameras and scanners make. It bounds the weights that resampling computes
    /// for one output pixel, and with them its memory.
    public static let maximumSide = 1 << 17

    let configuration: PreprocessorConfiguration
    /// The number that each of the 256 bytes becomes, for each channel.
    private let numbers: [[Float]]

    package init(_ configuration: PreprocessorConfiguration) {
        self.configuration = configuration
        numbers = (0..<3).map { channel in
            (0...255).map { Self.number(for: $0, channel: channel, configuration) }
        }
    }

    /// The size of every result, or the patches that a result may have.
    public var resolution: ImageResolution { configuration.resolution }

    /// Numbers in the largest result, `3 * height * width`.
    package var maximumCount: Int {
        switch resolution {
        case .fixed(let width, let height): 3 * width * height
        case .patches(let maximum, let patchSize): 3 * maximum * patchSize * patchSize
        }
    }

    /// The picture resized, cropped, rescaled and normalised as the checkpoint's files say.
    ///
    /// - Throws: `PreprocessingError` when the picture's proportion leaves nothing to compute.
    public func pixels(of image: RGBImage) throws -> PixelTensor {
        var stream = PixelStream(self)
        stream.begin(width: image.width, height: image.height)
        stream.take(image.pixels.span)
        return try stream.finish()
    }

    /// How much of a picture of this size is kept.
    ///
    /// - Throws: `PreprocessingError` when the picture's proportion leaves nothing to compute.
    func visiblePart(width: Int, height: Int) throws -> VisiblePart {
        VisiblePart(try geometry(width: width, height: height))
    }

    /// The most by which a decoder may shrink a picture of this size before it is resized.
    ///
    /// Both sides stay at least `reducingGap` times as long as they are resized to, so that what
    /// the decoder's plain means do to fine detail hardly shows behind the checkpoint's own filter.
    func shrinkFactor(width: Int, height: Int, among factors: [Int]) -> Int {
        guard let resized = try? geometry(width: width, height: height).resized else { return 1 }
        return factors.first { factor in
            Double(width / factor) >= Self.reducingGap * Double(resized.width)
                && Double(height / factor) >= Self.reducingGap * Double(resized.height)
        } ?? 1
    }

    /// Pillow's own choice for thumbnails.
    private static let reducingGap = 2.0

    /// Where a picture goes: the size it is resized to, the part of that which is kept, and where
    /// that part lies in the output.
    struct Geometry {
        let resized: PixelSize
        let output: PixelSize
        let columns: CropSpan
        let rows: CropSpan
    }

    /// - Throws: `PreprocessingError`.
    func geometry(width: Int, height: Int) throws -> Geometry {
        guard max(width, height) <= Self.maximumSide else {
            throw PreprocessingError.sideTooLong(
                width: width, height: height, limit: Self.maximumSide
            )
        }
        let resized = configuration.resizing.size(for: PixelSize(width: width, height: height))
        guard min(resized.width, resized.height) > 0 else {
            throw PreprocessingError.tooElongated(
                width: width, height: height, resizedWidth: resized.width,
                resizedHeight: resized.height
            )
        }
        let output =
            switch resolution {
            case .fixed(let width, let height): PixelSize(width: width, height: height)
            case .patches: resized
            }
        return Geometry(
            resized: resized,
            output: output,
            columns: configuration.crop.span(of: resized.width, to: output.width),
            rows: configuration.crop.span(of: resized.height, to: output.height)
        )
    }

    /// Spreads a picture's bytes over three planes of numbers, with filling around it.
    func tensor(_ part: RGBImage, in geometry: Geometry) -> PixelTensor {
        let (width, height) = (geometry.output.width, geometry.output.height)
        let (left, top) = (geometry.columns.padding, geometry.rows.padding)
        var values: [Float] = []
        values.reserveCapacity(3 * width * height)
        for numbers in numbers {
            let filling = numbers[Int(configuration.crop.fill)]
            values.append(contentsOf: repeatElement(filling, count: width * height))
        }
        let bytes = part.pixels.span
        var result = values.mutableSpan
        for (channel, numbers) in numbers.enumerated() {
            let numbers = numbers.span
            for row in 0..<part.height {
                let target = (channel * height + top + row) * width + left
                let source = row * part.width * 3 + channel
                for column in 0..<part.width {
                    result[target &+ column] = numbers[Int(bytes[source &+ 3 &* column])]
                }
            }
        }
        return PixelTensor(width: width, height: height, values: values)
    }

    /// What a byte becomes: rescaled in double precision, normalised in single precision.
    ///
    /// Source: `rescale` and `normalize` in transformers' `image_transforms.py`. torchvision's
    /// `ToTensor` divides by 255 instead of multiplying; all 256 results are the same.
    private static func number(
        for byte: Int, channel: Int, _ configuration: PreprocessorConfiguration
    ) -> Float {
        let rescaled = Float(Double(byte) * (configuration.rescaleFactor ?? 1))
        guard let normalization = configuration.normalization else { return rescaled }
        return (rescaled - Float(normalization.mean[channel]))
            / Float(normalization.standardDeviation[channel])
    }
}
