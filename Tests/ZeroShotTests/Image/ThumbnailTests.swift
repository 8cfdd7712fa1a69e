import Foundation
import Testing

@testable import ZeroShot

struct ThumbnailTests {
    private func photo(_ name: String) throws -> [UInt8] {
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../../Examples/images").standardizedFileURL
        return [UInt8](try Data(contentsOf: folder.appending(path: name)))
    }

    @Test(arguments: [
        (640, 480, 128, 96), (480, 640, 96, 128), (128, 128, 128, 128), (129, 64, 128, 64),
        (1, 1, 1, 1), (20, 127, 20, 127), (100_000, 3, 128, 1), (451, 300, 128, 85),
    ])
    func `the longer side becomes 128, and nothing is enlarged`(
        width: Int, height: Int, small: Int, low: Int
    ) {
        #expect(
            ThumbnailStream.size(for: PixelSize(width: width, height: height))
                == PixelSize(width: small, height: low))
    }

    @Test(arguments: DecodingMode.allCases)
    func `a thumbnail is the whole picture made smaller`(decoding: DecodingMode) throws {
        let bytes = try photo("coffee.jpg")
        let reader = ImageReader(
            checkpoint: try Checkpoint("demo"), decoding: decoding, thumbnails: true)
        let thumbnail = try #require(reader.read(bytes, source: "coffee.jpg").thumbnail)
        let shown = try RGBImage(decoding: thumbnail.jpeg)
        let whole = try RGBImage(decoding: bytes)
        let size = ThumbnailStream.size(for: PixelSize(width: whole.width, height: whole.height))
        #expect(shown.width == size.width && shown.height == size.height)
        #expect(thumbnail.width == size.width && thumbnail.height == size.height)
        let small = PillowResampling.resize(
            whole, to: size, .bilinear, keeping: PixelWindow(of: size))
        let difference = zip(shown.pixels, small.pixels).reduce(0) {
            $0 + abs(Int($1.0) - Int($1.1))
        }
        // What JPEG's loss leaves; a neighbouring column would be some 20 levels away.
        #expect(Double(difference) / Double(small.pixels.count) < 6)
    }

    @Test func `a thumbnail takes a few kilobytes and carries no metadata`() throws {
        let reader = ImageReader(checkpoint: try Checkpoint("demo"), thumbnails: true)
        for name in ["cat.jpg", "coffee.jpg", "flower.jpg", "raccoon.jpg", "temple.jpg"] {
            let thumbnail = try #require(try reader.read(photo(name), source: name).thumbnail)
            #expect(thumbnail.jpeg.count < 5000)
            // Application segments 1 to 15 hold Exif, XMP and colour profiles.
            let markers = zip(thumbnail.jpeg, thumbnail.jpeg.dropFirst())
                .prefix { !($0.0 == 0xFF && $0.1 == 0xDA) }
            #expect(!markers.contains { $0.0 == 0xFF && (0xE1...0xEF).contains($0.1) })
        }
    }

    @Test func `pixels are the same with and without a thumbnail, which is made on request`() throws
    {
        let checkpoint = try Checkpoint("demo")
        let bytes = try photo("cat.jpg")
        let plain = ImageReader(checkpoint: checkpoint).read(bytes, source: "cat.jpg")
        let shown = ImageReader(checkpoint: checkpoint, thumbnails: true)
            .read(bytes, source: "cat.jpg")
        #expect(plain.thumbnail == nil)
        #expect(shown.thumbnail != nil)
        #expect(plain.pixels == shown.pixels)
    }

    @Test func `a picture that cannot be decoded has none`() throws {
        let reader = ImageReader(checkpoint: try Checkpoint("demo"), thumbnails: true)
        let bytes = try photo("cat.jpg")
        let image = reader.read(Array(bytes.prefix(bytes.count / 2)), source: "half.jpg")
        #expect(image.failure?.code == "truncated-image")
        #expect(image.thumbnail == nil)
    }
}
