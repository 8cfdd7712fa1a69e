/// What SigLIP's image tower takes: pictures of one size, or of any aspect ratio.
enum SigLIPImageConfiguration: Sendable, Equatable {
    case fixed(SigLIPVisionConfiguration)
    case naFlex(NaFlexVisionConfiguration)
}

/// SigLIP's image tower for pictures of one size.
///
/// Its attention pooling has the heads, MLP and activation of the blocks, and no projection
/// follows: the shared space has `transformer.hiddenSize` dimensions.
package struct SigLIPVisionConfiguration: Sendable, Equatable {
    package var transformer: TransformerConfiguration
    /// Side of a patch in pixels.
    package let patchSize: Int
    package let imageHeight: Int
    package let imageWidth: Int

    /// Patches that a picture is cut into, P; a border that fills no patch is not looked at.
    package var patches: Int { (imageHeight / patchSize) * (imageWidth / patchSize) }
}

/// SigLIP 2's image tower for pictures of any aspect ratio.
package struct NaFlexVisionConfiguration: Sendable, Equatable {
    package let transformer: TransformerConfiguration
    /// Side of a patch in pixels.
    package let patchSize: Int
    /// Rows and columns of the stored position table, which is resized to each picture's patches.
    package let positionSide: Int
}

/// SigLIP's text tower.
package struct SigLIPTextConfiguration: Sendable, Equatable {
    package var transformer: TransformerConfiguration
    package let vocabularySize: Int
    /// Tokens that every prompt is padded or cut to.
    package let contextLength: Int
    /// Size of the shared space, E.
    package let embeddingDimension: Int
}
