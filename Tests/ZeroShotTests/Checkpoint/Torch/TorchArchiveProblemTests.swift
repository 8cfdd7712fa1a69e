import Foundation
import Testing

@testable import ZeroShot

/// Archives whose pickle is sound and whose tensors, or what holds them, are not.
struct TorchArchiveProblemTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func open(_ zip: ZipWriter) throws -> TorchArchive {
        try folder.write(zip.bytes, to: "model.pt")
        return try TorchArchive(path: folder.path("model.pt"))
    }

    /// An archive of one tensor `w` in a storage of six floats.
    private func open(
        elements: Int = 6, offset: Int = 0, shape: [Int], strides: [Int], key: String = "0"
    ) throws -> TorchArchive {
        try open(
            ZipWriter.torchArchive(
                PickleWriter.program { pickle in
                    pickle.dictionary { state in
                        state.string("w")
                        state.tensor(
                            key: key, elements: elements, offset: offset, shape: shape,
                            strides: strides
                        )
                    }
                },
                storages: [("0", Self.sixFloats)]
            )
        )
    }

    private static let sixFloats = (0..<6).flatMap {
        SafetensorsWriter.bytes(of: Float($0).bitPattern)
    }

    private func problem(_ body: () throws -> TorchArchive) throws -> String {
        let prefix = "\(folder.path("model.pt")): cannot be used as a Torch archive: "
        let message = try #require(throws: CheckpointError.self) { try body() }.description
        #expect(message.hasPrefix(prefix))
        return String(message.dropFirst(prefix.count))
    }

    private func values(_ archive: TorchArchive) throws -> [Float] {
        try archive.floats(of: "w", try #require(archive.entries["w"]))
    }

    // MARK: - Views

    @Test func `a view reads what its strides say`() throws {
        #expect(try values(open(shape: [2, 3], strides: [1, 2])) == [0, 2, 4, 1, 3, 5])
        #expect(try values(open(offset: 5, shape: [], strides: [])) == [5])
        #expect(try values(open(offset: 1, shape: [2], strides: [4])) == [1, 5])
        #expect(try values(open(offset: 2, shape: [2, 2], strides: [0, 1])) == [2, 3, 2, 3])
        #expect(try values(open(offset: 9, shape: [0, 7], strides: [7, 1])) == [])
        // The stride of a side of one element means nothing.
        #expect(try values(open(shape: [1, 2], strides: [1 << 60, 3])) == [0, 3])
    }

    /// A view that leaves its storage, or is none.
    struct View: Sendable {
        let offset: Int
        let shape: [Int]
        let strides: [Int]

        static let outside = [
            View(offset: 6, shape: [], strides: []),
            View(offset: -1, shape: [1], strides: [1]),
            View(offset: 0, shape: [7], strides: [1]),
            View(offset: 1, shape: [6], strides: [1]),
            View(offset: 0, shape: [2], strides: [6]),
            View(offset: 0, shape: [2], strides: [-1]),
            View(offset: 5, shape: [2], strides: [-1]),
            View(offset: 0, shape: [-2], strides: [1]),
            View(offset: 0, shape: [2, 2], strides: [1]),
            View(offset: 0, shape: [2], strides: [.max]),
            View(offset: .max, shape: [2], strides: [.max]),
            View(offset: 0, shape: [.max, .max], strides: [1, 1]),
            View(offset: 0, shape: [1 << 32, 1 << 32], strides: [0, 0]),
            // A tensor of more elements than its storage may only be a small constant.
            View(offset: 0, shape: [(1 << 20) + 1], strides: [0]),
        ]
    }

    @Test(arguments: View.outside)
    func `a view that leaves its storage is refused`(view: View) throws {
        let problem = try problem {
            try open(offset: view.offset, shape: view.shape, strides: view.strides)
        }
        #expect(
            problem == """
                tensor 'w' of shape \(view.shape), strides \(view.strides) and offset \
                \(view.offset) does not fit its storage of 6 elements. Download the file again.
                """
        )
    }

    @Test(arguments: [5, 7, -6, 1 << 62])
    func `a storage of another size than its entry is refused`(elements: Int) throws {
        let problem = try problem { try open(elements: elements, shape: [1], strides: [1]) }
        #expect(
            problem == """
                the storage of tensor 'w' has 24 bytes, which are not the \(elements) elements \
                that its pickle says. Download the file again.
                """
        )
    }

    @Test(arguments: ["1", "../data/0", "0/../0", ""])
    func `a storage that is not in the archive is refused`(key: String) throws {
        let problem = try problem { try open(shape: [1], strides: [1], key: key) }
        #expect(
            problem == """
                the entry 'archive/data/\(key)' of tensor 'w' is missing. Download the file again.
                """
        )
    }

    @Test func `a compressed storage is refused by name`() throws {
        var zip = ZipWriter.torchArchive(Self.stateDict(["w"]), storages: [("0", Self.sixFloats)])
        zip.entries[2].method = 8
        #expect(try problem { try open(zip) }.hasPrefix("its entry 'archive/data/0' is compressed"))
    }

    // MARK: - The archive

    @Test func `big-endian numbers are refused`() throws {
        let zip = ZipWriter.torchArchive(
            Self.stateDict(["w"]), storages: [("0", Self.sixFloats)], byteOrder: "big"
        )
        #expect(
            try problem { try open(zip) } == """
                its numbers are in 'big' byte order, expected 'little'. Load it with torch.load in \
                Python and save it with safetensors.torch.save_file.
                """
        )
    }

    @Test func `an archive from before there was an entry for the byte order is little-endian`()
        throws
    {
        let zip = ZipWriter.torchArchive(
            Self.stateDict(["w"]), storages: [("0", Self.sixFloats)], byteOrder: nil
        )
        #expect(try values(open(zip)) == [0])
    }

    @Test func `a zip file of something else is refused`() throws {
        let other = ZipWriter(entries: [ZipWriter.Entry(name: "word/document.xml", data: [1])])
        let twice = ZipWriter(entries: [
            ZipWriter.Entry(name: "a/data.pkl", data: [1]),
            ZipWriter.Entry(name: "b/data.pkl", data: [1]),
        ])
        for zip in [other, twice] {
            #expect(
                try problem { try open(zip) } == """
                    it is a zip file without the data.pkl of a Torch archive. Use the file that \
                    torch.save wrote.
                    """
            )
        }
    }

    @Test func `a pickle that is too large is not read`() throws {
        let zip = ZipWriter.torchArchive([UInt8](repeating: 0x4E, count: (64 << 20) + 1))
        #expect(
            try problem { try open(zip) } == """
                its pickle has 67108865 bytes; the limit is 67108864, far above what tensors need. \
                Load it with torch.load in Python and save it with safetensors.torch.save_file.
                """
        )
    }

    // MARK: - Where the tensors are

    /// A state dict of tensors with these names, each the first float of storage 0.
    private static func stateDict(_ names: [String]) -> [UInt8] {
        PickleWriter.program { tensors(names, in: &$0) }
    }

    private static func tensors(_ names: [String], in pickle: inout PickleWriter) {
        pickle.dictionary { state in
            for name in names {
                state.string(name)
                state.tensor(elements: 6, shape: [1], strides: [1])
            }
        }
    }

    private func names(_ program: [UInt8]) throws -> [String] {
        try open(ZipWriter.torchArchive(program, storages: [("0", Self.sixFloats)]))
            .entries.keys.sorted()
    }

    @Test func `the wrapper's name is stripped when every key has it`() throws {
        #expect(try names(Self.stateDict(["module.a", "module.b.c"])) == ["a", "b.c"])
        #expect(try names(Self.stateDict(["module.a", "b"])) == ["b", "module.a"])
        #expect(try names(Self.stateDict(["module.module.a"])) == ["module.a"])
        #expect(try names(Self.stateDict(["module."])) == ["module."])
    }

    @Test func `the model's state dict wins over what lies beside it`() throws {
        let program = PickleWriter.program { pickle in
            pickle.dictionary { checkpoint in
                checkpoint.string("beside")
                checkpoint.tensor(elements: 6, shape: [1], strides: [1])
                checkpoint.string("state_dict")
                Self.tensors(["inside"], in: &checkpoint)
                // A tensor that nobody needs may be anything.
                checkpoint.string("broken")
                checkpoint.tensor(key: "absent", elements: 1, offset: -1, shape: [9], strides: [])
            }
        }
        #expect(try names(program) == ["inside"])
    }

    @Test func `what is no tensor is none of the model's, and the last of two equal keys counts`()
        throws
    {
        let program = PickleWriter.program { pickle in
            pickle.dictionary { state in
                for name in ["a", "b", "a"] {
                    state.string(name)
                    state.tensor(elements: 6, shape: [name == "b" ? 2 : 1], strides: [1])
                }
                state.string("b")
                state.op(.none)
                state.integer(7)
                state.tensor(elements: 6, shape: [1], strides: [1])
            }
        }
        #expect(try names(program) == ["a"])
    }

    @Test func `a file without named tensors says what it has`() throws {
        let keys = ["model", "optimizer", "a", "b", "c", "d"]
        let program = PickleWriter.program { pickle in
            pickle.dictionary { state in
                for key in keys {
                    state.string(key)
                    Self.tensors(["w"], in: &state)
                }
            }
        }
        #expect(
            try problem { try open(ZipWriter.torchArchive(program)) } == """
                it holds no tensors by name, neither at its top nor under 'state_dict'; it has \
                'model', 'optimizer', 'a', 'b', 'c' and 1 more. Save the model's state_dict() alone.
                """
        )
    }

    @Test func `a view that is conjugate or negative is refused, as its values are others`()
        throws
    {
        let program = PickleWriter.program { pickle in
            pickle.global("torch._utils", "_rebuild_tensor_v2")
            pickle.tuple { arguments in
                arguments.tuple { id in
                    id.string("storage")
                    id.global("torch", "FloatStorage")
                    id.string("0")
                    id.string("cpu")
                    id.integer(6)
                }
                arguments.op(.binpersid)
                arguments.integer(0)
                arguments.integers([1])
                arguments.integers([1])
                arguments.op(.newfalse)
                arguments.orderedDictionary()
                arguments.dictionary { metadata in
                    metadata.string("neg")
                    metadata.op(.newtrue)
                }
            }
            pickle.op(.reduce)
        }
        #expect(
            try problem { try open(ZipWriter.torchArchive(program)) }
                .hasPrefix("the instruction REDUCE at byte")
        )
    }
}
