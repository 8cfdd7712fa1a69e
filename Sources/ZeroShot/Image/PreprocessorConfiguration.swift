/// How a checkpoint wants its pictures: resized, cropped, scaled to numbers, normalised.
///
/// Read from the checkpoint's own files; see the extensions for each layout.
package struct PreprocessorConfiguration: Sendable, Equatable {
    /// The size a picture is resized to.
    package enum Resizing: Sendable, Equatable {
        /// It keeps its size.
        case none
        /// The shorter side gets this length, the longer one keeps the proportion, rounded down.
        case shortestEdge(Int)
        /// As `shortestEdge`, but shrunk further when the longer side would exceed a limit.
        case boundedEdges(shortest: Int, longest: Int)
        /// Both sides get these lengths, whatever the proportion.
        case exact(PixelSize)
        /// The smallest size in proportion that covers a rectangle, each side rounded to even.
        case covering(PixelSize)
        /// The largest size in proportion that fits into a rectangle, each side rounded to even.
        case fitting(PixelSize)
        /// About the largest size in proportion that has at most so many square patches, both sides
        /// rounded up to whole patches.
        case patchGrid(maximum: Int, patchSize: Int)
    }

    /// Cuts the middle out of a resized picture, or fills it up where it is too small.
    package enum Crop: Sendable, Equatable {
        /// The picture stays as it is.
        case none
        /// An odd pixel is left at the end of what is cut off, and filled up at the beginning.
        ///
        /// Source: `center_crop` in transformers' `image_transforms.py`; it fills up with black.
        case huggingFace
        /// An odd pixel goes to the side that makes the offset even, and is filled up at the end.
        ///
        /// Source: `center_crop` in torchvision, `center_crop_or_pad` in open_clip. `fill` is the
        /// byte that all channels of the filling have.
        case openCLIP(fill: UInt8)
    }

    /// Mean and deviation of each channel.
    package struct Normalization: Sendable, Equatable {
        package let mean: [Double]
        package let standardDeviation: [Double]

        /// OpenAI's statistics of the pictures that CLIP was trained on.
        static let openAI = Normalization(
            mean: [0.48145466, 0.4578275, 0.40821073],
            standardDeviation: [0.26862954, 0.26130258, 0.27577711]
        )

        /// Pixels from -1 to 1, as SigLIP takes them.
        static let half = Normalization(
            mean: [0.5, 0.5, 0.5], standardDeviation: [0.5, 0.5, 0.5]
        )
    }

    /// The size that every picture has in the end, or the bound of its patches.
    package let resolution: ImageResolution
    package let resizing: Resizing
    package let filter: ResamplingFilter
    package let crop: Crop
    /// Bytes are multiplied by this; nil leaves them at `0...255`.
    package let rescaleFactor: Double?
    /// Nil leaves the numbers as rescaled.
    package let normalization: Normalization?
}
