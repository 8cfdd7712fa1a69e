package import Foundation

/// The weight files of one checkpoint, of any supported format, and which of them holds each tensor.
package struct WeightFiles: Sendable {
    /// The files, each with its tensors and their types.
    package let files: [any TensorFile]
    private let fileOfTensor: [String: Int]
    /// The file that was opened, or the index of shards; it is named when a tensor is in none.
    package let path: String

    /// Opens `names` in order of preference: the first that exists, alone or as the index of shards.
    ///
    /// A name that ends in `.index.json` is Hugging Face's list of shards. With `orOnlyOne`, a
    /// folder with none of the names and a single weight file of any name has that one opened.
    ///
    /// - Throws: `CheckpointError`.
    package init(folder: URL, anyOf names: [String], orOnlyOne: Bool = false) throws {
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
        if orOnlyOne, let name = try Self.onlyWeightFile(in: folder) {
            try self.init(file: folder.appending(path: name))
            return
        }
        throw CheckpointError.missingFile(
            folder: folder.path(percentEncoded: false), anyOf: names, purpose: "weights"
        )
    }

    private init(file: URL) throws {
        let weights = try Self.open(file.path(percentEncoded: false))
        files = [weights]
        fileOfTensor = weights.entries.mapValues { _ in 0 }
        path = weights.path
    }

    private init(index: URL) throws {
        let map = try ConfigurationObject(file: index).object("weight_map")
        let folder = index.deletingLastPathComponent()
        var shards: [String: Int] = [:]
        var files: [any TensorFile] = []
        var fileOfTensor: [String: Int] = [:]
        for tensor in map.keys {
            let shard = try map.string(tensor)
            // A shard lies beside its index; anything else could point anywhere on the disk.
            guard !shard.contains("/"), Self.suffixes.contains(where: shard.hasSuffix) else {
                throw map.wrong(tensor, .string(shard), expected: "the name of a shard")
            }
            if shards[shard] == nil {
                let url = folder.appending(path: shard)
                shards[shard] = files.count
                files.append(try Self.open(url.path(percentEncoded: false)))
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
    ) throws -> (file: any TensorFile, entry: TensorEntry) {
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

    /// The names of all files that were opened, and of the index that lists them.
    package var fileNames: Set<String> {
        Set((files.map(\.path) + [path]).map { URL(filePath: $0).lastPathComponent })
    }

    private static func onlyWeightFile(in folder: URL) throws -> String? {
        let names = try FileManager.default
            .contentsOfDirectory(atPath: folder.path(percentEncoded: false))
            .filter { name in suffixes.contains(where: name.hasSuffix) }
        return names.count == 1 ? names[0] : nil
    }

    /// How the names of weight files end.
    private static let suffixes = [".safetensors", ".bin", ".pt", ".pth"]
}
