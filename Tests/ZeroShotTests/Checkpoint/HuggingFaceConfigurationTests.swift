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
        (#"{"image_size": 4097}"#, "image_size is 4097, expected at most 4096."),
        (#"{"hidden_size": 16777217}"#, "hidden_size is 16777217, expected at most 16777216."),
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

    @Test func `the context has a bound, since prompts are padded before the text tower is built`()
        throws
    {
        let error = try #require(throws: CheckpointError.self) {
            try text(#"{"max_position_embeddings": 16777216}"#)
        }
        #expect(
            error.description.hasSuffix(
                "max_position_embeddings is 16777216, expected at most 4096."
            )
        )
    }

    @Test func `a section may be null, and the older one may be empty or null`() throws {
        let config = try config(
            """
            {"text_config": {"hidden_size": 640, "num_attention_heads": 10},
             "text_config_dict": {}, "vision_config": null, "vision_config_dict": null}
            """
        )
        let text = try CLIPTextConfiguration(
            huggingFace: try config.effectiveSection("text_config"), 512
        )
        let vision = try CLIPVisionConfiguration(
            huggingFace: try config.effectiveSection("vision_config"), 512
        )
        #expect(text.transformer.hiddenSize == 512)
        #expect(vision.transformer.hiddenSize == 768)
    }

    @Test func `a size written as a float without fraction is that size`() throws {
        #expect(try vision(#"{"hidden_size": 960.0}"#).transformer.hiddenSize == 960)
        let error = try #require(throws: CheckpointError.self) {
            try vision(#"{"hidden_size": 960.5}"#)
        }
        #expect(error.description.hasSuffix("hidden_size is 960.5, expected a positive integer."))
    }

    @Test func `of two equal keys the last one counts, as in Python`() throws {
        #expect(try text(#"{"vocab_size": 7, "vocab_size": 9}"#).vocabularySize == 9)
    }

    @Test(arguments: ["NaN", "Infinity", "-Infinity"])
    func `what Python writes for no number does no harm where nobody needs one`(
        number: String
    ) throws {
        let harmless = try vision(#"{"initializer_factor": [\#(number), 1], "hidden_size": 1440}"#)
        #expect(harmless.transformer.hiddenSize == 1440)
        let error = try #require(throws: CheckpointError.self) {
            try vision(#"{"layer_norm_eps": \#(number)}"#)
        }
        #expect(
            error.description.hasSuffix(#"layer_norm_eps is "\#(number)", expected a number."#)
        )
    }

    @Test func `a list of end tokens is refused`() throws {
        let error = try #require(throws: CheckpointError.self) {
            try text(#"{"eos_token_id": [2, 3]}"#)
        }
        #expect(error.description.hasSuffix("eos_token_id is [2, 3], expected an integer."))
    }

    @Test func `a file too large to be a configuration is not read to its end`() throws {
        let limit = ConfigurationObject.largestFile
        let largest = try folder.write([UInt8](repeating: 0x78, count: limit), to: "a.json")
        let error = try #require(throws: CheckpointError.self) {
            try ConfigurationObject(file: largest)
        }
        #expect(error.description.contains("is not valid JSON (line 1, column 1:"))
        let larger = try folder.write([UInt8](repeating: 0x78, count: limit + 1), to: "b.json")
        #expect(throws: CheckpointError.tooLarge(file: folder.path("b.json"), limit: 16 << 20)) {
            try ConfigurationObject(file: larger)
        }
        #expect(
            CheckpointError.tooLarge(file: "b.json", limit: 16 << 20).description == """
                b.json: has more than 16 MiB, so it is no configuration. Download the file again.
                """
        )
    }

    @Test func `a file that is not UTF-8 is refused`() throws {
        let latin1 = Array(#"{"a": ""#.utf8) + [0xE9] + Array("\"}".utf8)
        let file = try folder.write(latin1, to: "c.json")
        let error = try #require(throws: CheckpointError.self) {
            try ConfigurationObject(file: file)
        }
        #expect(
            error.description == """
                \(folder.path("c.json")): is not valid JSON (it is not UTF-8). Download the file \
                again.
                """
        )
    }

    @Test func `a folder in the configuration's place cannot be read`() throws {
        let error = try #require(throws: CheckpointError.self) {
            try ConfigurationObject(file: folder.url)
        }
        #expect(error.description.contains(": cannot be read ("))
    }

    @Test func `deep nesting is refused before it uses up the stack`() throws {
        let deep = String(repeating: "[", count: 1_000_000)
        let error = try #require(throws: CheckpointError.self) { try config(#"{"a": \#(deep)"#) }
        #expect(error.description.contains("nested deeper than 128 levels"))
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
