import Foundation
import Testing

@testable import ZeroShot

struct SigLIPPreprocessorTests {
    private static func read(
        _ text: String, default standard: ImageProcessorDefaults
    ) throws -> PreprocessorConfiguration {
        try PreprocessorConfiguration(
            huggingFace: try ConfigurationObject.reading(text), default: standard
        )
    }

    @Test func `an empty file of SigLIP means its class's defaults`() throws {
        #expect(
            try Self.read("{}", default: .sigLIP)
                == PreprocessorConfiguration(
                    resolution: .fixed(width: 224, height: 224),
                    resizing: .exact(PixelSize(width: 224, height: 224)),
                    filter: .bicubic,
                    crop: .none,
                    rescaleFactor: 1 / 255,
                    normalization: .half
                )
        )
    }

    @Test func `an empty file of NaFlex means its class's defaults`() throws {
        #expect(
            try Self.read("{}", default: .naFlex)
                == PreprocessorConfiguration(
                    resolution: .patches(maximum: 256, patchSize: 16),
                    resizing: .patchGrid(maximum: 256, patchSize: 16),
                    filter: .bilinear,
                    crop: .none,
                    rescaleFactor: 1 / 255,
                    normalization: .half
                )
        )
    }

    @Test(
        arguments: ["", "Fast", "Pil"],
        [
            ("CLIPImageProcessor", .shortestEdge(224)),
            ("SiglipImageProcessor", .exact(PixelSize(width: 224, height: 224))),
            ("Siglip2ImageProcessor", .patchGrid(maximum: 256, patchSize: 16)),
        ] as [(String, PreprocessorConfiguration.Resizing)])
    func `the class that a file names wins over the model's`(
        suffix: String, named: (name: String, resizing: PreprocessorConfiguration.Resizing)
    ) throws {
        let text = #"{"image_processor_type": "\#(named.name)\#(suffix)"}"#
        for standard in [ImageProcessorDefaults.clip, .sigLIP, .naFlex] {
            #expect(try Self.read(text, default: standard).resizing == named.resizing)
        }
    }

    @Test func `NaFlex sizes equal the reference's`() throws {
        let file = try #require(Bundle.module.resourceURL)
            .appending(path: "Fixtures/image/naflex-sizes.json")
        let rows = try JSONDecoder().decode([[Int]].self, from: Data(contentsOf: file))
        #expect(rows.count >= 500)
        for row in rows {
            let resizing = PreprocessorConfiguration.Resizing.patchGrid(
                maximum: row[1], patchSize: row[0]
            )
            #expect(
                resizing.size(for: PixelSize(width: row[2], height: row[3]))
                    == PixelSize(width: row[4], height: row[5]),
                "\(row)"
            )
        }
    }

    @Test func `another bound of the patches changes nothing else`() throws {
        let standard = try Self.read(#"{"resample": 3, "patch_size": 14}"#, default: .naFlex)
        let bounded = standard.settingMaximumPatches(64)
        #expect(bounded.resolution == .patches(maximum: 64, patchSize: 14))
        #expect(bounded.resizing == .patchGrid(maximum: 64, patchSize: 14))
        #expect(bounded.settingMaximumPatches(256) == standard)
        #expect(bounded.settingMaximumPatches(nil) == bounded)
    }

    @Test(arguments: [
        (
            #"{"do_resize": false}"#,
            "do_resize is false, which zeroshot does not support; supported: true."
        ),
        (
            #"{"max_num_patches": 4097}"#,
            "max_num_patches is 4097, which zeroshot does not support; supported: 1 to 4096."
        ),
        (#"{"max_num_patches": 0}"#, "max_num_patches is 0, expected a positive integer."),
        (#"{"patch_size": [16, 16]}"#, "patch_size is [16, 16], expected a positive integer."),
        (
            #"{"patch_size": null}"#,
            "patch_size is null, expected a value, since do_resize is on."
        ),
    ])
    func `what NaFlex cannot do is refused by name`(text: String, message: String) throws {
        let error = #expect(throws: CheckpointError.self) {
            try Self.read(text, default: .naFlex)
        }
        let description = try #require(error).description
        #expect(description.contains("preprocessor_config.json: \(message)"), "\(description)")
    }

    @Test func `a reader counts the largest picture that NaFlex can make`() throws {
        let preprocessor = ImagePreprocessor(
            try Self.read(#"{"max_num_patches": 6, "patch_size": 4}"#, default: .naFlex)
        )
        #expect(preprocessor.maximumCount == 3 * 6 * 16)
        let fixed = ImagePreprocessor(
            try Self.read(#"{"size": {"height": 5, "width": 7}}"#, default: .sigLIP)
        )
        #expect(fixed.maximumCount == 3 * 35)
    }
}
