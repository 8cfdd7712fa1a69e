import OneDNN
import Testing

@testable import ZeroShot

struct HuggingFaceConfigurationTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func config(_ json: String) throws -> ConfigurationObject {
        try ConfigurationObject(file: try folder.write(json, to: "config.json"))
    }

    private func vision(_ json: String) throws -> CLIPVisionConfiguration {
        try CLIPVisionConfiguration(huggingFace: try config(json), 512)
    }

    private func text(_ json: String) throws -> CLIPTextConfiguration {
        try CLIPTextConfiguration(huggingFace: try config(json), 512)
    }

    @Test func `an empty vision section has the class defaults`() throws {
        #expect(
            try vision("{}")
                == CLIPVisionConfiguration(
                    transformer: TransformerConfiguration(
                        hiddenSize: 768, mlpSize: 3072, layers: 12, heads: 12,
                        activation: .quickGELU, epsilon: 1e-5
                    ),
                    patchSize: 32, imageHeight: 224, imageWidth: 224, embeddingDimension: 512
                )
        )
    }

    @Test func `an empty text section has the class defaults`() throws {
        #expect(
            try text("{}")
                == CLIPTextConfiguration(
                    transformer: TransformerConfiguration(
                        hiddenSize: 512, mlpSize: 2048, layers: 12, heads: 8,
                        activation: .quickGELU, epsilon: 1e-5
                    ),
                    vocabularySize: 49408, contextLength: 77, pooling: .firstToken(49407),
                    embeddingDimension: 512
                )
        )
    }

    @Test func `the end-of-text id 2 of old files means the highest token`() throws {
        #expect(try text(#"{"eos_token_id": 2}"#).pooling == .highestToken)
        #expect(try text(#"{"eos_token_id": 321}"#).pooling == .firstToken(321))
    }

    @Test func `keys that the class does not define are ignored and null is absent`() throws {
        let vision = try vision(
            #"{"_name_or_path": "", "torch_dtype": 7, "hidden_act": null, "projection_dim": 9}"#
        )
        #expect(vision.transformer.activation == .quickGELU)
        #expect(vision.embeddingDimension == 512)
    }

    @Test func `the older section replaces the newer as a whole`() throws {
        let config = try config(
            """
            {"text_config": {"hidden_size": 640, "num_attention_heads": 10},
             "text_config_dict": {"num_attention_heads": 4}}
            """
        )
        let text = try CLIPTextConfiguration(
            huggingFace: try config.effectiveSection("text_config"), 512
        )
        #expect(text.transformer.hiddenSize == 512)
        #expect(text.transformer.heads == 4)
    }

    @Test(arguments: [
        ("quick_gelu", "quickGELU"), ("gelu", "gelu"), ("gelu_pytorch_tanh", "geluTanh"),
        ("relu", "relu"),
    ])
    func `an activation is known by the name transformers has for it`(
        name: String, activation: String
    ) throws {
        let found = try vision(#"{"hidden_act": "\#(name)"}"#).transformer.activation
        #expect("\(found)" == activation)
    }

    @Test(arguments: [
        (
            #"{"hidden_act": "silu"}"#,
            """
            hidden_act is "silu", which zeroshot does not support; supported: quick_gelu, gelu, \
            gelu_pytorch_tanh, relu. Scores would be wrong, so the checkpoint is not used.
            """
        ),
        (
            #"{"num_channels": 1}"#,
            """
            num_channels is 1, which zeroshot does not support; supported: 3. Scores would be \
            wrong, so the checkpoint is not used.
            """
        ),
        (#"{"hidden_size": "768"}"#, "hidden_size is \"768\", expected a positive integer."),
        (#"{"hidden_size": 0}"#, "hidden_size is 0, expected a positive integer."),
        (#"{"hidden_size": 1e30}"#, "hidden_size is 1e+30, expected a positive integer."),
        (
            #"{"image_size": [224, 224]}"#,
            "image_size is [224, 224], expected a positive integer."
        ),
        (
            #"{"num_attention_heads": 7}"#,
            "num_attention_heads is 7, expected a divisor of hidden_size, 768."
        ),
        (
            #"{"patch_size": 300}"#, "patch_size is 300, expected at most image_size, 224."
        ),
    ])
    func `a value that cannot be used is refused by name`(json: String, problem: String) throws {
        let error = try #require(throws: CheckpointError.self) { try vision(json) }
        #expect(error.description == "\(folder.path("config.json")): \(problem)")
    }

    @Test(arguments: [
        (
            "{",
            """
            is not valid JSON (line 1, column 2: the end of the file where a name in quotes was \
            expected). Download the file again.
            """
        ),
        ("[1]", "the whole file is [1], expected an object."),
    ])
    func `a file that is no object of JSON is refused`(json: String, problem: String) throws {
        let error = try #require(throws: CheckpointError.self) { try config(json) }
        #expect(error.description == "\(folder.path("config.json")): \(problem)")
    }
}
