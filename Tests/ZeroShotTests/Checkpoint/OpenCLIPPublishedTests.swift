import Foundation
import OneDNN
import Testing

@testable import ZeroShot

/// The shapes of open_clip's own model configurations, against the towers that open_clip builds.
struct OpenCLIPPublishedTests {
    /// One line of the table that `Tools/parity/openclip_published.py` makes.
    private struct Published: Decodable {
        let name: String
        /// Layers, width, heads, MLP width and positions; of a ModifiedResNet width, heads,
        /// positions.
        let image: [Int]
        let imageActivation: String
        let text: [Int]
        let textActivation: String
    }

    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private static func sizes(_ sizes: TransformerConfiguration) -> [Int] {
        [sizes.layers, sizes.hiddenSize, sizes.heads, sizes.mlpSize]
    }

    private static func sizes(_ tower: OpenCLIPImageTower) -> (sizes: [Int], activation: String) {
        switch tower {
        case .visionTransformer(let vision):
            let grid = vision.sizes.patchGrid
            return (
                sizes(vision.sizes.transformer) + [grid.rows * grid.columns + 1],
                "\(vision.sizes.transformer.activation)"
            )
        case .modifiedResNet(let resNet):
            let side = resNet.imageSize / 32
            return ([resNet.width, resNet.heads, side * side + 1], "relu")
        case .sigLIP(let vision):
            return (
                sizes(vision.transformer) + [vision.patches], "\(vision.transformer.activation)"
            )
        }
    }

    @Test func `every model of open_clip with towers that are built here has open_clip's sizes`()
        throws
    {
        let file = try ParityCase.folder("openclip-published.json")
        let data = try Data(contentsOf: file)
        let models = try JSONDecoder().decode([Published].self, from: data)
        #expect(models.count == 71)
        let configurations = try OrderedJSON(parsing: String(decoding: data, as: UTF8.self))
        guard case .array(let rows) = configurations else {
            Issue.record("the table is no array")
            return
        }
        for (model, row) in zip(models, rows) {
            guard case .object(let members) = row,
                let config = members.first(where: { $0.name == "config" })?.value
            else {
                Issue.record("\(model.name) has no configuration")
                continue
            }
            let written = try folder.write(config.description, to: "\(model.name).json")
            let found = try OpenCLIPConfiguration(try ConfigurationObject(file: written))
            let image = Self.sizes(found.image)
            #expect(image.sizes == model.image, "\(model.name)")
            #expect(image.activation == model.imageActivation, "\(model.name)")
            var positions = found.text.contextLength
            if case .classToken = found.text.pooling { positions += 1 }
            #expect(
                Self.sizes(found.text.transformer) + [positions] == model.text, "\(model.name)"
            )
            #expect(
                "\(found.text.transformer.activation)" == model.textActivation, "\(model.name)"
            )
            #expect(found.family == Self.family(model.name), "\(model.name)")
        }
    }

    private static func family(_ name: String) -> CheckpointFamily {
        if name.contains("SigLIP2") { return .sigLIP2 }
        return name.contains("SigLIP") ? .sigLIP : .openCLIP
    }

    @Test(arguments: [
        ("TinyCLIP-ViT-8M-16-Text-3M", 10, 256, 4, 3, 256, 4),
        ("TinyCLIP-ViT-39M-16-Text-19M", 12, 512, 8, 6, 512, 8),
    ])
    func `TinyCLIP's configurations are open_clip's with uneven sizes`(
        name: String, layers: Int, width: Int, heads: Int, textLayers: Int, textWidth: Int,
        textHeads: Int
    ) throws {
        let file = try folder.write(
            """
            {"embed_dim": 512,
             "vision_cfg": {"image_size": 224, "layers": \(layers), "width": \(width),
                            "patch_size": 16},
             "text_cfg": {"context_length": 77, "vocab_size": 49408, "width": \(textWidth),
                          "heads": \(textHeads), "layers": \(textLayers)}}
            """, to: "\(name).json"
        )
        let found = try OpenCLIPConfiguration(try ConfigurationObject(file: file))
        #expect(Self.sizes(found.image).sizes == [layers, width, heads, 4 * width, 197])
        #expect(
            Self.sizes(found.text.transformer) == [textLayers, textWidth, textHeads, 4 * textWidth]
        )
    }
}
