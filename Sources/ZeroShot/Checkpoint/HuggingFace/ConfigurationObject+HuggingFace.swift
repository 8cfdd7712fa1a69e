internal import OneDNN

extension TransformerConfiguration {
    /// Reads the keys that both towers share; the arguments are the tower's defaults.
    init(
        huggingFace config: ConfigurationObject,
        hiddenSize: Int, mlpSize: Int, layers: Int, heads: Int
    ) throws {
        self.init(
            hiddenSize: try config.positiveInteger("hidden_size", default: hiddenSize),
            mlpSize: try config.positiveInteger("intermediate_size", default: mlpSize),
            layers: try config.positiveInteger("num_hidden_layers", default: layers),
            heads: try config.positiveInteger("num_attention_heads", default: heads),
            activation: try config.activation("hidden_act", default: "quick_gelu"),
            epsilon: Float(try config.number("layer_norm_eps", default: 1e-5))
        )
        guard self.hiddenSize.isMultiple(of: self.heads) else {
            throw config.wrong(
                "num_attention_heads", .integer(self.heads),
                expected: "a divisor of hidden_size, \(self.hiddenSize)"
            )
        }
    }
}

extension ConfigurationObject {
    /// The section of one tower; the older `..._dict` replaces it as a whole where it is there.
    func effectiveSection(_ name: String) throws -> ConfigurationObject {
        value(name + "_dict") == nil ? try object(name) : try object(name + "_dict")
    }

    /// An activation by the name transformers has for it.
    func activation(_ key: String, default standard: String) throws -> Activation {
        let name = try string(key, default: standard)
        switch name {
        case "quick_gelu": return .quickGELU
        case "gelu": return .gelu
        case "gelu_pytorch_tanh": return .geluTanh
        case "relu": return .relu
        default:
            throw unsupported(
                key, .string(name), supported: "quick_gelu, gelu, gelu_pytorch_tanh, relu"
            )
        }
    }
}
