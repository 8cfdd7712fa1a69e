import ImageCodecs
import Testing

struct PillowParityTests {
    private let decoder = ImageDecoder()

    @Test(arguments: ImageFixture.all)
    func `a file decodes to Pillow's pixels, with its notices and its XMP`(
        _ fixture: ImageFixture
    ) throws {
        let image = try decoder.decode(fixture.bytes())
        #expect(image.width == fixture.width)
        #expect(image.height == fixture.height)
        #expect(image.notices.map(\.name) == fixture.notices)
        #expect(image.xmp.map { String(decoding: $0, as: UTF8.self) } == fixture.xmp)
        expectEqual(
            image.pixels, try fixture.expectedPixels(), width: fixture.width,
            tolerance: fixture.tolerance, fixture.file)
    }

    @Test func `the fixtures cover every format, and all but HEIF to the bit`() throws {
        var counts: [ImageFormat: Int] = [:]
        for fixture in ImageFixture.all {
            let format = try decoder.decode(fixture.bytes()).format
            counts[format, default: 0] += 1
            if format != .heif { #expect(fixture.tolerance == 0, "\(fixture.file)") }
        }
        for format in ImageFormat.allCases {
            #expect(counts[format, default: 0] >= 10, "\(format.name)")
        }
    }

    @Test func `a photo that is decoded in several strips and turned equals Pillow's`() throws {
        let photo = try decoder.decode(ImageFixture.bytes("large.jpg"))
        let expected = try decoder.decode(ImageFixture.bytes("large-jpg.png"))
        #expect(photo.width == 420)
        #expect(photo.height == 640)
        expectEqual(photo.pixels, expected.pixels, width: 420, "large.jpg")
    }

    /// The case before rests on a PNG of several strips, so these are checked against a formula.
    @Test func `a PNG of several strips has the levels that were written`() throws {
        var levels: [UInt8] = []
        for y in 0..<500 {
            for x in 0..<700 {
                levels += [UInt8(x & 255), UInt8(y & 255), UInt8((x ^ y) & 255)]
            }
        }
        let image = try decoder.decode(PNGWriter.file(width: 700, height: 500, rgb: levels))
        expectEqual(image.pixels, levels, width: 700, "PNG of 700 x 500")
    }

    @Test func `16-bit grey above 255 becomes white and is counted`() throws {
        let image = try decoder.decode(ImageFixture.bytes("grey-16.png"))
        let white = image.pixels.filter { $0 == 255 }.count / 3
        guard case .clippedGrey(let pixels, let total) = try #require(image.notices.first) else {
            Issue.record("no notice about clipping: \(image.notices)")
            return
        }
        #expect(total == image.width * image.height)
        // A level of exactly 255 is white without being clipped.
        #expect(pixels > total / 3 && pixels <= white)
    }

    @Test(arguments: [("xmp.jpg", 100), ("xmp.png", 100), ("xmp-packed.png", 198)])
    func `an XMP packet above the limit is left out with a notice`(
        _ file: String, _ limit: Int
    ) throws {
        var limits = DecodingLimits()
        let bytes = try ImageFixture.bytes(file)
        let length = try #require(try decoder.decode(bytes).xmp?.count)
        limits.maximumXMPBytes = limit
        let image = try ImageDecoder(limits: limits).decode(bytes)
        #expect(image.xmp == nil)
        #expect(image.notices == [.xmpTooLarge(bytes: length, limit: limit)])
    }
}
