import ImageCodecs
import Testing

struct ShrunkDecodingTests {
    private let decoder = ImageDecoder()

    private func decoded(
        _ file: String, shrunkBy factor: Int
    ) throws -> (picture: Rows, description: PictureDescription) {
        var rows = Rows()
        let description = try decoder.open(ImageFixture.bytes(file))
            .decode(shrunkBy: factor, to: &rows)
        return (rows, description)
    }

    @Test(
        arguments: [
            "baseline-420.jpg", "baseline-444.jpg", "progressive.jpg", "grey.jpg", "cmyk.jpg",
            "ycck.jpg", "restarts.jpg", "orientation-6.jpg", "size-17x33.jpg", "size-8x8.jpg",
        ], EncodedImage.shrinkFactors)
    func `both sides shrink, rounded down, and the description keeps the full size`(
        file: String, factor: Int
    ) throws {
        let full = try decoder.decode(ImageFixture.bytes(file))
        let (picture, description) = try decoded(file, shrunkBy: factor)
        #expect(description.width == full.width)
        #expect(description.height == full.height)
        #expect(description.notices == full.notices)
        #expect(picture.width == full.width / factor)
        #expect(picture.height == full.height / factor)
        #expect(picture.pixels.count == picture.width * picture.height * 3)
    }

    /// A photo, once upright and once turned by its metadata; what is compared lies in whole blocks.
    @Test(arguments: EncodedImage.shrinkFactors)
    func `a shrunk photo is about the mean of the full one's pixels`(factor: Int) throws {
        let full = try decoder.decode(ImageFixture.bytes("large.jpg"))
        let (picture, _) = try decoded("large.jpg", shrunkBy: factor)
        var difference = 0.0
        let (columns, rows) = (full.width / factor, full.height / factor)
        for row in 0..<rows {
            for column in 0..<columns {
                for channel in 0..<3 {
                    var sum = 0
                    for y in 0..<factor {
                        for x in 0..<factor {
                            let pixel = (row * factor + y) * full.width + column * factor + x
                            sum += Int(full.pixels[pixel * 3 + channel])
                        }
                    }
                    let mean = Double(sum) / Double(factor * factor)
                    let found = picture.pixels[(row * picture.width + column) * 3 + channel]
                    difference += (mean - Double(found)).magnitude
                }
            }
        }
        // Chroma is stored at half the size and smoothed differently, so the two are not equal.
        #expect(difference / Double(rows * columns * 3) < 4)
    }

    @Test func `only JPEGs can be shrunk`() throws {
        #expect(try decoder.open(ImageFixture.bytes("rgb-8.png")).shrinkableSize == nil)
        let turned = try decoder.open(ImageFixture.bytes("large.jpg")).shrinkableSize
        #expect(turned.map { [$0.width, $0.height] } == [420, 640])
    }

    @Test func `a picture that comes row by row upright needs little memory to be decoded`() throws
    {
        func bytes(_ file: String) throws -> Int {
            let file = try ImageFixture.bytes(file)
            return try decoder.open(file).workingBytes - file.count
        }
        // 23 x 17 pixels; the header without its metadata may be shorter than in the file.
        let pixels = 23 * 17
        #expect(try bytes("baseline-420.jpg") <= 0)
        #expect(try bytes("rgb-8.png") <= 0)
        #expect(try bytes("progressive.jpg") > pixels * 3)
        #expect(try bytes("rgb-8-interlaced.png") > pixels * 3)
        #expect(try bytes("orientation-6.jpg") > pixels * 2)
        #expect(try bytes("rgb-24.bmp") > pixels * 2)
    }
}

/// The rows as they come.
private struct Rows: RowReceiver {
    var width = 0
    var height = 0
    var pixels: [UInt8] = []

    mutating func begin(width: Int, height: Int) {
        self.width = width
        self.height = height
    }

    mutating func take(_ rows: Span<UInt8>) {
        for index in rows.indices { pixels.append(rows[index]) }
    }
}
