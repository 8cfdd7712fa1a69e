internal import OneDNN

/// The vision transformer of SigLIP 2 NaFlex: pictures keep their aspect ratio, so that each has
/// patches and positions of its own.
///
/// ```
/// patches ─ linear + positions resized to the picture ─ blocks ─ norm ─ attention pooling
/// ```
/// Shorter pictures of a batch are filled up with zeros that nothing attends to.
/// Source: `Siglip2VisionModel` in transformers.
struct NaFlexVision: ImageTower {
    /// The most patches that are computed together, filling included, unless one picture has more.
    ///
    /// It bounds memory: with 16,384 rows the widest intermediate of the largest tower, 6,144
    /// numbers a row, takes 400 MB. Products gain nothing from more rows.
    private static let rowsPerRound = 16_384

    private let configuration: NaFlexVisionConfiguration
    private let engine: Engine
    private let patchEmbedding: Linear  // [D, p·p·3]
    private let positions: PositionTable  // [S, S, D]
    private let trunk: SigLIPTrunk

    init(
        huggingFace weights: Weights, _ configuration: NaFlexVisionConfiguration,
        on engine: Engine
    ) throws {
        let (sizes, d) = (configuration.transformer, configuration.transformer.hiddenSize)
        let (p, s) = (configuration.patchSize, configuration.positionSide)
        self.configuration = configuration
        self.engine = engine

        let vision = weights.scope("vision_model")
        let embeddings = vision.scope("embeddings")
        patchEmbedding = try Linear(
            embeddings.scope("patch_embedding"), outputs: d, inputs: p * p * 3, on: engine
        )
        positions = PositionTable(
            try embeddings.floats("position_embedding.weight", [s * s, d]), side: s, width: d
        )
        trunk = try SigLIPTrunk(huggingFace: vision, sizes, on: engine)
    }

    /// The recorder is called once for each round of a batch that is too large for one.
    func callAsFunction(_ pictures: [PixelTensor], recorder: Recorder?) throws -> Tensor {
        let d = configuration.transformer.hiddenSize
        var embeddings: [Float] = []
        for round in rounds(of: pictures) {
            embeddings += try embed(round, recorder: recorder).values
        }
        return Tensor(embeddings, shape: [pictures.count, d], on: engine)  // [B, D]
    }

    /// Pictures in the order given, cut where another one would be too much.
    private func rounds(of pictures: [PixelTensor]) -> [ArraySlice<PixelTensor>] {
        var rounds: [ArraySlice<PixelTensor>] = []
        var start = 0
        var longest = 0
        for (index, picture) in pictures.enumerated() {
            let length = max(longest, grid(of: picture).count)
            if index > start && length * (index + 1 - start) > Self.rowsPerRound {
                rounds.append(pictures[start..<index])
                (start, longest) = (index, grid(of: picture).count)
            } else {
                longest = length
            }
        }
        return rounds + [pictures[start...]]
    }

    private func embed(
        _ pictures: ArraySlice<PixelTensor>, recorder: Recorder?
    ) throws -> Tensor {
        let grids = pictures.map(grid)
        let (b, d) = (grids.count, configuration.transformer.hiddenSize)
        let length = grids.map(\.count).max() ?? 0  // P
        let patches = unfolded(pictures, to: length)  // [B, P, p·p·3]
        let embedded = try patchEmbedding(patches)  // [B, P, D]
        recorder?("patch embedding", embedded)
        // As one item, since every picture has positions of its own.
        var hidden = embedded.reshaped([1, b * length, d])
        hidden.addToEveryItem(positionRows(of: grids, to: length))
        hidden = hidden.reshaped([b, length, d])
        recorder?("embeddings", hidden)
        return try trunk(hidden, mask: .visibleKeys(grids.map(\.count)), recorder: recorder)
    }

    /// Every patch as one row, zeros behind a picture's last: `[B, P, p·p·3]`.
    ///
    /// Inside a patch the order is row, column, channel, that of the stored weights.
    private func unfolded(_ pictures: ArraySlice<PixelTensor>, to length: Int) -> Tensor {
        let side = configuration.patchSize
        let size = side * side * 3
        var result = Tensor(zeros: [pictures.count, length, size], on: engine)
        result.withMutableSpan { patches in
            for (item, picture) in pictures.enumerated() {
                let grid = grid(of: picture)
                let pixels = picture.values.span
                for y in 0..<picture.height {
                    let row = (item * length + y / side * grid.columns) * size + y % side * side * 3
                    for x in 0..<picture.width {
                        let place = row + x / side * size + x % side * 3
                        for channel in 0..<3 {
                            patches[place + channel] =
                                pixels[(channel * picture.height + y) * picture.width + x]
                        }
                    }
                }
            }
        }
        return result
    }

    /// The positions of every picture's patches, zeros behind the last: `[B * P, D]`.
    private func positionRows(of grids: [PatchGrid], to length: Int) -> Tensor {
        let d = configuration.transformer.hiddenSize
        var known: [PatchGrid: [Float]] = [:]
        var rows: [Float] = []
        rows.reserveCapacity(grids.count * length * d)
        for grid in grids {
            let resized = known[grid] ?? positions.resized(to: grid)
            known[grid] = resized
            rows += resized
            rows += repeatElement(0, count: (length - grid.count) * d)
        }
        return Tensor(rows, shape: [grids.count * length, d], on: engine)
    }

    /// The patches of a picture, whose sides are whole patches.
    private func grid(of picture: PixelTensor) -> PatchGrid {
        let side = configuration.patchSize
        precondition(
            picture.width.isMultiple(of: side) && picture.height.isMultiple(of: side),
            "\(picture.width)x\(picture.height) pixels are no whole patches of \(side)"
        )
        return PatchGrid(rows: picture.height / side, columns: picture.width / side)
    }
}
