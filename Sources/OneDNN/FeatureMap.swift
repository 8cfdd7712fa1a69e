/// Activations between the convolutions of a tower; copies share memory until one is changed.
package struct FeatureMap {
    /// How the values lie in memory.
    package enum Arrangement: Hashable, Sendable {
        /// `[B, C, H, W]`, as pixels come.
        case channelsFirst
        /// `[B, H, W, C]`.
        case channelsLast
        /// `[B, C / 16, H, W, 16]`, for channels that are a multiple of 16.
        ///
        /// oneDNN 2 has Winograd's convolution for it, which does with a fraction of the
        /// multiplications.
        case channelBlocks

        /// The fastest for a tower whose convolutions have multiples of these channels.
        package static func fastest(channels: [Int], on engine: Engine) -> Self {
            channels.allSatisfy { $0.isMultiple(of: blockSize) } && engine.hasWinograd
                ? .channelBlocks : .channelsLast
        }
    }

    /// Channels that lie side by side in a block: as many as AVX-512 has in a register.
    private static let blockSize = 16

    /// `[B, H, W, C]`, however the values lie.
    package let shape: Shape
    package let arrangement: Arrangement
    private(set) var buffer: Buffer

    init(uninitialized shape: Shape, _ arrangement: Arrangement, on engine: Engine) {
        precondition(
            arrangement != .channelBlocks || shape[3].isMultiple(of: Self.blockSize),
            "\(shape[3]) channels do not fill blocks of \(Self.blockSize)")
        self.shape = shape
        self.arrangement = arrangement
        buffer = engine.workspace.buffer(count: shape.count)
    }

    /// Pictures `[B, C, H, W]`; no value is copied.
    package init(channelsFirst pictures: Tensor) {
        let axes = pictures.shape
        precondition(axes.rank == 4, "expected [items, channels, height, width], found \(axes)")
        shape = [axes[0], axes[2], axes[3], axes[1]]
        arrangement = .channelsFirst
        buffer = pictures.buffer
    }

    /// Activations `[B, H, W, C]`; no value is copied.
    package init(channelsLast activations: Tensor) {
        precondition(activations.shape.rank == 4, "activations of shape \(activations.shape)")
        shape = activations.shape
        arrangement = .channelsLast
        buffer = activations.buffer
    }

    /// The activations `[B, H, W, C]` of a map in the arrangement `channelsLast`; no value is
    /// copied.
    package var tensor: Tensor {
        precondition(arrangement == .channelsLast, "channels do not lie side by side")
        return Tensor(shape: shape, buffer: buffer)
    }

    /// Gives this map memory that no other map reads.
    mutating func makeUnique() {
        guard !isKnownUniquelyReferenced(&buffer) else { return }
        let copy = buffer.sibling(count: shape.count)
        unsafe copy.address.update(from: buffer.address, count: shape.count)
        buffer = copy
    }
}
