internal import Foundation

/// A small JPEG of a whole picture, the right way up, for reports that show pictures.
public struct Thumbnail: Sendable, Equatable {
    /// Columns, at most ``longestSide``.
    public let width: Int
    /// Rows, at most ``longestSide``.
    public let height: Int
    /// The JPEG file, without metadata.
    public let jpeg: [UInt8]

    /// The longest side in pixels; a smaller picture keeps its size.
    ///
    /// A report with 10,000 of them stays below 50 MB.
    public static let longestSide = 128

    package init(width: Int, height: Int, jpeg: [UInt8]) {
        self.width = width
        self.height = height
        self.jpeg = jpeg
    }

    /// The file as an address that a page can hold.
    package var dataAddress: String {
        "data:image/jpeg;base64," + Data(jpeg).base64EncodedString()
    }
}
