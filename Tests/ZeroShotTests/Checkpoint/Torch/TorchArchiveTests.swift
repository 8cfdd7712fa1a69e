import Foundation
import Testing

@testable import ZeroShot

/// Archives that torch wrote against the values that torch has for them.
struct TorchArchiveTests {
    private func archive(_ name: String) throws -> TorchArchive {
        try TorchArchive(path: TorchFixture.path(name))
    }

    private func twin(_ name: String) throws -> SafetensorsFile {
        try SafetensorsFile(path: TorchFixture.path(name))
    }

    /// Same names, shapes and types as `stored`, and the same bits as `floats`.
    private func expectEqual(
        _ file: any TensorFile, stored: SafetensorsFile, floats: SafetensorsFile
    ) throws {
        #expect(file.entries.keys.sorted() == stored.entries.keys.sorted())
        for (name, expected) in stored.entries {
            let entry = try #require(file.entries[name], "no tensor '\(name)'")
            #expect(entry.shape == expected.shape, "\(name)")
            #expect(entry.elementType == expected.elementType, "\(name)")
            #expect(try file.bits(name) == floats.bits(name), "\(name)")
        }
    }

    @Test(arguments: ["values-2.pt", "values-3.pt", "values-4.pt", "values-5.pt", "training.pt"])
    func `an archive holds torch's values, whatever the view and the protocol`(
        name: String
    ) throws {
        try expectEqual(
            try archive(name), stored: twin("values.safetensors"),
            floats: twin("floats.safetensors")
        )
    }

    @Test func `a safetensors file of all element types holds torch's values`() throws {
        let stored = try twin("values.safetensors")
        #expect(Set(stored.entries.values.map(\.elementType)).count == 10)
        try expectEqual(stored, stored: stored, floats: twin("floats.safetensors"))
    }

    @Test func `an index leads to the archives that are its shards`() throws {
        let files = try WeightFiles(
            folder: TorchFixture.url("values-2.pt").deletingLastPathComponent(),
            anyOf: ["pytorch_model.bin.index.json"]
        )
        let floats = try twin("floats.safetensors")
        #expect(files.files.count == 2)
        #expect(files.tensorNames.sorted() == floats.entries.keys.sorted())
        for (name, expected) in floats.entries {
            let found = try Weights(files).floats(name, expected.shape)
            #expect(try found.map(\.bitPattern) == floats.bits(name), "\(name)")
        }
    }

    @Test(arguments: ["script.pt", "traced.pt"])
    func `the tensors of a TorchScript archive are those of its state dict`(name: String) throws {
        let twin = try twin("script.safetensors")
        let archive = try archive(name)
        #expect(archive.entries.keys.sorted() == twin.entries.keys.sorted())
        for (tensor, expected) in twin.entries {
            #expect(archive.entries[tensor]?.shape == expected.shape)
            #expect(archive.entries[tensor]?.elementType == expected.elementType)
            #expect(try archive.bits(tensor) == twin.bits(tensor), "\(tensor)")
        }
    }

    @Test func `any part of a view is that part of the whole`() throws {
        let archive = try archive("values-2.pt")
        for (name, entry) in archive.entries {
            let whole = try archive.floats(of: name, entry)
            for begin in 0...entry.count {
                for end in begin...min(entry.count, begin + 40) {
                    #expect(
                        try archive.floats(of: name, entry, elements: begin..<end)
                            == Array(whole[begin..<end]),
                        "\(name) \(begin)..<\(end)"
                    )
                }
            }
        }
    }

    @Test func `a table of a transposed tensor gives its rows`() throws {
        let folder = try TorchFixture.url("values-2.pt").deletingLastPathComponent()
        let weights = Weights(try WeightFiles(folder: folder, anyOf: ["values-2.pt"]))
        let table = try weights.table("shared.transposed", rows: 7, columns: 5)
        let whole = try weights.floats("shared.transposed", [7, 5])
        #expect(try table.rows([6, 0]) == Array(whole[30..<35] + whole[0..<5]))
    }

    @Test func `a type without arithmetic is known, and refused when its values are asked for`()
        throws
    {
        let archive = try archive("types.pt")
        #expect(try archive.bits("float") == [Float(1).bitPattern])
        for (name, type) in ["half of a byte": "F8_E4M3", "unsigned": "U16"] {
            let error = try #require(throws: CheckpointError.self) { try archive.bits(name) }
            #expect(
                error.description == """
                    \(archive.path): tensor '\(name)' is stored as \(type); supported: F64, F32, \
                    F16, BF16, and the integers I64, I32, I16, I8, U8, BOOL. Convert the checkpoint \
                    to one of these.
                    """
            )
        }
    }

    @Test func `elements are counted by type`() throws {
        let counts = try twin("script.safetensors").elementCounts
        #expect(counts == [.float32: 20, .float16: 16, .int64: 1])
        #expect(try archive("script.pt").elementCounts == counts)
    }

    @Test func `a checkpoint embeds alike from an archive and from safetensors`() async throws {
        let folder = try TemporaryFolder()
        let stored = try ParityCase.folder("openclip-vit")
        try FileManager.default.copyItem(
            at: stored.appending(path: "open_clip_config.json"),
            to: folder.url.appending(path: "open_clip_config.json")
        )
        let path = stored.appending(path: "open_clip_model.safetensors")
        let weights = try SafetensorsFile(path: path.path(percentEncoded: false))
        try folder.write(transposedArchive(of: weights), to: "open_clip_pytorch_model.bin")

        let original = try ParityCase.checkpoint("openclip-vit")
        let converted = try Checkpoint(folder.url.path(percentEncoded: false))
        let tokenizer = try original.loadTokenizer()
        let tokens = try ParityCase.load("openclip-vit").prompts.map(tokenizer.encode)
        let pixels = try ReferenceTensors("openclip-vit").pictures()[0]
        let (first, second) = (
            DualEncoder(checkpoint: original), DualEncoder(checkpoint: converted)
        )
        let texts = try await (first.embed(texts: tokens), second.embed(texts: tokens))
        let images = try await (first.embed(images: [pixels]), second.embed(images: [pixels]))
        for prompt in tokens.indices { #expect(texts.0[prompt] == texts.1[prompt]) }
        #expect(images.0[0] == images.1[0])
        #expect(converted.scoring == original.scoring)
    }

    /// The same tensors as a training checkpoint of a wrapped model; matrices are stored
    /// transposed and viewed back, so that strides count.
    private func transposedArchive(of weights: SafetensorsFile) -> [UInt8] {
        var storages: [(key: String, data: [UInt8])] = []
        let program = PickleWriter.program { pickle in
            pickle.dictionary { checkpoint in
                checkpoint.string("epoch")
                checkpoint.integer(32)
                checkpoint.string("state_dict")
                checkpoint.dictionary { tensors in
                    for (name, entry) in weights.entries.sorted(by: { $0.key < $1.key }) {
                        let size = entry.elementType.size
                        let data = weights.mapping.bytes(
                            entry.offset..<entry.offset + entry.count * size
                        )
                        let key = String(storages.count)
                        tensors.string("module." + name)
                        let isMatrix = entry.shape.count == 2
                        let (rows, columns) = isMatrix ? (entry.shape[0], entry.shape[1]) : (0, 0)
                        tensors.tensor(
                            storage: entry.elementType == .float16 ? "HalfStorage" : "LongStorage",
                            key: key, elements: entry.count, shape: entry.shape,
                            strides: isMatrix ? [1, rows] : rowMajorStrides(entry.shape)
                        )
                        storages.append(
                            (
                                key,
                                isMatrix
                                    ? transposed(data, rows: rows, columns: columns, size: size)
                                    : data
                            )
                        )
                    }
                }
            }
        }
        return ZipWriter.torchArchive(program, storages: storages).bytes
    }

    private func rowMajorStrides(_ shape: [Int]) -> [Int] {
        shape.indices.map { shape[($0 + 1)...].reduce(1, *) }
    }

    private func transposed(_ data: [UInt8], rows: Int, columns: Int, size: Int) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(data.count)
        for column in 0..<columns {
            for row in 0..<rows {
                let begin = (row * columns + column) * size
                result += data[begin..<begin + size]
            }
        }
        return result
    }
}
