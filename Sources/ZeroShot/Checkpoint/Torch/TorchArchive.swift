/// A file that `torch.save` wrote: a zip file of a pickle and of the storages it refers to.
///
/// The pickle is read as data (`PickleReader`), never run. What counts is the state dict in it:
/// the pickle itself, or its `state_dict`, or the tensors of a TorchScript archive's modules.
/// Source: `_save` and `_load` in torch's `serialization.py`.
package struct TorchArchive: TensorFile {
    package let entries: [String: TensorEntry]
    package let mapping: MappedFile

    /// Large pickles hold training data, not tensors' places; this is far above bigG's.
    private static let maximumPickleBytes = 64 << 20

    /// Maps the file and reads its pickle.
    ///
    /// - Throws: `CheckpointError`.
    package init(path: String) throws {
        try self.init(MappedFile(path: path))
    }

    /// Reads the pickle of a mapped file.
    ///
    /// - Throws: `CheckpointError.malformedTorchArchive`.
    init(_ mapping: MappedFile) throws {
        self.mapping = mapping
        do {
            entries = try Self.entries(of: mapping)
        } catch let problem as TorchArchiveProblem {
            throw CheckpointError.malformedTorchArchive(file: mapping.path, problem: problem)
        }
    }

    private static func entries(of file: MappedFile) throws -> [String: TensorEntry] {
        let directory = try ZipDirectory(of: file)
        // All entries lie in one folder, which is called as the file was when it was saved.
        let pickles = directory.names.filter {
            $0.hasSuffix("/data.pkl") && $0.count { $0 == "/" } == 1
        }
        guard pickles.count == 1, let program = try directory.data(of: pickles[0]) else {
            throw TorchArchiveProblem.noPickle
        }
        let folder = pickles[0].dropLast("data.pkl".count)
        if let range = try directory.data(of: folder + "byteorder") {
            let order = String(decoding: file.bytes(range.prefix(16)), as: UTF8.self)
            guard order == "little" else { throw TorchArchiveProblem.byteOrder(order) }
        }
        guard program.count <= maximumPickleBytes else {
            throw TorchArchiveProblem.largePickle(bytes: program.count, limit: maximumPickleBytes)
        }
        let pickle = try PickleReader(file.bytes(program))
        var entries: [String: TensorEntry] = [:]
        for (name, tensor) in try TorchStateDictionary(pickle).tensors {
            let storageName = folder + "data/" + tensor.storage.key
            guard let storage = try directory.data(of: storageName) else {
                throw TorchArchiveProblem.missingEntry(storageName, tensor: name)
            }
            entries[name] = try entry(name, tensor, storage: storage)
        }
        return entries
    }

    /// The tensor's place, once its view is known to lie in its storage.
    private static func entry(
        _ name: String, _ tensor: TorchTensor, storage: Range<Int>
    ) throws -> TensorEntry {
        let storedSize = tensor.storage.elementType?.size ?? 1
        let (expected, overflow) = tensor.storage.count.multipliedReportingOverflow(by: storedSize)
        guard !overflow, expected == storage.count else {
            throw TorchArchiveProblem.storageSize(
                tensor: name, bytes: storage.count, elements: tensor.storage.count
            )
        }
        let elements = storage.count / tensor.elementType.size
        guard let count = elementCount(tensor), let last = lastElement(tensor, count),
            last < elements, count <= max(elements, maximumRepeatedElements)
        else {
            throw TorchArchiveProblem.view(
                tensor: name, shape: tensor.shape, strides: tensor.strides, offset: tensor.offset,
                elements: elements
            )
        }
        return TensorEntry(
            elementType: tensor.elementType, shape: tensor.shape, strides: tensor.strides,
            offset: storage.lowerBound + (count > 0 ? tensor.offset * tensor.elementType.size : 0)
        )
    }

    /// An expanded tensor repeats its storage; more than this no small constant needs, and a few
    /// bytes must not ask for gigabytes.
    private static let maximumRepeatedElements = 1 << 20

    /// The product of the shape; nil when that is no shape.
    private static func elementCount(_ tensor: TorchTensor) -> Int? {
        guard tensor.shape.allSatisfy({ $0 >= 0 }) else { return nil }
        guard !tensor.shape.contains(0) else { return 0 }
        var count = 1
        for size in tensor.shape {
            let (product, overflow) = count.multipliedReportingOverflow(by: size)
            guard !overflow else { return nil }
            count = product
        }
        return count
    }

    /// The highest index into the storage, -1 for an empty tensor; nil when it is none.
    private static func lastElement(_ tensor: TorchTensor, _ count: Int) -> Int? {
        guard tensor.shape.count == tensor.strides.count, tensor.offset >= 0,
            tensor.strides.allSatisfy({ $0 >= 0 })
        else { return nil }
        guard count > 0 else { return -1 }
        var last = tensor.offset
        for (size, stride) in zip(tensor.shape, tensor.strides) {
            let (distance, far) = stride.multipliedReportingOverflow(by: size - 1)
            let (sum, farther) = last.addingReportingOverflow(distance)
            guard !far, !farther else { return nil }
            last = sum
        }
        return last
    }
}
