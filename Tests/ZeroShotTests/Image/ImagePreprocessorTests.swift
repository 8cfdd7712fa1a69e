import Foundation
import Testing

@testable import ZeroShot

struct ImagePreprocessorTests {
    /// Settles that the arithmetic is the reference's; the last digit is free.
    private static let tolerance: Float = 1e-6

    @Test(arguments: try PreprocessingReference.load().cases)
    func `tensors equal the reference's`(item: PreprocessingReference.Item) throws {
        let preprocessor = ImagePreprocessor(try item.configuration())
        let reference = try PreprocessingReference.load()
        for picture in item.images {
            let image = picture.pattern.image(width: picture.width, height: picture.height)
            guard let newWidth = picture.newWidth, let newHeight = picture.newHeight else {
                #expect(throws: PreprocessingError.self) { try preprocessor.pixels(of: image) }
                continue
            }
            let tensor = try preprocessor.pixels(of: image)
            #expect(tensor.width == newWidth)
            #expect(tensor.height == newHeight)
            #expect(preprocessor.resolution.admits(width: newWidth, height: newHeight))
            let expected = try reference.values(of: picture)
            try #require(tensor.values.count == expected.count)
            let worst = zip(tensor.values, expected).enumerated().max {
                abs($0.1.0 - $0.1.1) < abs($1.1.0 - $1.1.1)
            }
            let (index, values) = try #require(worst)
            #expect(
                abs(values.0 - values.1) <= Self.tolerance,
                "\(picture.width)x\(picture.height), value \(index): \(values.0) for \(values.1)"
            )
        }
    }

    @Test func `one pixel becomes a whole picture`() throws {
        let preprocessor = try ImagePreprocessor.clip(size: 6)
        let image = RGBImage(width: 1, height: 1, pixels: [255, 0, 51])
        let tensor = try preprocessor.pixels(of: image)
        #expect(tensor.values.prefix(36).allSatisfy { $0 == (1 - 0.48145466) / 0.26862954 })
        #expect(tensor.values.count == 108)
    }

    @Test func `the longest line that is accepted is cropped without computing the rest`() throws {
        let width = ImagePreprocessor.maximumSide
        let image = Picture.slope.image(width: width, height: 1)
        let tensor = try ImagePreprocessor.clip(size: 224).pixels(of: image)
        #expect(tensor.width == 224)
        #expect(tensor.height == 224)
    }

    @Test func `a longer side is refused with its limit`() throws {
        let image = RGBImage(
            width: 1, height: 131_073, pixels: [UInt8](repeating: 0, count: 393_219)
        )
        let error = #expect(throws: PreprocessingError.self) {
            try ImagePreprocessor.clip(size: 32).pixels(of: image)
        }
        #expect(
            error?.description
                == """
                the picture has 1x131073 pixels; a side may have 131072 at most. Cut it into parts.
                """
        )
    }

    @Test func `a line that would vanish is refused with both sizes`() throws {
        let file = try ConfigurationObject.reading(#"{"resize_mode": "longest"}"#)
        let configuration = try PreprocessorConfiguration(openCLIP: file, width: 64, height: 64)
        let image = Picture.noise.image(width: 1000, height: 2)
        let error = #expect(throws: PreprocessingError.self) {
            try ImagePreprocessor(configuration).pixels(of: image)
        }
        #expect(
            error?.description
                == """
                the picture has 1000x2 pixels, which this checkpoint's resizing in proportion makes \
                64x0: nothing would be left of it. Cut it into parts.
                """
        )
    }
}

extension ImagePreprocessor {
    /// CLIP's own preprocessing for a tower of `size`.
    fileprivate static func clip(size: Int) throws -> ImagePreprocessor {
        let file = try ConfigurationObject.reading(#"{"size": \#(size), "crop_size": \#(size)}"#)
        return ImagePreprocessor(try PreprocessorConfiguration(huggingFace: file, default: .clip))
    }
}

extension ImageResolution {
    fileprivate func admits(width: Int, height: Int) -> Bool {
        switch self {
        case .fixed(let fixedWidth, let fixedHeight):
            (width, height) == (fixedWidth, fixedHeight)
        case .patches(let maximum, let side):
            width.isMultiple(of: side) && height.isMultiple(of: side)
                && width / side * (height / side) <= maximum
        }
    }
}

extension ConfigurationObject {
    /// The object that a file with this text holds.
    static func reading(_ text: String) throws -> ConfigurationObject {
        let folder = try TemporaryFolder()
        return try ConfigurationObject(file: folder.write(text, to: "preprocessor_config.json"))
    }
}
