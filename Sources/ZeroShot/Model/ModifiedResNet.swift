internal import OneDNN

/// CLIP's convolutional image tower: a three-convolution stem, four stages, attention pooling.
///
/// ```
/// pixels ─ stem ─ stage 1 ─ stage 2 (/2) ─ stage 3 (/2) ─ stage 4 (/2) ─ attention pooling
/// ```
/// Activations are `[B, H, W, C]`, in the arrangement that is fastest on this processor. Source:
/// `modified_resnet.py` in open_clip.
struct ModifiedResNet: ImageTower {
    private let engine: Engine
    private let arrangement: FeatureMap.Arrangement
    private let stem: [Convolution]  // 3 → W/2 (stride 2), W/2 → W/2, W/2 → W
    private let stemPool: AveragePool
    private let stages: [[Bottleneck]]
    private let channelsLast: Rearrangement
    private let pool: AttentionPool

    /// - Parameters:
    ///   - weights: of the image tower alone.
    ///   - configuration: the tower's sizes.
    ///   - arrangement: of the activations; the fastest when not given.
    ///   - engine: what the tower runs on.
    /// - Throws: `CheckpointError`, `OneDNNError`.
    init(
        _ weights: Weights, _ configuration: ModifiedResNetConfiguration,
        _ arrangement: FeatureMap.Arrangement? = nil, on engine: Engine
    ) throws {
        self.engine = engine
        let width = configuration.width
        // All other channel counts are multiples of these.
        let arrangement = arrangement ?? .fastest(channels: [width / 2, width], on: engine)
        self.arrangement = arrangement
        stem = [
            try Convolution(
                weights, 1, in: 3, out: width / 2, kernel: 3, stride: 2,
                activation: .relu, output: arrangement, on: engine
            ),
            try Convolution(
                weights, 2, in: width / 2, out: width / 2, kernel: 3, activation: .relu,
                output: arrangement, on: engine
            ),
            try Convolution(
                weights, 3, in: width / 2, out: width, kernel: 3, activation: .relu,
                output: arrangement, on: engine
            ),
        ]
        stemPool = AveragePool(kernel: 2, stride: 2, on: engine)
        var channels = width
        var stages: [[Bottleneck]] = []
        for (stage, count) in configuration.layers.enumerated() {
            let planes = width << stage
            stages.append(
                try (0..<count).map { number in
                    defer { channels = planes * Bottleneck.expansion }
                    return try Bottleneck(
                        weights.scope("layer\(stage + 1).\(number)"), in: channels, planes: planes,
                        stride: stage > 0 && number == 0 ? 2 : 1, output: arrangement, on: engine
                    )
                }
            )
        }
        self.stages = stages
        channelsLast = Rearrangement(to: .channelsLast, on: engine)
        pool = try AttentionPool(weights.scope("attnpool"), configuration, on: engine)
    }

    /// Pictures that go through the convolutions together.
    ///
    /// Measured with 1, 8 and 32: from 8 on each takes as long, and what Winograd's algorithm
    /// works on takes memory for each.
    private static let picturesAtOnce = 8

    func callAsFunction(_ pictures: [PixelTensor], recorder: Recorder?) throws -> Tensor {
        let starts = stride(from: 0, to: pictures.count, by: Self.picturesAtOnce)
        let parts = try starts.map { start in
            let group = pictures[start..<min(start + Self.picturesAtOnce, pictures.count)]
            return try embeddings(of: Array(group), recorder: recorder).values
        }
        let values = parts.flatMap { $0 }
        return Tensor(
            values, shape: [pictures.count, values.count / pictures.count], on: engine
        )  // [B, E]
    }

    private func embeddings(of pictures: [PixelTensor], recorder: Recorder?) throws -> Tensor {
        var hidden = FeatureMap(channelsFirst: Tensor(pictures, on: engine))  // [B, S, S, 3]
        if arrangement == .channelsLast { hidden = try channelsLast(hidden) }
        for convolution in stem {
            hidden = try convolution(hidden)
        }
        hidden = try stemPool(hidden)  // [B, S/4, S/4, W]
        try recorder?("stem", channelsLast(hidden).tensor)
        for (number, stage) in stages.enumerated() {
            for block in stage {
                hidden = try block(hidden)
            }
            try recorder?("stage \(number + 1)", channelsLast(hidden).tensor)
        }
        let embedding = try pool(channelsLast(hidden).tensor)  // [B, E]
        recorder?("embedding", embedding)
        return embedding
    }
}

/// Three convolutions with a shortcut; a stride is an average pool behind the second.
private struct Bottleneck {
    /// Channels leaving a block per channel inside it.
    static let expansion = 4

    private let reduce: Convolution  // 1×1
    private let filter: Convolution  // 3×3
    private let expand: Convolution  // 1×1, followed by the shortcut and ReLU
    private let shortcut: Convolution?  // 1×1 where the shapes differ
    private let pool: AveragePool?

    init(
        _ weights: Weights, in channels: Int, planes: Int, stride: Int,
        output: FeatureMap.Arrangement, on engine: Engine
    ) throws {
        let out = planes * Self.expansion
        reduce = try Convolution(
            weights, 1, in: channels, out: planes, kernel: 1, activation: .relu, output: output,
            on: engine
        )
        filter = try Convolution(
            weights, 2, in: planes, out: planes, kernel: 3, activation: .relu, output: output,
            on: engine
        )
        expand = try Convolution(
            weights, 3, in: planes, out: out, kernel: 1, activation: .relu, output: output,
            on: engine
        )
        pool = stride > 1 ? AveragePool(kernel: stride, stride: stride, on: engine) : nil
        let changesShape = stride > 1 || channels != out
        shortcut =
            changesShape
            ? try Convolution(
                convolution: weights.scope("downsample.0"), norm: weights.scope("downsample.1"),
                in: channels, out: out, kernel: 1, output: output, on: engine
            ) : nil
    }

    func callAsFunction(_ input: FeatureMap) throws -> FeatureMap {
        var hidden = try filter(reduce(input))
        var residual = input
        if let pool {
            hidden = try pool(hidden)
            residual = try pool(residual)
        }
        if let shortcut {
            residual = try shortcut(residual)
        }
        try expand(hidden, addingTo: &residual)
        return residual
    }
}

/// The mean of all positions asks, all positions and the mean answer.
private struct AttentionPool {
    private let positions: Tensor  // [P + 1, D]
    private let queries: Linear  // [D, D]
    private let keys: Linear  // [D, D]
    private let values: Linear  // [D, D]
    private let attend: Attention
    private let output: Linear  // [E, D]
    private let hiddenSize: Int

    init(
        _ weights: Weights, _ configuration: ModifiedResNetConfiguration, on engine: Engine
    ) throws {
        let (d, e) = (configuration.hiddenSize, configuration.embeddingDimension)
        let side = configuration.imageSize / 32
        let tokens = side * side + 1
        hiddenSize = d
        positions = try weights.tensor("positional_embedding", [tokens, d])
        queries = try Linear(weights.scope("q_proj"), outputs: d, inputs: d, on: engine)
        keys = try Linear(weights.scope("k_proj"), outputs: d, inputs: d, on: engine)
        values = try Linear(weights.scope("v_proj"), outputs: d, inputs: d, on: engine)
        attend = Attention(
            heads: configuration.heads, headSize: d / configuration.heads, on: engine
        )
        output = try Linear(weights.scope("c_proj"), outputs: e, inputs: d, on: engine)
    }

    func callAsFunction(_ features: Tensor) throws -> Tensor {
        let (b, d) = (features.shape[0], hiddenSize)
        let places = features.shape[1] * features.shape[2]
        let tokens = features.reshaped([b, places, d])
        let mean = tokens.meanOverTokens().reshaped([b, 1, d])
        var hidden = mean.appendingTokens(tokens)  // [B, P + 1, D]
        hidden.addToEveryItem(positions)
        let asking = hidden.selectingRows(Array(repeating: 0, count: b)).reshaped([b, 1, d])
        let attended = try attend(
            queries: queries(asking).allColumns,
            keys: keys(hidden).allColumns,
            values: values(hidden).allColumns,
            mask: .none
        )  // [B, 1, D]
        return try output(attended.reshaped([b, d]))
    }
}

extension Convolution {
    /// `conv<number>` of a block with the batch norm `bn<number>` folded in.
    fileprivate convenience init(
        _ weights: Weights, _ number: Int, in channels: Int, out: Int, kernel: Int,
        stride: Int = 1, activation: Activation, output: FeatureMap.Arrangement,
        on engine: Engine
    ) throws {
        try self.init(
            convolution: weights.scope("conv\(number)"), norm: weights.scope("bn\(number)"),
            in: channels, out: out, kernel: kernel, stride: stride, activation: activation,
            output: output, on: engine
        )
    }

    /// A convolution that keeps the size (but for its stride), its batch norm folded in.
    fileprivate convenience init(
        convolution: Weights, norm: Weights, in channels: Int, out: Int, kernel: Int,
        stride: Int = 1, activation: Activation? = nil, output: FeatureMap.Arrangement,
        on engine: Engine
    ) throws {
        let batchNorm = BatchNorm(
            gain: try norm.floats("weight", [out]),
            bias: try norm.floats("bias", [out]),
            mean: try norm.floats("running_mean", [out]),
            variance: try norm.floats("running_var", [out]),
            epsilon: 1e-5
        )
        let shape = [out, channels, kernel, kernel]
        try self.init(
            ConvolutionWeights(try convolution.floats("weight", shape), shape: Shape(shape))
                .folding(batchNorm),
            stride: stride, padding: kernel / 2, activation: activation, output: output, on: engine
        )
    }
}
