/// What an image tower takes in.
public enum ImageResolution: Sendable, Equatable {
    /// Every image is brought to this size, in pixels.
    case fixed(width: Int, height: Int)
    /// Images keep their aspect ratio, within so many square patches of `patchSize` pixels.
    case patches(maximum: Int, patchSize: Int)

    /// For people, such as `224 × 224`, in pixels.
    package var text: String {
        switch self {
        case .fixed(let width, let height): "\(width) × \(height)"
        case .patches(let maximum, let size): "at most \(maximum) patches of \(size) × \(size)"
        }
    }
}
