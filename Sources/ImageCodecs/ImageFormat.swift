/// The image formats that `ImageDecoder` reads.
package enum ImageFormat: String, CaseIterable, Sendable {
    case jpeg, png, webp, gif, tiff, bmp, heif

    /// Extensions of files in this format, lower case, without the dot.
    package var fileExtensions: [String] {
        switch self {
        case .jpeg: ["jpg", "jpeg", "jpe", "jfif"]
        case .png: ["png", "apng"]
        case .webp: ["webp"]
        case .gif: ["gif"]
        case .tiff: ["tif", "tiff"]
        case .bmp: ["bmp", "dib"]
        case .heif: ["heic", "heif", "hif", "avif"]
        }
    }

    /// The format's name in messages.
    package var name: String {
        switch self {
        case .jpeg: "JPEG"
        case .png: "PNG"
        case .webp: "WebP"
        case .gif: "GIF"
        case .tiff: "TIFF"
        case .bmp: "BMP"
        case .heif: "HEIF/AVIF"
        }
    }
}
