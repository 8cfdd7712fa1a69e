/// One decoded picture: upright 8-bit RGB, and what there is to say about how it was read.
package struct DecodedImage: Sendable {
    /// `[height, width, 3]`, red first, 0...255.
    package let pixels: [UInt8]
    package let description: PictureDescription

    /// Columns of the upright picture.
    package var width: Int { description.width }
    /// Rows of the upright picture.
    package var height: Int { description.height }
    package var format: ImageFormat { description.format }
    package var notices: [DecodingNotice] { description.notices }
    package var xmp: [UInt8]? { description.xmp }
}

/// What there is to say about a picture beside its pixels.
package struct PictureDescription: Sendable {
    /// Columns of the upright picture.
    package let width: Int
    /// Rows of the upright picture.
    package let height: Int
    package let format: ImageFormat
    package let notices: [DecodingNotice]
    /// The file's XMP packet as it is stored, if it has one of at most
    /// `DecodingLimits.maximumXMPBytes`.
    package let xmp: [UInt8]?
}

/// Something about a decoded picture that its user should know.
package enum DecodingNotice: Equatable, Sendable, CustomStringConvertible {
    /// So many 16-bit grey pixels lay above 255 and became white, as Pillow makes them.
    case clippedGrey(pixels: Int, of: Int)
    /// The file holds more frames, pages or pictures than the one that was decoded.
    case onlyFirst(ImageFormat)
    /// The XMP packet is longer than the limit and was not read.
    case xmpTooLarge(bytes: Int, limit: Int)
    /// There is a compressed XMP packet that could not be unpacked, or not within bounds.
    case xmpUnreadable

    package var description: String {
        switch self {
        case .clippedGrey(let pixels, let total):
            "\(pixels) of \(total) pixels of this 16-bit grey image lie above 255 and were read "
                + "as white, as Pillow reads them. Convert it to 8 bits to keep its shades."
        case .onlyFirst(.tiff):
            "This TIFF has several pages; only the first was read."
        case .onlyFirst(.heif):
            "This HEIF/AVIF file has several pictures or frames; only the primary one was read."
        case .onlyFirst(let format):
            "This \(format.name) is an animation; only its first frame was read."
        case .xmpTooLarge(let bytes, let limit):
            "The XMP metadata (\(bytes) bytes) is longer than \(limit) bytes and was not read, "
                + "so it was not looked at for names of people."
        case .xmpUnreadable:
            "The compressed XMP metadata could not be unpacked, so it was not looked at for names "
                + "of people."
        }
    }
}
