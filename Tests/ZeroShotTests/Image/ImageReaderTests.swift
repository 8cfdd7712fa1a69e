import Foundation
import ImageCodecs
import Testing

@testable import ZeroShot

struct ImageReaderTests {
    private func photo(_ name: String) throws -> [UInt8] {
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../../Examples/images").standardizedFileURL
        return [UInt8](try Data(contentsOf: folder.appending(path: name)))
    }

    private func pixels(_ name: String, _ decoding: DecodingMode) throws -> PixelTensor {
        let reader = ImageReader(checkpoint: try Checkpoint("demo"), decoding: decoding)
        return try #require(try reader.read(photo(name), source: name).pixels)
    }

    @Test(arguments: ["cat.jpg", "coffee.jpg", "raccoon.jpg"])
    func `exact decoding gives the pixels of the whole decoded picture`(name: String) throws {
        let image = try RGBImage(decoding: photo(name))
        let expected = try Checkpoint("demo").preprocessor.pixels(of: image)
        #expect(try pixels(name, .exact) == expected)
    }

    @Test(arguments: ["coffee.jpg", "raccoon.jpg", "temple.jpg"])
    func `fast decoding of a large photo gives nearly the exact pixels`(name: String) throws {
        let exact = try pixels(name, .exact).values
        let fast = try pixels(name, .fast).values
        let difference = zip(exact, fast).reduce(0) { $0 + ($1.0 - $1.1).magnitude }
        #expect(exact != fast)
        // Values spread over about four; a tenth is some six levels of 256.
        #expect(difference / Float(exact.count) < 0.1)
    }

    @Test(arguments: [
        (128, 128, 1), (511, 512, 1), (512, 512, 2), (1023, 4000, 2), (1024, 1024, 4),
        (4000, 3000, 8), (2047, 2048, 4), (131_073, 5, 1),
    ])
    func `a side is never shrunk below twice its resized length`(
        width: Int, height: Int, factor: Int
    ) throws {
        let file = try ConfigurationObject.reading(
            #"{"size": {"height": 128, "width": 128}, "do_center_crop": false}"#)
        let preprocessor = ImagePreprocessor(
            try PreprocessorConfiguration(huggingFace: file, default: .sigLIP))
        #expect(
            preprocessor.shrinkFactor(
                width: width, height: height, among: EncodedImage.shrinkFactors) == factor)
    }
}
