extension OpenCLIPTextConfiguration {
    /// Reads `text_cfg`.
    ///
    /// Source: `CLIPTextCfg` and `_build_text_tower` in open_clip.
    ///
    /// - Throws: `CheckpointError`.
    init(
        _ config: ConfigurationObject, _ embeddingDimension: Int, quickGELU: Bool,
        form: OpenCLIPForm
    ) throws {
        // open_clip takes `final_ln_after_pool` for text, and never looks at it.
        try config.refuseKeys(otherThan: [
            "context_length", "vocab_size", "hf_tokenizer_name", "tokenizer_mode",
            "tokenizer_kwargs", "width", "heads", "layers", "mlp_ratio", "ls_init_value",
            "embed_cls", "pad_id", "eos_id", "no_causal_mask", "final_ln_after_pool",
            "pool_type", "proj_bias", "proj_type", "output_tokens", "act_kwargs", "norm_kwargs",
            "block_type", "qk_norm", "scaled_cosine_attn", "scale_heads", "scale_attn_inner",
            "scale_attn", "scale_fc", "hf_model_name", "hf_model_pretrained", "hf_proj_type",
            "hf_pooler_type",
        ])
        try config.requireDefaultBlocks()
        transformer = try TransformerConfiguration(
            openCLIP: config, width: try config.positiveInteger("width", default: 512),
            heads: try config.positiveInteger("heads", default: 8), headsKey: "heads",
            quickGELU: quickGELU
        )
        hasLayerScale = config.value("ls_init_value") != nil
        vocabularySize = try config.positiveInteger("vocab_size", default: 49408)
        contextLength = try config.positiveInteger(
            "context_length", default: 77, atMost: SizeLimits.contextLength
        )
        self.embeddingDimension = embeddingDimension
        attention =
            try config.bool("no_causal_mask", default: false) ? .everyToken : .causal
        pooling = try config.textPooling(form: form)
        projection = try config.projection(transformer.hiddenSize, embeddingDimension)
    }
}

extension ConfigurationObject {
    /// Source: `text_global_pool`; a class token comes before `pool_type`.
    fileprivate func textPooling(
        form: OpenCLIPForm
    ) throws -> OpenCLIPTextConfiguration.Pooling {
        guard try bool("embed_cls", default: false) else {
            return .token(try tokenPooling())
        }
        // open_clip builds the class token into the text tower, which its plain CLIP takes apart.
        guard form != .clip else {
            throw unsupported(
                "embed_cls", .bool(true), supported: "false where custom_text is false"
            )
        }
        try require("no_causal_mask", toBe: .bool(false))
        return .classToken(padding: try tokenID("pad_id", default: 0))
    }

    private func tokenPooling() throws -> TextPooling {
        switch try string("pool_type", default: "argmax") {
        case "argmax": return .highestToken
        case "eos": return .firstToken(Int(try tokenID("eos_id", default: 2)))
        case "first": return .first
        case "last": return .last
        case let other:
            throw unsupported(
                "pool_type", .string(other), supported: "argmax, eos, first, last"
            )
        }
    }

    private func tokenID(_ key: String, default standard: Int) throws -> Int32 {
        let id = try integer(key, default: standard)
        guard let token = Int32(exactly: id), token >= 0 else {
            throw wrong(key, .integer(id), expected: "a token id")
        }
        return token
    }

    fileprivate func projection(
        _ hiddenSize: Int, _ embeddingDimension: Int
    ) throws -> OpenCLIPTextConfiguration.Projection {
        switch try string("proj_type", default: "linear") {
        case "linear":
            return try bool("proj_bias", default: false) ? .linear : .matrix
        case "none":
            guard hiddenSize == embeddingDimension else {
                throw wrong(
                    "width", .integer(hiddenSize),
                    expected: "embed_dim, \(embeddingDimension), since proj_type is none"
                )
            }
            return .none
        case let other:
            throw unsupported("proj_type", .string(other), supported: "linear, none")
        }
    }
}
