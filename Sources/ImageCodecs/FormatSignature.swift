/// What the first bytes of a file say that it is; its name is never asked.
enum FormatSignature: Equatable {
    case supported(ImageFormat)
    /// Known, but not read: with the name that a message gives it.
    case unsupported(String)
    case unknown

    init(of bytes: [UInt8]) {
        let reader = ByteReader(bytes)
        if let format = Self.supportedFormat(reader) {
            self = .supported(format)
        } else if let kind = Self.unsupportedKind(reader) {
            self = .unsupported(kind)
        } else {
            self = .unknown
        }
    }

    private static func supportedFormat(_ reader: ByteReader) -> ImageFormat? {
        if reader.has([0xFF, 0xD8, 0xFF], at: 0) { return .jpeg }
        if reader.has(PNGHeader.signature, at: 0) { return .png }
        if reader.has("RIFF", at: 0), reader.has("WEBP", at: 8) { return .webp }
        if reader.has("GIF87a", at: 0) || reader.has("GIF89a", at: 0) { return .gif }
        let tiffMarks: [[UInt8]] = [
            [0x49, 0x49, 42, 0], [0x4D, 0x4D, 0, 42], [0x49, 0x49, 43, 0], [0x4D, 0x4D, 0, 43],
        ]
        if tiffMarks.contains(where: { reader.has($0, at: 0) }) { return .tiff }
        if reader.has("BM", at: 0), let size = reader.integer(at: 14, size: 4, .little),
            BMPHeader.sizes.contains(size)
        {
            return .bmp
        }
        let heifBrands: [StaticString] = [
            "heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1", "avif", "avis",
        ]
        if reader.has("ftyp", at: 4), heifBrands.contains(where: { reader.has($0, at: 8) }) {
            return .heif
        }
        return nil
    }

    private static func unsupportedKind(_ reader: ByteReader) -> String? {
        for (pattern, offset, kind) in otherKinds where reader.has(pattern, at: offset) {
            return kind
        }
        if reader.has([0, 0], at: 0), let type = reader.byte(at: 2), type == 1 || type == 2,
            reader.byte(at: 3) == 0
        {
            return "a Windows icon or cursor"
        }
        if let digit = reader.byte(at: 1), reader.has("P", at: 0), (0x31...0x37).contains(digit),
            let space = reader.byte(at: 2), [9, 10, 13, 32].contains(space)
        {
            return "a PNM image (PBM, PGM, PPM or PAM)"
        }
        return markupKind(reader)
    }

    /// What text in angle brackets is: a page that tells of an error often comes instead of an
    /// image.
    private static func markupKind(_ reader: ByteReader) -> String? {
        let start = String(decoding: reader.bytes.prefix(1024), as: UTF8.self).lowercased()
            .drop { $0.isWhitespace || $0 == "\u{FEFF}" }
        if start.hasPrefix("<!doctype html") || start.hasPrefix("<html") { return "a web page" }
        let isMarkup = ["<svg", "<?xml", "<!--", "<!doctype svg"].contains { start.hasPrefix($0) }
        return isMarkup && start.contains("<svg") ? "an SVG drawing" : nil
    }

    /// Pattern, its offset, and the name of what it marks.
    private static let otherKinds: [([UInt8], Int, String)] = [
        ([0, 0, 0, 12, 0x6A, 0x50, 0x20, 0x20], 0, "a JPEG 2000 image"),
        ([0xFF, 0x4F, 0xFF, 0x51], 0, "a JPEG 2000 image"),
        ([0, 0, 0, 12, 0x4A, 0x58, 0x4C, 0x20], 0, "a JPEG XL image"),
        ([0xFF, 0x0A], 0, "a JPEG XL image"),
        (Array("%PDF".utf8), 0, "a PDF document"),
        (Array("%!PS".utf8), 0, "a PostScript document"),
        (Array("8BPS".utf8), 0, "a Photoshop document"),
        ([0x76, 0x2F, 0x31, 0x01], 0, "an OpenEXR image"),
        (Array("#?RADIANCE".utf8), 0, "a Radiance HDR image"),
        (Array("DDS ".utf8), 0, "a DDS texture"),
        (Array("qoif".utf8), 0, "a QOI image"),
        ([0x8A, 0x4D, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], 0, "an MNG animation"),
        (Array("II".utf8) + [0xBC, 0x01], 0, "a JPEG XR image"),
        (Array("ftyp".utf8), 4, "a video or another kind of ISO media file"),
        (Array("PK".utf8) + [3, 4], 0, "a ZIP archive"),
        ([0x1F, 0x8B], 0, "a gzip archive"),
    ]
}
