/// Why a picture cannot be preprocessed.
public enum PreprocessingError: Error, Equatable, Sendable {
    /// A side is longer than `limit`.
    case sideTooLong(width: Int, height: Int, limit: Int)
    /// Resizing in proportion would leave no pixel of the shorter side.
    case tooElongated(width: Int, height: Int, resizedWidth: Int, resizedHeight: Int)
}

extension PreprocessingError: CustomStringConvertible {
    /// One sentence or two: the picture's size, what is wrong with it, what to do.
    public var description: String {
        switch self {
        case .sideTooLong(let width, let height, let limit):
            """
            the picture has \(width)x\(height) pixels; a side may have \(limit) at most. Cut it \
            into parts.
            """
        case .tooElongated(let width, let height, let resizedWidth, let resizedHeight):
            """
            the picture has \(width)x\(height) pixels, which this checkpoint's resizing in \
            proportion makes \(resizedWidth)x\(resizedHeight): nothing would be left of it. Cut it \
            into parts.
            """
        }
    }
}
