import ImageCodecs
import Testing

struct HostileFileTests {
    private let decoder = ImageDecoder()

    /// A small generator, so that a failure can be made again.
    private struct SplitMix64: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var value = state
            value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
            value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
            return value ^ value >> 31
        }
    }

    /// Not a claim about the result: the process must live, and each file must end soon.
    @Test(.timeLimit(.minutes(1)), arguments: ImageFixture.all)
    func `files with random bytes changed never crash or hang`(_ fixture: ImageFixture) throws {
        let bytes = try fixture.bytes()
        var limits = DecodingLimits(maximumPixels: 1_000_000)
        limits.maximumXMPBytes = 1 << 16
        let decoder = ImageDecoder(limits: limits)
        var random = SplitMix64(state: UInt64(bytes.count))
        for round in 0..<16 {
            var changed = bytes
            // Headers are where most of the decisions are.
            let end = round % 2 == 0 ? min(64, bytes.count) : bytes.count
            for _ in 0..<(1 << (round % 4)) {
                changed[Int.random(in: 0..<end, using: &random)] =
                    UInt8.random(in: 0...255, using: &random)
            }
            if let image = try? decoder.decode(changed) {
                #expect(image.pixels.count == image.width * image.height * 3)
                #expect(image.width * image.height <= limits.maximumPixels)
            }
        }
    }

    @Test func `a TIFF whose directories form a loop is read, with a notice`() throws {
        var tiff = TIFFPatch(try ImageFixture.bytes("rgb-8.tiff"))
        tiff.setNextDirectory(tiff.directory)
        let image = try decoder.decode(tiff.bytes)
        #expect(image.notices == [.onlyFirst(.tiff)])
        #expect(image.pixels == (try ImageFixture.bytes("rgb-8-tiff.rgb")))
    }

    @Test(arguments: [258, 259, 262, 277])
    func `a TIFF whose tags are of no whole-number type is corrupt`(_ tag: Int) throws {
        var tiff = TIFFPatch(try ImageFixture.bytes("rgb-8.tiff"))
        tiff.setType(of: tag, to: 11)
        #expect(
            throws: ImageCodecError.corrupt(
                format: .tiff, reason: "its tag \(tag) cannot be read")
        ) { try decoder.decode(tiff.bytes) }
    }

    @Test func `a TIFF whose directory lies outside the file fails`() throws {
        var bytes = try ImageFixture.bytes("rgb-8.tiff")
        bytes.replaceSubrange(4..<8, with: [0xFF, 0xFF, 0xFF, 0x7F])
        #expect(throws: ImageCodecError.truncated(format: .tiff)) { try decoder.decode(bytes) }
    }

    @Test func `a GIF of 200000 frames costs no more than its first`() throws {
        let one = try ImageFixture.bytes("no-palette.gif")
        // Everything between the screen's header and the closing byte is one frame.
        let frame = one[13..<(one.count - 1)]
        var many = Array(one[..<13])
        many.reserveCapacity(frame.count * 200_000)
        for _ in 0..<200_000 { many += frame.prefix(frame.count) }
        many.append(0x3B)
        let time = try processorTime {
            let image = try decoder.decode(many)
            #expect(image.notices == [.onlyFirst(.gif)])
        }
        #expect(time < .seconds(2))
    }

    @Test(arguments: ["few-colours.gif", "plain.gif", "pillow.gif"])
    func `a GIF frame that is higher than its codes is called truncated`(_ file: String) throws {
        var bytes = try ImageFixture.bytes(file)
        let frame = try #require(
            bytes.indices.dropLast(5).first {
                Array(bytes[$0..<$0 + 5]) == [0x2C, 0, 0, 0, 0] && $0 > 13
            })
        bytes[frame + 7] += 1
        #expect(throws: ImageCodecError.truncated(format: .gif)) { try decoder.decode(bytes) }
    }

    @Test func `thousands of PNG text chunks are passed over`() throws {
        let comment = Array("Comment\0".utf8) + [UInt8](repeating: 65, count: 99)
        let text = PNGWriter.chunk("tEXt", comment)
        let extra = Array(repeatElement(text, count: 20_000).joined())
        let bytes = PNGWriter.file(
            width: 1, height: 1, data: PNGWriter.zlib([0, 1, 2, 3]), extra: extra)
        #expect(try decoder.decode(bytes).pixels == [1, 2, 3])
    }

    @Test func `compressed XMP that cannot be unpacked leaves the pixels and a notice`() throws {
        let name = Array("XML:com.adobe.xmp\0".utf8) + [1, 0, 0, 0]
        for packet in [[UInt8](repeating: 7, count: 50), [UInt8](repeating: 7, count: 2 << 20)] {
            let bytes = PNGWriter.file(
                width: 1, height: 1, data: PNGWriter.zlib([0, 1, 2, 3]),
                extra: PNGWriter.chunk("iTXt", name + packet))
            let image = try decoder.decode(bytes)
            #expect(image.pixels == [1, 2, 3])
            #expect(image.xmp == nil)
            #expect(image.notices == [.xmpUnreadable])
        }
    }
}
