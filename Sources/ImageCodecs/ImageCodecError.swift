/// Why bytes could not be decoded into a picture, or a picture not be encoded.
///
/// Sentences start with what was found; which file it was in is the caller's to say.
package enum ImageCodecError: Error, Equatable, Sendable {
    case empty
    /// The first bytes (at most 16) match no format that is known.
    case unknownFormat(firstBytes: [UInt8])
    /// The bytes are recognised, but not of a kind that is read: "a PDF document".
    case unsupported(kind: String)
    case tooLarge(width: Int, height: Int, limit: Int)
    case truncated(format: ImageFormat)
    case corrupt(format: ImageFormat, reason: String)
    /// libvips is there, but built without the loader of this format.
    case loaderMissing(format: ImageFormat)
    /// libvips could not be started.
    case libraryUnavailable(reason: String)
    /// A picture could not be saved as JPEG.
    case notEncoded(reason: String)
}

extension ImageCodecError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .empty:
            "The file is empty. Check that it was copied or downloaded completely."
        case .unknownFormat(let firstBytes):
            "The bytes are no image in a known format: they begin with "
                + "\(Self.shown(firstBytes)). \(Self.supported)"
        case .unsupported(let kind):
            "This is \(kind), which is not supported. \(Self.supported)"
        case .tooLarge(let width, let height, let limit):
            "The image has \(width) x \(height) pixels; the limit is \(limit) pixels in all. "
                + "Make the image smaller, or raise the limit."
        case .truncated(let format):
            "The \(format.name) data ends before the image is complete. "
                + "Copy or download the file again."
        case .corrupt(let format, let reason):
            "The \(format.name) data cannot be decoded: \(reason). "
                + "Open the image in an image editor and save it again, or take another copy."
        case .loaderMissing(let format):
            "This is \(format.name), which the installed libvips cannot read. "
                + "Install a libvips with \(format.name) support, or convert the image to PNG."
        case .libraryUnavailable(let reason):
            "The image library libvips could not be started: \(reason). "
                + "Check its installation (Debian: libvips-dev)."
        case .notEncoded(let reason):
            "A small copy of the image could not be saved as JPEG: \(reason). "
                + "Install a libvips with JPEG support (Debian: libvips-dev)."
        }
    }

    private static let supported =
        "Supported are \(ImageFormat.allCases.map(\.name).joined(separator: ", ")): "
        + "convert the image to one of these."

    /// Bytes for a message: hexadecimal, and the text they spell if they are all printable.
    private static func shown(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".unicodeScalars)
        let hexadecimal = bytes.map { byte in
            "\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
        }
        let joined = hexadecimal.joined(separator: " ")
        let isText = bytes.allSatisfy { (32...126).contains($0) }
        guard isText else { return joined }
        return "\(joined) (\"\(String(decoding: bytes, as: UTF8.self))\")"
    }
}
