import ImageCodecs
import Testing

struct DecodingLimitsTests {
    private let decoder = ImageDecoder()

    @Test func `the limit is 200 megapixels unless it is set`() {
        #expect(DecodingLimits().maximumPixels == 200_000_000)
    }

    @Test func `a PNG of 60000 x 60000 is refused at once`() {
        let bytes = PNGWriter.file(width: 60000, height: 60000, data: PNGWriter.zlib([0]))
        let time = processorTime {
            #expect(
                throws: ImageCodecError.tooLarge(width: 60000, height: 60000, limit: 200_000_000)
            ) { try decoder.decode(bytes) }
        }
        #expect(time < .milliseconds(500))
    }

    /// Fixtures whose header is changed to say 60000 x 50000, or as large as the format can.
    @Test(arguments: HugeImage.all)
    func `a size above the limit is refused in every format`(_ image: HugeImage) throws {
        let bytes = try image.bytes()
        let expected = ImageCodecError.tooLarge(
            width: image.width, height: image.height, limit: 200_000_000)
        #expect(throws: expected) { try decoder.decode(bytes) }
    }

    @Test(arguments: ["baseline-420.jpg", "rgb-8.png", "rgb-8.tiff", "rgb-24.bmp"])
    func `a picture of exactly as many pixels as the limit is read`(_ file: String) throws {
        let bytes = try ImageFixture.bytes(file)
        let pixels = 23 * 17
        let image = try ImageDecoder(limits: DecodingLimits(maximumPixels: pixels)).decode(bytes)
        #expect(image.pixels.count == pixels * 3)
        #expect(throws: ImageCodecError.tooLarge(width: 23, height: 17, limit: pixels - 1)) {
            try ImageDecoder(limits: DecodingLimits(maximumPixels: pixels - 1)).decode(bytes)
        }
    }

    @Test func `sizes whose product overflows are refused`() throws {
        var tiff = TIFFPatch(try ImageFixture.bytes("rgb-8-long.tiff"))
        tiff.set(256, to: 0xFFFF_FFFF)
        tiff.set(257, to: 0xFFFF_FFFF)
        #expect(
            throws: ImageCodecError.tooLarge(
                width: 0xFFFF_FFFF, height: 0xFFFF_FFFF, limit: 200_000_000)
        ) { try decoder.decode(tiff.bytes) }
    }

    @Test(arguments: [(0, 5), (5, 0)])
    func `a picture without pixels is corrupt`(_ width: Int, _ height: Int) {
        let bytes = PNGWriter.file(width: width, height: height, data: PNGWriter.zlib([0]))
        #expect(
            throws: ImageCodecError.corrupt(
                format: .png, reason: "its size is \(width) x \(height) pixels")
        ) { try decoder.decode(bytes) }
    }

    @Test func `a PNG with far too few bytes for its size fails before memory is set aside`() {
        let bytes = PNGWriter.file(width: 14000, height: 14000, data: PNGWriter.zlib([0]))
        let time = processorTime {
            #expect(throws: ImageCodecError.truncated(format: .png)) { try decoder.decode(bytes) }
        }
        #expect(time < .milliseconds(500))
    }

    @Test func `a tall, narrow picture takes no longer than its pixels`() throws {
        let bytes = try ImageFixture.bytes("tall.gif")
        let time = try processorTime {
            let image = try decoder.decode(bytes)
            #expect(image.height == 36097)
        }
        #expect(time < .seconds(3))
    }

    @Test func `a small TIFF with a huge tile is refused`() throws {
        var tiff = TIFFPatch(try ImageFixture.bytes("tiles.tiff"))
        tiff.set(322, to: 60000)
        tiff.set(323, to: 60000)
        #expect(
            throws: ImageCodecError.tooLarge(width: 60000, height: 60000, limit: 200_000_000)
        ) { try decoder.decode(tiff.bytes) }
    }
}

/// A fixture and how its header is made to lie.
struct HugeImage: Sendable, CustomTestStringConvertible {
    let file: String
    var width = 60000
    var height = 50000
    /// The bytes that stand before the size in the file.
    let mark: [UInt8]
    /// The bytes that replace those after the mark.
    let size: [UInt8]

    var testDescription: String { file }

    func bytes() throws -> [UInt8] {
        var bytes = try ImageFixture.bytes(file)
        let start = try #require(
            bytes.indices.dropLast(mark.count + size.count).first {
                Array(bytes[$0..<$0 + mark.count]) == mark
            })
        bytes.replaceSubrange((start + mark.count)..<(start + mark.count + size.count), with: size)
        return bytes
    }

    private static func big(_ number: Int, _ size: Int) -> [UInt8] {
        (0..<size).map { UInt8(truncatingIfNeeded: number >> ((size - 1 - $0) * 8)) }
    }

    private static func little(_ number: Int, _ size: Int) -> [UInt8] {
        big(number, size).reversed()
    }

    static let all: [HugeImage] = [
        HugeImage(
            file: "rgb-8.png", mark: Array("IHDR".utf8), size: big(60000, 4) + big(50000, 4)),
        HugeImage(
            file: "baseline-420.jpg", mark: [0xFF, 0xC0, 0, 17, 8],
            size: big(50000, 2) + big(60000, 2)),
        HugeImage(
            file: "progressive.jpg", mark: [0xFF, 0xC2, 0, 17, 8],
            size: big(50000, 2) + big(60000, 2)),
        HugeImage(
            file: "plain.gif", mark: Array("GIF89a".utf8),
            size: little(60000, 2) + little(50000, 2)),
        HugeImage(
            file: "large-frame.gif", width: 60001, height: 50002, mark: [0x2C, 1, 0, 2, 0],
            size: little(60000, 2) + little(50000, 2)),
        HugeImage(
            file: "animated.webp", mark: Array("VP8X".utf8) + [10, 0, 0, 0, 2, 0, 0, 0],
            size: little(59999, 3) + little(49999, 3)),
        HugeImage(
            file: "rgb-24.bmp", mark: [40, 0, 0, 0], size: little(60000, 4) + little(50000, 4)),
        HugeImage(
            file: "rgb-24-os2.bmp", mark: [12, 0, 0, 0], size: little(60000, 2) + little(50000, 2)),
        HugeImage(
            file: "smooth-444.avif", width: 30000, height: 20000,
            mark: Array("ispe".utf8) + [0, 0, 0, 0], size: big(30000, 4) + big(20000, 4)),
        HugeImage(
            file: "smooth-444.heic", width: 30000, height: 20000,
            mark: Array("ispe".utf8) + [0, 0, 0, 0], size: big(30000, 4) + big(20000, 4)),
    ]
}
