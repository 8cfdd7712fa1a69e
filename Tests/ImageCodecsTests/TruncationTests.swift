import ImageCodecs
import Testing

struct TruncationTests {
    private let decoder = ImageDecoder()

    /// One of each way that a format keeps its pixels.
    static let files = [
        "baseline-420.jpg", "progressive.jpg", "restarts.jpg", "grey.jpg", "cmyk.jpg",
        "orientation-6.jpg", "rgb-8.png", "rgb-8-interlaced.png", "many-idat.png",
        "palette-8.png", "lossy.webp", "lossless-alpha.webp", "animated.webp", "plain.gif",
        "interlaced.gif", "rgb-8.tiff", "rgb-tiff_lzw.tiff", "rgb-tiff_deflate.tiff",
        "rgb-jpeg.tiff", "strips.tiff", "tiles.tiff", "bilevel-group4.tiff", "rgb-24.bmp",
        "rgb-32.bmp", "smooth-444.avif", "smooth-444.heic",
    ]

    /// The bytes at the end of a file that its picture can do without: the end mark of a JPEG whose
    /// pixels are all there, the closing byte of a GIF, the padding of a BMP's last row.
    private static func spare(_ file: String) -> Int {
        switch file {
        case "plain.gif", "interlaced.gif": 1
        case "rgb-24.bmp": 3
        case let name where name.hasSuffix(".jpg") && name != "progressive.jpg": 2
        default: 0
        }
    }

    @Test(arguments: files)
    func `a file that is cut anywhere fails`(_ file: String) throws {
        let bytes = try ImageFixture.bytes(file)
        let expected = try decoder.decode(bytes).pixels
        for length in 0..<bytes.count {
            do {
                let image = try decoder.decode(Array(bytes[..<length]))
                #expect(
                    length >= bytes.count - Self.spare(file),
                    "cut to \(length) of \(bytes.count) bytes, yet decoded")
                #expect(image.pixels == expected)
            } catch {
                // Every error will do here; which one is the next test's subject.
            }
        }
    }

    @Test(arguments: files)
    func `a file that is cut in the middle is called truncated`(_ file: String) throws {
        let bytes = try ImageFixture.bytes(file)
        let format = try decoder.decode(bytes).format
        #expect(throws: ImageCodecError.truncated(format: format)) {
            try decoder.decode(Array(bytes[..<(bytes.count / 2)]))
        }
    }

    @Test func `a JPEG that was cut but holds a whole thumbnail is called truncated`() throws {
        let bytes = try ImageFixture.bytes("baseline-420.jpg")
        let thumbnail = try ImageFixture.bytes("size-1x1.jpg")
        let segment = Array("Exif\0\0".utf8) + thumbnail
        let length = segment.count + 2
        let head: [UInt8] = [0xFF, 0xE1, UInt8(length >> 8), UInt8(length & 255)] + segment
        let photo = Array(bytes[..<2]) + head + bytes[2...]
        #expect(try decoder.decode(photo).width == 23)
        #expect(throws: ImageCodecError.truncated(format: .jpeg)) {
            try decoder.decode(Array(photo[..<(photo.count - 100)]))
        }
    }
}
