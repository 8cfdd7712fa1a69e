/// A file of named tensors: its directory is read and checked when it is opened, its elements
/// when they are asked for.
package protocol TensorFile: Sendable {
    /// Where every tensor lies, by name.
    var entries: [String: TensorEntry] { get }
    /// The file itself.
    var mapping: MappedFile { get }
}

extension TensorFile {
    package var path: String { mapping.path }

    /// The tensor's elements as single precision, row-major.
    ///
    /// - Throws: `CheckpointError.unsupportedElementType` for a type without arithmetic here.
    package func floats(of name: String, _ entry: TensorEntry) throws -> [Float] {
        defer { mapping.release(entry.bytes) }
        return try floats(of: name, entry, elements: 0..<entry.count)
    }

    /// The tensor's elements as single precision, row-major, to be packed.
    ///
    /// - Throws: `CheckpointError.unsupportedElementType` for a type without arithmetic here.
    func source(of name: String, _ entry: TensorEntry) throws -> StoredFloats {
        if let run = entry.onlyRun, let mapped = mapping.floatsInPlace(entry.elementType, run) {
            return StoredFloats(mapped)
        }
        return StoredFloats(try floats(of: name, entry))
    }

    /// Some consecutive elements of the tensor as single precision.
    ///
    /// - Throws: `CheckpointError.unsupportedElementType` for a type without arithmetic here.
    package func floats(
        of name: String, _ entry: TensorEntry, elements: Range<Int>
    ) throws -> [Float] {
        precondition(
            elements.lowerBound >= 0 && elements.upperBound <= entry.count,
            "elements \(elements) of '\(name)', which has \(entry.count)"
        )
        guard
            let floats = mapping.floats(
                entry.elementType, entry.runs(of: elements), count: elements.count
            )
        else {
            throw CheckpointError.unsupportedElementType(
                file: path, tensor: name, found: entry.elementType.rawValue
            )
        }
        return floats
    }

    /// Elements of all tensors by how they are stored; what two tensors share counts twice.
    package var elementCounts: [ElementType: Int] {
        entries.values.reduce(into: [:]) { counts, entry in
            counts[entry.elementType, default: 0] += entry.count
        }
    }
}
