import ImageCodecs
import Testing

struct FormatTests {
    private let decoder = ImageDecoder()

    /// First bytes, and what they are called.
    private static let otherKinds: [([UInt8], String)] = [
        (bytes("%PDF-1.7 ..."), "a PDF document"),
        (bytes("%!PS-Adobe-3.0"), "a PostScript document"),
        (bytes("<svg xmlns=\"http://www.w3.org/2000/svg\"/>"), "an SVG drawing"),
        (bytes("<?xml version=\"1.0\"?>\n<!-- drawn -->\n<svg/>"), "an SVG drawing"),
        (bytes("\n<!DOCTYPE html><html><svg/>"), "a web page"),
        (bytes("<HTML>Not found"), "a web page"),
        (bytes("8BPS\0\u{1}"), "a Photoshop document"),
        ([0, 0, 0, 12] + bytes("jP  \r\n"), "a JPEG 2000 image"),
        ([0xFF, 0x4F, 0xFF, 0x51, 0], "a JPEG 2000 image"),
        ([0xFF, 0x0A, 0xFA], "a JPEG XL image"),
        ([0, 0, 0, 12] + bytes("JXL \r\n"), "a JPEG XL image"),
        ([0, 0, 1, 0, 1, 0], "a Windows icon or cursor"),
        (bytes("P6\n1 1\n255\nabc"), "a PNM image (PBM, PGM, PPM or PAM)"),
        ([0x76, 0x2F, 0x31, 0x01, 2], "an OpenEXR image"),
        (bytes("#?RADIANCE\n"), "a Radiance HDR image"),
        (bytes("DDS |"), "a DDS texture"),
        (bytes("qoif"), "a QOI image"),
        (bytes("II") + [0xBC, 0x01], "a JPEG XR image"),
        ([0, 0, 0, 24] + bytes("ftypmp42"), "a video or another kind of ISO media file"),
        (bytes("PK\u{3}\u{4}"), "a ZIP archive"),
        ([0x1F, 0x8B, 8], "a gzip archive"),
    ]

    private static func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

    private func error(_ bytes: [UInt8]) -> ImageCodecError? {
        do throws(ImageCodecError) {
            _ = try decoder.decode(bytes)
            return nil
        } catch {
            return error
        }
    }

    @Test(arguments: otherKinds)
    func `what is known but not read is refused by its name`(
        _ bytes: [UInt8], _ kind: String
    ) {
        #expect(error(bytes) == .unsupported(kind: kind))
    }

    @Test(arguments: [
        "BMW is a car", "<p>an <svg> in a text", "<?xml version=\"1.0\"?><note/>",
        "RIFF....AVI LIST", "GIF88a", "hello", "\u{0}", "Q5\n",
    ])
    func `bytes that only resemble an image are no known format`(_ text: String) {
        let bytes = Array(text.utf8)
        #expect(error(bytes) == .unknownFormat(firstBytes: Array(bytes.prefix(16))))
    }

    /// Byte offsets and values to put there, in a fixture, to make a kind that is not read.
    @Test(arguments: [
        ("rgb-24.bmp", [28: 8], "a BMP with 8 bits per pixel (24 and 32 are read)"),
        ("rgb-24.bmp", [28: 16], "a BMP with 16 bits per pixel (24 and 32 are read)"),
        ("rgb-24.bmp", [30: 1], "a BMP with run-length compression"),
        ("rgb-24.bmp", [30: 4], "a BMP with JPEG compression"),
        ("rgb-24.bmp", [30: 5], "a BMP with PNG compression"),
        ("rgb-24.bmp", [30: 9], "a BMP with compression 9"),
        ("rgb-32-fields.bmp", [54: 0x0F], "a BMP whose colours are not one byte each"),
    ])
    func `a BMP of another kind is refused by name`(
        _ file: String, _ changes: [Int: UInt8], _ kind: String
    ) throws {
        var bytes = try ImageFixture.bytes(file)
        for (offset, value) in changes { bytes[offset] = value }
        #expect(error(bytes) == .unsupported(kind: kind))
    }

    @Test(arguments: [
        (UInt8(0xC3), "a lossless or hierarchical JPEG"),
        (UInt8(0xC5), "a lossless or hierarchical JPEG"),
    ])
    func `a JPEG with another process is refused by name`(
        _ marker: UInt8, _ kind: String
    ) throws {
        var bytes = try ImageFixture.bytes("baseline-444.jpg")
        bytes[try frameOffset(bytes) + 1] = marker
        #expect(error(bytes) == .unsupported(kind: kind))
    }

    @Test func `a JPEG with other samples is refused by name`() throws {
        let bytes = try ImageFixture.bytes("baseline-444.jpg")
        let frame = try frameOffset(bytes)
        var deep = bytes
        deep[frame + 4] = 12
        #expect(error(deep) == .unsupported(kind: "a JPEG with 12 bits per sample"))
        var two = bytes
        two[frame + 9] = 2
        #expect(error(two) == .unsupported(kind: "a JPEG with 2 colour components"))
    }

    private func frameOffset(_ bytes: [UInt8]) throws -> Int {
        try #require(bytes.indices.dropLast().first { bytes[$0] == 0xFF && bytes[$0 + 1] == 0xC0 })
    }

    @Test(arguments: [
        (259, 6, "a TIFF with old-style JPEG compression"),
        (259, 34676, "a TIFF with compression 34676"),
        (262, 8, "a TIFF in colour space 8"),
        (262, 6, "a TIFF in YCbCr without JPEG compression"),
        (258, 12, "a TIFF with 12/12/12 bits per sample in colour space 2"),
        (258, 1, "a TIFF with 1/1/1 bits per sample in colour space 2"),
        (277, 2, "a TIFF with 2 samples per pixel"),
        (277, 7, "a TIFF with 7 samples per pixel"),
    ])
    func `a TIFF of another kind is refused by name`(
        _ tag: Int, _ value: Int, _ kind: String
    ) throws {
        var file = TIFFPatch(try ImageFixture.bytes("rgb-8.tiff"))
        file.set(tag, to: value)
        #expect(error(file.bytes) == .unsupported(kind: kind))
    }

    @Test func `the format is told from the bytes`() throws {
        let files = [
            "baseline-420.jpg", "rgb-8.png", "lossy.webp", "plain.gif", "rgb-8.tiff",
            "rgb-24.bmp", "smooth-444.avif", "smooth-444.heic",
        ]
        let formats = try files.map { try decoder.decode(ImageFixture.bytes($0)).format }
        #expect(formats == [.jpeg, .png, .webp, .gif, .tiff, .bmp, .heif, .heif])
    }

    @Test func `no file extension belongs to two formats`() {
        let extensions = ImageFormat.allCases.flatMap(\.fileExtensions)
        #expect(Set(extensions).count == extensions.count)
        #expect(extensions.allSatisfy { $0 == $0.lowercased() && !$0.contains(".") })
        #expect(ImageFormat.jpeg.fileExtensions.contains("jpeg"))
        #expect(ImageFormat.heif.fileExtensions.contains("avif"))
    }
}
