public import Foundation

/// A few labelled images that take part in a ranking, without training (Tip-Adapter).
///
/// The logit of a label grows by `alpha` times the sum, over its support images, of
/// `exp(-beta * (1 - similarity of the image to the support image))`. The ranking follows these
/// logits. Source: Zhang et al., Tip-Adapter, arXiv 2207.09519, equations 3 to 6.
public struct SupportRequest: Sendable, Equatable {
    /// A folder with folders in it that are named after labels and hold images.
    public var folder: URL
    /// How much the support images weigh beside the prompts; 0 or more.
    ///
    /// A support image that equals the image adds this much to its label's logit. The article's
    /// best value on ImageNet, at a logit scale of 100.
    public var alpha = 1.0
    /// How near a support image must lie to count; 0 or more.
    ///
    /// Higher values let only the nearest count. The article's best value on ImageNet.
    public var beta = 5.5
    /// Larger images end the run before any of their pixels is decoded.
    public var maximumPixels = ImageReader.defaultMaximumPixels

    /// The images of a folder, with the article's weights.
    public init(folder: URL) {
        self.folder = folder
    }

    /// More images in a folder are refused: each is computed in every run, and compared with every
    /// image.
    public static let mostImages = 4096
}
