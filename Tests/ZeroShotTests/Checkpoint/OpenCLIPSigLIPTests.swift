import Foundation
import OneDNN
import Testing

@testable import ZeroShot

/// SigLIP in Hugging Face's layout, computed as OpenCLIP would.
struct OpenCLIPSigLIPTests {
    /// One of OpenCLIP's models, as `Tools/parity/siglip_openclip.py` finds it built.
    private struct Model: Decodable {
        let name: String
        let layers: Int
        let hiddenSize: Int
        let patchSize: Int
        let imageSize: Int
        let vocabularySize: Int
        let textLayers: Int
        let textHiddenSize: Int
        let hasHead: Bool
        let imageActivation: String
        let textActivation: String

        var vision: SigLIPVisionConfiguration {
            SigLIPVisionConfiguration(
                transformer: sizes(layers, hiddenSize), patchSize: patchSize,
                imageHeight: imageSize, imageWidth: imageSize
            )
        }

        var text: SigLIPTextConfiguration {
            SigLIPTextConfiguration(
                transformer: sizes(textLayers, textHiddenSize), vocabularySize: vocabularySize,
                contextLength: 64, embeddingDimension: hiddenSize
            )
        }

        private func sizes(_ layers: Int, _ hiddenSize: Int) -> TransformerConfiguration {
            TransformerConfiguration(
                hiddenSize: hiddenSize, mlpSize: 4 * hiddenSize, layers: layers, heads: 16,
                activation: .relu, epsilon: 1e-6
            )
        }
    }

    private let models: [Model]
    private let folder: TemporaryFolder

    init() throws {
        let file = try ParityCase.folder("siglip-openclip.json")
        models = try JSONDecoder().decode([Model].self, from: Data(contentsOf: file))
        folder = try TemporaryFolder()
    }

    @Test func `every model has the activations that OpenCLIP builds it with`() throws {
        #expect(models.count >= 26)
        for model in models where model.hasHead {
            let counterpart = try #require(
                OpenCLIPSigLIP(model.vision, model.text), "\(model.name)"
            )
            let image = counterpart.computing(model.vision)
            let text = counterpart.computing(model.text)
            let found = [image.transformer.activation, text.transformer.activation]
            let expected = [model.imageActivation, model.textActivation].map {
                $0 == "tanh" ? Activation.geluTanh : .gelu
            }
            #expect(found == expected, "\(model.name)")
            #expect(image.patchSize == model.patchSize)
            #expect(image.imageWidth == model.imageSize)
            #expect(image.transformer.heads == 16)
            #expect(text.transformer.mlpSize == 4 * model.textHiddenSize)
            #expect(text.vocabularySize == model.vocabularySize)
            #expect(text.contextLength == 64)
        }
    }

    @Test func `a text tower without head is no counterpart`() throws {
        let model = try #require(models.first { !$0.hasHead })
        #expect(OpenCLIPSigLIP(model.vision, model.text) == nil)
    }

    @Test func `other sizes are no counterpart`() throws {
        let first = models[0]
        let other = SigLIPVisionConfiguration(
            transformer: first.vision.transformer, patchSize: 16, imageHeight: 240, imageWidth: 240
        )
        #expect(OpenCLIPSigLIP(other, first.text) == nil)
        #expect(OpenCLIPSigLIP(first.vision, try #require(models.last).text) == nil)
    }

    /// A checkpoint of SigLIP 2's published size, without weights: they are not read here.
    private func layout(_ parity: ParityMode?) throws -> HuggingFaceSigLIP {
        try folder.write(
            """
            {"model_type": "siglip", "text_config": {"vocab_size": 256000},
             "vision_config": {"image_size": 256}}
            """,
            to: "config.json"
        )
        try folder.write(
            """
            {"image_processor_type": "SiglipImageProcessor", "resample": 2,
             "size": {"height": 256, "width": 256}}
            """,
            to: "preprocessor_config.json"
        )
        try folder.write(SafetensorsWriter.file([]), to: "model.safetensors")
        let layout = try HuggingFaceModelType.layout(
            of: folder.url, CheckpointSettings(parity: parity)
        )
        return try #require(layout as? HuggingFaceSigLIP)
    }

    @Test func `the parity chooses activations and filter`() throws {
        let own = try layout(nil)
        #expect(try layout(.huggingFace).vision == own.vision)
        #expect(own.parity == .huggingFace)
        #expect(own.preprocessor.filter == .bilinear)
        #expect(own.text.transformer.activation == .geluTanh)
        let openCLIP = try layout(.openCLIP)
        #expect(openCLIP.parity == .openCLIP)
        #expect(openCLIP.family == .sigLIP2)
        #expect(openCLIP.preprocessor.filter == .bicubic)
        #expect(openCLIP.preprocessor.resizing == .exact(PixelSize(width: 256, height: 256)))
        #expect(openCLIP.preprocessor.normalization == .half)
        #expect(openCLIP.text == own.text)
        guard case .fixed(let vision) = openCLIP.vision, case .fixed(let ownVision) = own.vision
        else {
            Issue.record("a SiglipModel has one resolution")
            return
        }
        #expect(vision.transformer.activation == .gelu)
        #expect(ownVision.transformer.activation == .geluTanh)
    }

    @Test func `the parity chooses the cleaning of texts`() throws {
        for name in ["tokenizer.json", "tokenizer_config.json"] {
            try FileManager.default.copyItem(
                at: try ParityCase.folder("siglip2-hf").appending(path: name),
                to: folder.url.appending(path: name)
            )
        }
        let own = try layout(nil).loadTokenizer()
        let openCLIP = try layout(.openCLIP).loadTokenizer()
        #expect(openCLIP.contextLength == 64)
        #expect(openCLIP.encode("A Photo_of: THE owl!") == own.encode("a photo of the owl"))
        #expect(own.encode("A Photo_of: THE owl!") != own.encode("a photo of the owl"))
    }

    @Test(
        arguments: [
            ("siglip-hf", "SigLIP, 3 layers of 24, patches of 16"),
            ("siglip2-naflex", "SigLIP, 3 layers of 32, patches of 8 NaFlex"),
        ])
    func `what OpenCLIP does not have is refused`(name: String, architecture: String) throws {
        let folder = try ParityCase.folder(name)
        let error = try #require(throws: CheckpointError.self) {
            try HuggingFaceModelType.layout(of: folder, CheckpointSettings(parity: .openCLIP))
        }
        #expect(
            error.description
                == """
                \(folder.path(percentEncoded: false)): OpenCLIP has no such model (\(architecture)), \
                so there are no numbers of its to give. Leave the parity out.
                """
        )
    }
}
