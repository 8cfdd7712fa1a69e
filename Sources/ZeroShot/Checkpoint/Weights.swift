/// The tensors of one tower, each demanded by its key and the shape the configuration implies.
///
/// `scope` walks down the dotted path. What was demanded is remembered, so that
/// `requireAllUsed` can name what the tower has no use for.
package struct Weights {
    private let files: WeightFiles
    private let prefix: String
    private let demanded: DemandedNames

    private final class DemandedNames {
        var names: Set<String> = []
    }

    /// The root scope over `files`.
    package init(_ files: WeightFiles) {
        self.files = files
        prefix = ""
        demanded = DemandedNames()
    }

    private init(_ files: WeightFiles, prefix: String, demanded: DemandedNames) {
        self.files = files
        self.prefix = prefix
        self.demanded = demanded
    }

    /// The tensors below `name`.
    package func scope(_ name: String) -> Weights {
        Weights(files, prefix: prefix + name + ".", demanded: demanded)
    }

    /// The tensors below a path that may be empty, which is all.
    func scope(path: String) -> Weights {
        path.isEmpty ? self : scope(path)
    }

    /// The elements of a tensor as single precision, row-major.
    ///
    /// - Throws: `CheckpointError` when it is missing, has another shape, or its type no arithmetic.
    package func floats(_ key: String, _ shape: [Int]) throws -> [Float] {
        let (file, entry) = try entry(key, shape)
        return try file.floats(of: prefix + key, entry)
    }

    /// The elements of a tensor as single precision, row-major, for a layer to pack.
    ///
    /// - Throws: as for `floats`.
    func source(_ key: String, _ shape: [Int]) throws -> StoredFloats {
        let (file, entry) = try entry(key, shape)
        return try file.source(of: prefix + key, entry)
    }

    /// A `[rows, columns]` tensor whose rows are converted when they are asked for.
    ///
    /// - Throws: `CheckpointError` when it is missing or has another shape.
    package func table(_ key: String, rows: Int, columns: Int) throws -> WeightTable {
        let (file, entry) = try entry(key, [rows, columns])
        return WeightTable(
            file: file, name: prefix + key, entry: entry, rows: rows, columns: columns
        )
    }

    /// A single number, stored with the shape `[]` or `[1]`.
    ///
    /// - Throws: `CheckpointError` when it is missing or has another shape.
    package func scalar(_ key: String) throws -> Float {
        let isVector = files.shape(of: prefix + key) == [1]
        return try floats(key, isVector ? [1] : [])[0]
    }

    /// The error for a number that nothing can be computed with.
    func damaged(_ key: String, _ value: Float) -> CheckpointError {
        .unusableNumber(file: files.path, tensor: prefix + key, found: value.description)
    }

    /// Checks that every tensor that `belongs` to this tower was demanded.
    ///
    /// - Throws: `CheckpointError.leftoverTensors`.
    package func requireAllUsed(where belongs: (String) -> Bool) throws {
        let leftover = files.tensorNames.filter {
            belongs($0) && !demanded.names.contains($0) && !Self.isHarmless($0)
        }
        guard leftover.isEmpty else {
            throw CheckpointError.leftoverTensors(file: files.path, tensors: leftover.sorted())
        }
    }

    private func entry(
        _ key: String, _ shape: [Int]
    ) throws -> (file: any TensorFile, entry: TensorEntry) {
        demanded.names.insert(prefix + key)
        return try files.entry(prefix + key, shape: shape)
    }

    /// Tensors that old checkpoints carry and no forward pass reads.
    private static func isHarmless(_ name: String) -> Bool {
        // transformers before 4.31 stored the constant 0, 1, 2, ... beside each position table.
        name.hasSuffix("embeddings.position_ids")
            // Batch norm counts its training steps; inference does not read the counter.
            || name.hasSuffix(".num_batches_tracked")
            // OpenCLIP before 2.0 stored the constant causal mask.
            || name == "attn_mask"
            // Constants of OpenAI's own archives, which the configuration states as well.
            || ["input_resolution", "context_length", "vocab_size"].contains(name)
    }
}

/// A stored `[rows, columns]` table, of which few rows are needed: token embeddings.
package struct WeightTable: Sendable {
    fileprivate let file: any TensorFile
    fileprivate let name: String
    fileprivate let entry: TensorEntry
    package let rows: Int
    package let columns: Int

    /// The rows of the given indices, one after the other: `[indices.count, columns]`.
    ///
    /// - Throws: `CheckpointError.unsupportedElementType`.
    package func rows(_ indices: some Sequence<Int>) throws -> [Float] {
        var result: [Float] = []
        for row in indices {
            result += try file.floats(
                of: name, entry, elements: row * columns..<(row + 1) * columns
            )
        }
        return result
    }
}
