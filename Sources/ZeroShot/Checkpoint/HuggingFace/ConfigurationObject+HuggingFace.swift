internal import OneDNN

extension TransformerConfiguration {
    /// Reads the keys that all families and both towers share; an absent one has `standard`'s value.
    init(
        huggingFace config: ConfigurationObject, default standard: TransformerConfiguration
    ) throws {
        self.init(
            hiddenSize: try config.positiveInteger("hidden_size", default: standard.hiddenSize),
            mlpSize: try config.positiveInteger("intermediate_size", default: standard.mlpSize),
            layers: try config.positiveInteger("num_hidden_layers", default: standard.layers),
            heads: try config.positiveInteger("num_attention_heads", default: standard.heads),
            activation: try config.activation("hidden_act", default: standard.activation),
            epsilon: Float(
                try config.number("layer_norm_eps", default: Double(standard.epsilon))
            )
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
    func activation(_ key: String, default standard: Activation) throws -> Activation {
        guard value(key) != nil else { return standard }
        let name = try string(key)
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
