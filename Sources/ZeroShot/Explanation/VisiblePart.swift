/// How much of a picture reaches the image tower: what a centre crop cuts away, and what is filled
/// up where a picture is too small.
///
/// Read from the checkpoint's preprocessing. Where the picture is squashed to the tower's
/// resolution, or keeps its proportion as with NaFlex, nothing is cut away.
public struct VisiblePart: Sendable, Equatable {
    /// What is cut off at the left, as a fraction of the picture's width.
    public let left: Double
    /// What is cut off at the right, as a fraction of the picture's width.
    public let right: Double
    /// What is cut off at the top, as a fraction of the picture's height.
    public let top: Double
    /// What is cut off at the bottom, as a fraction of the picture's height.
    public let bottom: Double
    /// The fraction of the tower's input that holds no picture but filling.
    public let padding: Double

    /// The fraction of the picture's area that is cut away, `0..<1`.
    public var lost: Double { 1 - (1 - left - right) * (1 - top - bottom) }
}

extension VisiblePart {
    init(_ geometry: ImagePreprocessor.Geometry) {
        let (columns, rows) = (geometry.columns.kept, geometry.rows.kept)
        let (resized, output) = (geometry.resized, geometry.output)
        left = Double(columns.lowerBound) / Double(resized.width)
        right = Double(resized.width - columns.upperBound) / Double(resized.width)
        top = Double(rows.lowerBound) / Double(resized.height)
        bottom = Double(resized.height - rows.upperBound) / Double(resized.height)
        let filled = Double(columns.count * rows.count)
        padding = 1 - filled / Double(output.width * output.height)
    }
}
