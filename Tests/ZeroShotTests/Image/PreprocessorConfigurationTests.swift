import Foundation
import Testing

@testable import ZeroShot

struct HuggingFacePreprocessorConfigurationTests {
    private static func read(_ text: String) throws -> PreprocessorConfiguration {
        try PreprocessorConfiguration(
            huggingFace: try ConfigurationObject.reading(text), default: .clip
        )
    }

    @Test func `an empty file means CLIP's defaults`() throws {
        #expect(
            try Self.read("{}")
                == PreprocessorConfiguration(
                    resolution: .fixed(width: 224, height: 224),
                    resizing: .shortestEdge(224),
                    filter: .bicubic,
                    crop: .huggingFace,
                    rescaleFactor: 1 / 255,
                    normalization: .openAI
                )
        )
    }

    @Test(
        arguments: [
            ("336", .shortestEdge(336)),
            (#"{"shortest_edge": 336}"#, .shortestEdge(336)),
            (#"{"shortest_edge": 336, "longest_edge": null}"#, .shortestEdge(336)),
            (
                #"{"shortest_edge": 10, "longest_edge": 20}"#,
                .boundedEdges(shortest: 10, longest: 20)
            ),
            (#"{"height": 3, "width": 4}"#, .exact(PixelSize(width: 4, height: 3))),
            ("[3, 4]", .exact(PixelSize(width: 4, height: 3))),
        ] as [(String, PreprocessorConfiguration.Resizing)])
    func `every form of size is read`(
        size: String, resizing: PreprocessorConfiguration.Resizing
    ) throws {
        #expect(try Self.read(#"{"size": \#(size)}"#).resizing == resizing)
    }

    @Test(
        arguments: [
            (0, .nearest), (1, .lanczos), (2, .bilinear), (3, .bicubic), (4, .box), (5, .hamming),
        ] as [(Int, ResamplingFilter)])
    func `resample is Pillow's number`(number: Int, filter: ResamplingFilter) throws {
        #expect(try Self.read(#"{"resample": \#(number)}"#).filter == filter)
    }

    @Test(arguments: [
        "CLIPImageProcessor", "CLIPImageProcessorFast", "CLIPImageProcessorPil",
    ])
    func `every name of the class is known`(name: String) throws {
        #expect(throws: Never.self) { try Self.read(#"{"image_processor_type": "\#(name)"}"#) }
    }

    @Test(arguments: [
        (
            #"{"image_processor_type": "ViTImageProcessor"}"#,
            """
            image_processor_type is "ViTImageProcessor", which zeroshot does not support; supported: \
            CLIPImageProcessor, CLIPFeatureExtractor, SiglipImageProcessor, Siglip2ImageProcessor.
            """
        ),
        (
            #"{"size": {"longest_edge": 224}}"#,
            """
            size is ["longest_edge"], which zeroshot does not support; supported: shortest_edge, \
            shortest_edge and longest_edge, height and width.
            """
        ),
        (
            #"{"do_center_crop": false}"#,
            """
            do_center_crop is false, which zeroshot does not support; supported: true, or a size \
            with height and width.
            """
        ),
        (
            #"{"do_pad": true}"#,
            "do_pad is true, which zeroshot does not support; supported: false."
        ),
        (
            #"{"use_square_size": true}"#,
            "use_square_size is true, which zeroshot does not support; supported: false."
        ),
        (
            #"{"size": "large"}"#,
            #"size is "large", expected a size: one number, two, or height and width."#
        ),
        (
            #"{"crop_size": {"height": 224}}"#,
            "crop_size.width is missing, expected a positive integer."
        ),
        (
            #"{"crop_size": [224, 0]}"#,
            "crop_size is [224, 0], expected a size: one number, two, or height and width."
        ),
        (#"{"resample": 6}"#, "resample is 6, expected Pillow's number of a filter, 0 to 5."),
        (#"{"do_normalize": 1}"#, "do_normalize is 1, expected true or false."),
        (
            #"{"image_mean": null}"#,
            "image_mean is null, expected a value, since do_normalize is on."
        ),
        (#"{"size": null}"#, "size is null, expected a value, since do_resize is on."),
        (
            #"{"image_mean": [0.5, 0.5]}"#,
            "image_mean is [0.5, 0.5], expected three numbers, one for each channel."
        ),
        (
            #"{"image_std": [0.5, 0, 0.5]}"#,
            """
            image_std is [0.5, 0, 0.5], expected numbers other than zero, since pixels are divided \
            by them.
            """
        ),
    ])
    func `what cannot be done is refused by name`(text: String, message: String) throws {
        let error = #expect(throws: CheckpointError.self) { try Self.read(text) }
        let description = try #require(error).description
        #expect(description.contains("preprocessor_config.json: \(message)"), "\(description)")
    }

    @Test func `a folder without settings is refused as transformers refuses it`() throws {
        let folder = try TemporaryFolder()
        try folder.write(#"{"processor_class": "CLIPProcessor"}"#, to: "processor_config.json")
        let error = #expect(throws: CheckpointError.self) {
            try PreprocessorConfiguration(huggingFaceFolder: folder.url, default: .clip)
        }
        #expect(
            error
                == .missingFile(
                    folder: folder.url.path(percentEncoded: false),
                    anyOf: ["preprocessor_config.json", "processor_config.json"],
                    purpose: "preprocessing settings"
                )
        )
    }

    @Test func `errors in nested settings give the whole path of the key`() throws {
        let folder = try TemporaryFolder()
        try folder.write(
            #"{"image_processor": {"size": {"shortest_edge": -1}}}"#, to: "processor_config.json"
        )
        let error = #expect(throws: CheckpointError.self) {
            try PreprocessorConfiguration(huggingFaceFolder: folder.url, default: .clip)
        }
        #expect(error?.description.contains("image_processor.size.shortest_edge is -1") == true)
    }
}

struct OpenCLIPPreprocessorConfigurationTests {
    private static func read(
        _ text: String, width: Int = 224, height: Int = 224
    ) throws -> PreprocessorConfiguration {
        try PreprocessorConfiguration(
            openCLIP: try ConfigurationObject.reading(text), width: width, height: height
        )
    }

    @Test func `an empty section means open_clip's defaults at the tower's size`() throws {
        #expect(
            try Self.read("{}", width: 64, height: 64)
                == PreprocessorConfiguration(
                    resolution: .fixed(width: 64, height: 64),
                    resizing: .shortestEdge(64),
                    filter: .bicubic,
                    crop: .openCLIP(fill: 0),
                    rescaleFactor: 1 / 255,
                    normalization: .openAI
                )
        )
    }

    @Test(arguments: [
        (
            #"{"colour_jitter": 1, "crop_pct": 0.9}"#,
            "zeroshot does not know 'colour_jitter', 'crop_pct'."
        ),
        (
            #"{"resize_mode": "crop"}"#,
            """
            resize_mode is "crop", which zeroshot does not support; supported: shortest, longest, \
            squash.
            """
        ),
        (
            #"{"interpolation": "lanczos"}"#,
            """
            interpolation is "lanczos", which zeroshot does not support; supported: bicubic, \
            bilinear, random.
            """
        ),
        (
            #"{"mode": "L"}"#,
            #"mode is "L", which zeroshot does not support; supported: "RGB"."#
        ),
        (#"{"fill_color": 256}"#, "fill_color is 256, expected a byte, 0 to 255."),
        (#"{"std": [1, 1]}"#, "std is [1, 1], expected three numbers, one for each channel."),
    ])
    func `what cannot be done is refused by name`(text: String, message: String) throws {
        let error = #expect(throws: CheckpointError.self) { try Self.read(text) }
        let description = try #require(error).description
        #expect(description.contains(message), "\(description)")
    }
}

struct PreprocessingGeometryTests {
    @Test(
        arguments: [
            // Rounded down, and never in the machine's way.
            (.shortestEdge(224), 640, 480, 298, 224),
            (.shortestEdge(224), 30000, 20000, 336, 224),
            (.shortestEdge(224), 131_072, 1, 29_360_128, 224),
            (.shortestEdge(3), 2, 5, 3, 7),
            // Rounded to even: 28 / 8 is 3.5, 20 / 8 is 2.5.
            (.fitting(PixelSize(width: 8, height: 8)), 64, 28, 8, 4),
            (.fitting(PixelSize(width: 8, height: 8)), 64, 20, 8, 2),
            (.covering(PixelSize(width: 8, height: 2)), 64, 28, 8, 4),
            (.boundedEdges(shortest: 24, longest: 33), 64, 96, 22, 33),
            (.exact(PixelSize(width: 5, height: 6)), 100, 200, 5, 6),
            (.none, 17, 19, 17, 19),
        ] as [(PreprocessorConfiguration.Resizing, Int, Int, Int, Int)])
    func `pictures are resized to the size the reference takes`(
        resizing: PreprocessorConfiguration.Resizing, width: Int, height: Int, newWidth: Int,
        newHeight: Int
    ) {
        #expect(
            resizing.size(for: PixelSize(width: width, height: height))
                == PixelSize(width: newWidth, height: newHeight)
        )
    }

    @Test(arguments: [
        // Length, Hugging Face's offset, OpenCLIP's: they part where the excess is 3 modulo 4.
        (10, 0, 0), (11, 0, 0), (12, 1, 1), (13, 1, 2), (14, 2, 2), (15, 2, 2), (16, 3, 3),
        (17, 3, 4),
    ])
    func `crop offsets are rounded as each reference does`(
        length: Int, huggingFace: Int, openCLIP: Int
    ) {
        typealias Crop = PreprocessorConfiguration.Crop
        #expect(
            Crop.huggingFace.span(of: length, to: 10)
                == CropSpan(kept: huggingFace..<huggingFace + 10, padding: 0)
        )
        #expect(
            Crop.openCLIP(fill: 0).span(of: length, to: 10)
                == CropSpan(kept: openCLIP..<openCLIP + 10, padding: 0)
        )
    }

    @Test(arguments: [(9, 1, 0), (8, 1, 1), (7, 2, 1), (1, 5, 4)])
    func `an odd filling goes before the picture or after it`(
        length: Int, huggingFace: Int, openCLIP: Int
    ) {
        typealias Crop = PreprocessorConfiguration.Crop
        #expect(
            Crop.huggingFace.span(of: length, to: 10)
                == CropSpan(kept: 0..<length, padding: huggingFace)
        )
        #expect(
            Crop.openCLIP(fill: 9).span(of: length, to: 10)
                == CropSpan(kept: 0..<length, padding: openCLIP)
        )
    }
}
