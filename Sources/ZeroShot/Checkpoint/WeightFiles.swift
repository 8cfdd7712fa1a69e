package import Foundation

/// The safetensors files of one checkpoint and which of them holds each tensor.
package struct WeightFiles: Sendable {
    private let files: [SafetensorsFile]
    private let fileOfTensor: [String: Int]
    /// The file to name when a tensor is in none.
    let path: String

    /// Opens `names` in order of preference: the first that exists, alone or as the index of shards.
    ///
    /// A name that ends in `.index.json` is Hugging Face's list of shards.
    ///
    /// - Throws: `CheckpointError`.
    package init(folder: URL, anyOf names: [String]) throws {
        for name in names {
            let url = folder.appending(path: name)
            guard FileManager.default.fileExists(atPath: url.path(percentEncoded: false)) else {
                continue
            }
            if name.hasSuffix(".index.json") {
                try self.init(index: url)
            } else {
                try self.init(file: url)
            }
            return
        }
        throw CheckpointError.missingFile(
            folder: folder.path(percentEncoded: false), anyOf: names, purpose: "weights"
        )
    }

    private init(file: URL) throws {
        let weights = try SafetensorsFile(path: file.path(percentEncoded: false))
        files = [weights]
        fileOfTensor = weights.entries.mapValues { _ in 0 }
        path = weights.path
    }

    private init(index: URL) throws {
        let map = try ConfigurationObject(file: index).object("weight_map")
        let folder = index.deletingLastPathComponent()
        var shards: [String: Int] = [:]
        var files: [SafetensorsFile] = []
        var fileOfTensor: [String: Int] = [:]
        for tensor in map.keys {
            let shard = try map.string(tensor)
            // A shard lies beside its index; anything else could point anywhere on the disk.
            guard !shard.contains("/"), shard != "..", shard.hasSuffix(".safetensors") else {
                throw map.wrong(tensor, .string(shard), expected: "the name of a shard")
            }
            if shards[shard] == nil {
                let url = folder.appending(path: shard)
                shards[shard] = files.count
                files.append(try SafetensorsFile(path: url.path(percentEncoded: false)))
            }
            fileOfTensor[tensor] = shards[shard]
        }
        for (number, file) in files.enumerated() {
            for tensor in file.entries.keys where fileOfTensor[tensor] != number {
                throw CheckpointError.leftoverTensors(file: file.path, tensors: [tensor])
            }
        }
        self.files = files
        self.fileOfTensor = fileOfTensor
        path = index.path(percentEncoded: false)
    }

    /// The names of all tensors, in no order.
    var tensorNames: some Collection<String> { fileOfTensor.keys }

    /// The file and place of a tensor of exactly this shape.
    ///
    /// - Throws: `CheckpointError.missingTensor`, `.wrongShape`.
    func entry(
        _ name: String, shape: [Int]
    ) throws -> (file: SafetensorsFile, entry: SafetensorsFile.Entry) {
        guard let number = fileOfTensor[name], let entry = files[number].entries[name] else {
            throw CheckpointError.missingTensor(file: path, tensor: name, expected: shape)
        }
        guard entry.shape == shape else {
            throw CheckpointError.wrongShape(
                file: files[number].path, tensor: name, found: entry.shape, expected: shape
            )
        }
        return (files[number], entry)
    }

    /// The shape of a tensor; nil when no file holds it.
    func shape(of name: String) -> [Int]? {
        fileOfTensor[name].flatMap { files[$0].entries[name]?.shape }
    }

    /// The most frequent floating-point element type by elements, as stored.
    var storedElementType: ElementType {
        var elements: [ElementType: Int] = [:]
        for entry in files.flatMap(\.entries.values) {
            elements[entry.elementType, default: 0] += entry.count
        }
        return elements.max { $0.value < $1.value }?.key ?? .float32
    }
}
