/// OpenCLIP's own vision transformer: CLIP's, with the variants that its checkpoints use.
package struct OpenCLIPVisionConfiguration: Sendable, Equatable {
    /// The sizes, which say all of a plain CLIP tower.
    package let sizes: CLIPVisionConfiguration
    package var hasLayerScale = false
    /// Whether a norm stands before the blocks.
    package var hasPreNorm = true
    package var pooling = Pooling.classToken

    /// What becomes the image's one row.
    package enum Pooling: Sendable, Equatable {
        /// The class token; a norm before or after it is the same.
        case classToken
        /// The mean of the patches, each normalised before.
        case meanOfNormedPatches
        /// The mean of the patches, normalised after.
        case normOfMeanPatch
        /// Learned queries that look at all tokens.
        case queries(AttentionalPoolConfiguration)
    }
}

/// CoCa's pooling of the image tower by attention.
package struct AttentionalPoolConfiguration: Sendable, Equatable {
    /// Learned queries that the checkpoint stores.
    package let queries: Int
    /// Attention heads; divides the size of the shared space.
    package let heads: Int
    package let answer: Answer

    /// Which queries' rows become the image's.
    package enum Answer: Sendable, Equatable {
        case first
        /// The mean of all but the first.
        case meanOfOthers
    }
}

/// OpenCLIP's text transformer, plain CLIP's among others.
package struct OpenCLIPTextConfiguration: Sendable, Equatable {
    package var transformer: TransformerConfiguration
    package var hasLayerScale = false
    package let vocabularySize: Int
    /// Tokens a prompt may have, start and end included.
    package let contextLength: Int
    /// Size of the shared space, E.
    package let embeddingDimension: Int
    package var attention = Attention.causal
    package var pooling = Pooling.token(.highestToken)
    package var projection = Projection.matrix

    /// Which tokens a token sees.
    package enum Attention: Sendable, Equatable {
        /// Itself and those before it.
        case causal
        /// All, padding included.
        case everyToken
    }

    /// Which row stands for the prompt.
    package enum Pooling: Sendable, Equatable {
        case token(TextPooling)
        /// A class token that CoCa puts behind the prompt; the id is that of padding, which its
        /// mask hides.
        case classToken(padding: Int32)
    }

    /// What takes the row into the shared space.
    package enum Projection: Sendable, Equatable {
        /// `x · P`.
        case matrix
        /// A linear map with a bias.
        case linear
        /// The row is the embedding.
        case none
    }

    /// Whether what stands behind a prompt changes its embedding, so that it must be padded as in
    /// training.
    package var readsPadding: Bool {
        if attention == .everyToken { return true }
        return switch pooling {
        case .token(.last), .classToken: true
        case .token: false
        }
    }
}
