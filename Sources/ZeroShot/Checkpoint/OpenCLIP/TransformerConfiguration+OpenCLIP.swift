internal import OneDNN

extension TransformerConfiguration {
    /// Reads the keys that `vision_cfg` and `text_cfg` share.
    init(
        openCLIP config: ConfigurationObject, width: Int, heads: Int, headsKey: String,
        quickGELU: Bool
    ) throws {
        guard heads > 0, width.isMultiple(of: heads) else {
            throw config.wrong(
                headsKey, config.value(headsKey) ?? .null, expected: "a divisor of width, \(width)"
            )
        }
        let ratio = try config.number("mlp_ratio", default: 4)
        guard ratio > 0, ratio < 100, Int(Double(width) * ratio) > 0 else {
            throw config.wrong("mlp_ratio", .double(ratio), expected: "a number between 0 and 100")
        }
        self.init(
            hiddenSize: width,
            mlpSize: Int(Double(width) * ratio),
            layers: try config.positiveInteger("layers", default: 12),
            heads: heads,
            activation: try config.activation(quickGELU: quickGELU),
            epsilon: Float(try config.normEpsilon())
        )
    }
}

extension ConfigurationObject {
    /// Refuses open_clip's custom blocks, which no published checkpoint has.
    func requireDefaultBlocks() throws {
        try require("block_type", toBe: .string("default"))
        for key in [
            "qk_norm", "scaled_cosine_attn", "scale_heads", "scale_attn_inner", "scale_attn",
            "scale_fc",
        ] {
            try require(key, toBe: .bool(false))
        }
    }

    /// `nn.GELU`, its tanh form through `act_kwargs`, or OpenAI's quick form.
    fileprivate func activation(quickGELU: Bool) throws -> Activation {
        let arguments = try object("act_kwargs")
        try arguments.refuseKeys(otherThan: ["approximate"])
        let approximate = try arguments.string("approximate", default: "none")
        switch (quickGELU, approximate) {
        case (true, "none"): return .quickGELU
        case (false, "none"): return .gelu
        case (false, "tanh"): return .geluTanh
        default:
            throw arguments.unsupported(
                "approximate", .string(approximate),
                supported: quickGELU ? "nothing beside quick_gelu" : "none, tanh"
            )
        }
    }

    fileprivate func normEpsilon() throws -> Double {
        let arguments = try object("norm_kwargs")
        try arguments.refuseKeys(otherThan: ["eps"])
        return try arguments.number("eps", default: 1e-5)
    }
}
