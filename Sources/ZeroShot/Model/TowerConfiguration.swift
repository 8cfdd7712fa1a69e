package import OneDNN

/// The sizes of a stack of transformer blocks.
package struct TransformerConfiguration: Sendable, Equatable {
    /// Width of the hidden states, D.
    package let hiddenSize: Int
    /// Width inside the MLP, F.
    package let mlpSize: Int
    package let layers: Int
    /// Attention heads, H; divides `hiddenSize`.
    package let heads: Int
    package var activation: Activation
    /// Added to the variance in every layer norm.
    package let epsilon: Float
}

/// An image tower that cuts the picture into square patches.
package struct CLIPVisionConfiguration: Sendable, Equatable {
    package let transformer: TransformerConfiguration
    /// Side of a patch in pixels.
    package let patchSize: Int
    package let imageHeight: Int
    package let imageWidth: Int
    /// Size of the shared space, E.
    package let embeddingDimension: Int

    /// Patches high and wide; a border that fills no patch is not looked at.
    package var patchGrid: (rows: Int, columns: Int) {
        (imageHeight / patchSize, imageWidth / patchSize)
    }
}

/// CLIP's convolutional image tower.
package struct ModifiedResNetConfiguration: Sendable, Equatable {
    /// Bottleneck blocks in each of the four stages.
    package let layers: [Int]
    /// Channels behind the stem.
    package let width: Int
    /// Heads of the attention pooling; divides `hiddenSize`.
    package let heads: Int
    /// Side of the square picture in pixels, a multiple of 32.
    package let imageSize: Int
    /// Size of the shared space, E.
    package let embeddingDimension: Int

    /// Channels that reach the attention pooling.
    package var hiddenSize: Int { width * 32 }
}

/// The text tower.
package struct CLIPTextConfiguration: Sendable, Equatable {
    package let transformer: TransformerConfiguration
    package let vocabularySize: Int
    /// Tokens a prompt may have, start and end included.
    package let contextLength: Int
    package var pooling: TextPooling
    /// Size of the shared space, E.
    package let embeddingDimension: Int
}

/// Which token's hidden state stands for the prompt.
package enum TextPooling: Sendable, Equatable {
    /// The first occurrence of the highest token id, which is CLIP's end-of-text.
    case highestToken
    /// The first occurrence of this id, position 0 when there is none.
    case firstToken(Int)
    /// The first position, whatever stands there.
    case first
    /// The last position, padding or not.
    case last

    /// The position to read in a prompt of these token ids.
    package func position(in ids: [Int32]) -> Int {
        switch self {
        case .highestToken:
            ids.max().flatMap { ids.firstIndex(of: $0) } ?? 0
        case .firstToken(let id):
            ids.firstIndex { Int($0) == id } ?? 0
        case .first: 0
        case .last: ids.count - 1
        }
    }

    /// The ids that the row is read from in a causal tower: as far as the position to read.
    package func path(in ids: [Int32]) -> ArraySlice<Int32> {
        ids[...position(in: ids)]
    }
}
