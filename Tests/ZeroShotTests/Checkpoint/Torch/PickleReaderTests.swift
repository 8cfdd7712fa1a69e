import Foundation
import Testing

@testable import ZeroShot

/// Pickles that torch did not write: broken ones, and ones that would fill memory.
struct PickleReaderTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func open(_ program: [UInt8]) throws -> TorchArchive {
        try folder.write(ZipWriter.torchArchive(program).bytes, to: "model.pt")
        return try TorchArchive(path: folder.path("model.pt"))
    }

    private func message(_ program: [UInt8]) throws -> String {
        try #require(throws: CheckpointError.self) { try open(program) }.description
    }

    /// The sentence for a problem of the file.
    private func sentence(_ problem: String) -> String {
        "\(folder.path("model.pt")): cannot be used as a Torch archive: \(problem)"
    }

    private static let refusal = """
        Nothing in the file was run. If you trust it, load it in Python and save its tensors with \
        safetensors.torch.save_file.
        """

    // MARK: - Programs that are not whole or not sensible

    struct Broken: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let program: [UInt8]
        let problem: String

        init(_ name: String, _ program: [UInt8], _ problem: String) {
            testDescription = name
            self.program = program
            self.problem = problem
        }

        /// A program that ends with an instruction which does not fit.
        init(
            _ name: String, misplaced: String, at position: Int,
            _ body: (inout PickleWriter) -> Void
        ) {
            self.init(
                name, PickleWriter.program(body),
                """
                the instruction \(misplaced) at byte \(position) of its pickle does not fit what \
                stands before it. \(refusal)
                """
            )
        }

        static let all: [Broken] = [
            Broken("empty", [], "its pickle ends early, after 0 bytes. Download the file again."),
            Broken(
                "a text longer than the file", [0x80, 2, 0x58, 0xFF, 0xFF, 0xFF, 0xFF, 0x61, 0x2E],
                "its pickle ends early, after 9 bytes. Download the file again."
            ),
            Broken(
                "a text of 2^64 - 1 bytes", [0x80, 4, 0x8D] + [UInt8](repeating: 0xFF, count: 8),
                "its pickle ends early, after 11 bytes. Download the file again."
            ),
            Broken(
                "a frame of 2^63 bytes", [0x80, 4, 0x95, 0, 0, 0, 0, 0, 0, 0, 0x80],
                "its pickle ends early, after 11 bytes. Download the file again."
            ),
            Broken(
                "a name without its end", [0x80, 2, 0x63, 0x6F, 0x73],
                "its pickle ends early, after 5 bytes. Download the file again."
            ),
            Broken(
                "a text that is no UTF-8", [0x80, 2, 0x58, 2, 0, 0, 0, 0xC3, 0x28, 0x2E],
                "the text at byte 7 of its pickle is not UTF-8. Download the file again."
            ),
            Broken(
                "an unknown instruction", [0x80, 2, 0xFF],
                "byte 2 of its pickle, 255, is no instruction. Download the file again."
            ),
            Broken(
                "protocol 1", [0x80, 1, 0x4E, 0x2E],
                """
                its pickle has protocol 1, expected 2 to 5. Load it with torch.load in Python and \
                save it with safetensors.torch.save_file.
                """
            ),
            Broken(
                "a huge integer", [0x80, 2, 0x8B, 0xFF, 0xFF, 0xFF, 0x7F],
                """
                its pickle has the instruction LONG4 at byte 2, which no state dict needs. \
                \(refusal)
                """
            ),
            Broken(
                "an instruction of protocol 0", [0x80, 2, 0x49, 0x31, 0x0A, 0x2E],
                """
                its pickle has the instruction INT at byte 2, which no state dict needs. \(refusal)
                """
            ),
            Broken(
                "a buffer from elsewhere", [0x80, 5, 0x97, 0x2E],
                """
                its pickle has the instruction NEXT_BUFFER at byte 2, which no state dict needs. \
                \(refusal)
                """
            ),
            Broken("nothing to stop with", misplaced: "STOP", at: 2) { _ in },
            Broken("more than one value", misplaced: "STOP", at: 4) {
                $0.op(.none)
                $0.op(.none)
            },
            Broken("a mark that stays", misplaced: "STOP", at: 4) {
                $0.op(.mark)
                $0.op(.none)
            },
            Broken("bytes after the end", misplaced: "STOP", at: 3) {
                $0.op(.none)
                $0.op(.stop)
            },
            Broken("no mark", misplaced: "TUPLE", at: 3) {
                $0.op(.none)
                $0.op(.tuple)
            },
            Broken("a tuple over a mark", misplaced: "TUPLE2", at: 5) {
                $0.op(.none)
                $0.op(.mark)
                $0.op(.none)
                $0.op(.tuple2)
            },
            Broken("an empty memo", misplaced: "BINGET", at: 2) { $0.op(.binget, [0]) },
            Broken("a memo of 2^32 - 1", misplaced: "LONG_BINGET", at: 2) {
                $0.op(.longBinget, [255, 255, 255, 255])
            },
            Broken("nothing to remember", misplaced: "MEMOIZE", at: 2) { $0.op(.memoize) },
            Broken("a key without a value", misplaced: "SETITEMS", at: 5) {
                $0.op(.emptyDict)
                $0.op(.mark)
                $0.op(.none)
                $0.op(.setitems)
            },
            Broken("an item of a list", misplaced: "SETITEM", at: 5) {
                $0.op(.emptyList)
                $0.op(.none)
                $0.op(.none)
                $0.op(.setitem)
            },
            Broken("a part of a tuple", misplaced: "APPEND", at: 4) {
                $0.op(.emptyTuple)
                $0.op(.none)
                $0.op(.append)
            },
            Broken("a member of a list", misplaced: "ADDITEMS", at: 4) {
                $0.op(.emptyList)
                $0.op(.mark)
                $0.op(.additems)
            },
            Broken("a name that is no text", misplaced: "STACK_GLOBAL", at: 4) {
                $0.op(.none)
                $0.op(.none)
                $0.op(.stackGlobal)
            },
            Broken("a storage that is no tuple", misplaced: "BINPERSID", at: 3) {
                $0.op(.none)
                $0.op(.binpersid)
            },
            Broken("an id of another kind", misplaced: "BINPERSID", at: 14) {
                $0.string("module")
                $0.op(.tuple1)
                $0.op(.binpersid)
            },
            Broken("an object of an ordered dictionary", misplaced: "NEWOBJ", at: 28) {
                $0.global("collections", "OrderedDict")
                $0.op(.emptyTuple)
                $0.op(.newobj)
            },
            Broken("a tensor of nothing", misplaced: "REDUCE", at: 36) {
                $0.global("torch._utils", "_rebuild_tensor_v2")
                $0.op(.emptyTuple)
                $0.op(.reduce)
            },
        ]
    }

    @Test(arguments: Broken.all)
    func `a program that makes no sense is refused, and the message says where`(
        broken: Broken
    ) throws {
        #expect(try message(broken.program) == sentence(broken.problem))
    }

    @Test func `a program cut anywhere is refused`() throws {
        let whole = PickleWriter.program { pickle in
            pickle.dictionary { state in
                state.string("a")
                state.tensor(elements: 1, shape: [1], strides: [1])
                state.string("n")
                state.op(.binfloat, [0x3F, 0xF0, 0, 0, 0, 0, 0, 0])
            }
        }
        for count in 0..<whole.count {
            #expect(throws: TorchArchiveProblem.programEnds(at: count)) {
                try PickleReader(Array(whole[..<count]))
            }
        }
        _ = try PickleReader(whole)
    }

    @Test func `integers of every width are those that Python reads`() throws {
        let program = PickleWriter.program { pickle in
            pickle.tuple { tuple in
                tuple.op(.binint1, [255])
                tuple.op(.binint2, [255, 255])
                tuple.op(.binint, [254, 255, 255, 255])
                tuple.op(.long1, [0])
                tuple.op(.long1, [1, 0xFF])
                tuple.op(.long1, [2, 0xFF, 0x00])
                tuple.op(.long1, [5, 0, 0, 0, 0, 0x80])
                tuple.op(.long1, [8, 0, 0, 0, 0, 0, 0, 0, 0x80])
                tuple.op(.long1, [8, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F])
            }
        }
        let pickle = try PickleReader(program)
        #expect(
            pickle.heap.integers(pickle.root)
                == [255, 65535, -2, 0, -1, 255, -549_755_813_888, .min, .max]
        )
        // More than 64 bits may stand beside tensors; no number is made of it.
        let wide = try PickleReader(
            PickleWriter.program { $0.op(.long1, [9, 0, 0, 0, 0, 0, 0, 0, 0, 1]) }
        )
        guard case .opaque = wide.root else {
            Issue.record("an integer of nine bytes is \(wide.root)")
            return
        }
    }

    // MARK: - Programs that would fill memory

    /// A small program for something large, which is read in no time as it shares all parts.
    @Test func `a billion tuples cost what their program costs`() throws {
        let program = PickleWriter.program { pickle in
            pickle.op(.emptyTuple)
            for _ in 0..<200 {
                pickle.op(.binput, [0])
                pickle.op(.binget, [0])
                pickle.op(.tuple2)
            }
        }
        #expect(try PickleReader(program).heap.tuples.count == 201)
        #expect(try message(program) == sentence(Self.noTensors("")))
    }

    @Test func `a list in a list in a list, as deep as it likes, is no stack overflow`() throws {
        let depth = 1_000_000
        let program = PickleWriter.program { pickle in
            pickle.raw(.init(repeating: PickleOpcode.emptyList.rawValue, count: depth))
            pickle.raw(.init(repeating: PickleOpcode.append.rawValue, count: depth - 1))
        }
        #expect(try PickleReader(program).heap.lists.count == depth)
    }

    @Test func `a list and a dictionary may hold themselves`() throws {
        let program = PickleWriter.program { pickle in
            pickle.dictionary { state in
                state.string("list")
                state.op(.emptyList)
                state.op(.binput, [0])
                state.op(.binget, [0])
                state.op(.append)
            }
            pickle.op(.binput, [1])
            pickle.string("state_dict")
            pickle.op(.binget, [1])
            pickle.op(.setitem)
        }
        #expect(
            try message(program) == sentence(Self.noTensors("; it has 'list', 'state_dict'"))
        )
    }

    @Test func `a shape of more sides than torch allows makes no tensor`() throws {
        let program = PickleWriter.program {
            let sides = [Int](repeating: 1, count: 65)
            $0.tensor(elements: 1, shape: sides, strides: sides)
        }
        #expect(try message(program).contains("the instruction REDUCE at byte"))
    }

    @Test func `modules that hold each other are not followed without end`() throws {
        let problem = "its TorchScript modules hold each other too often. \(Self.refusal)"
        let doubling = PickleWriter.program { Self.module(in: &$0, doubledBelow: 40) }
        #expect(try message(doubling) == sentence(problem))
        let circular = PickleWriter.program { pickle in
            pickle.global("__torch__", "M")
            pickle.op(.emptyTuple)
            pickle.op(.newobj)
            pickle.op(.binput, [0])
            pickle.dictionary { attributes in
                attributes.string("itself")
                attributes.op(.binget, [0])
            }
            pickle.op(.build)
        }
        #expect(try message(circular) == sentence(problem))
    }

    /// A module that holds another twice, which holds another twice, and so on.
    private static func module(in pickle: inout PickleWriter, doubledBelow levels: UInt8) {
        pickle.global("__torch__", "M")
        pickle.op(.emptyTuple)
        pickle.op(.newobj)
        pickle.dictionary { attributes in
            guard levels > 0 else { return }
            attributes.string("a")
            module(in: &attributes, doubledBelow: levels - 1)
            attributes.op(.binput, [levels])
            attributes.string("b")
            attributes.op(.binget, [levels])
        }
        pickle.op(.build)
    }

    @Test func `a program of endless instructions ends`() throws {
        let program =
            [PickleOpcode.mark.rawValue]
            + .init(repeating: PickleOpcode.none.rawValue, count: PickleReader.maximumInstructions)
        #expect(
            try message([0x80, 2] + program)
                == sentence(
                    """
                    its pickle has more than 2097152 instructions, far above what tensors need. \
                    \(Self.refusal)
                    """
                )
        )
    }

    private static func noTensors(_ keys: String) -> String {
        """
        it holds no tensors by name, neither at its top nor under 'state_dict'\(keys). Save the \
        model's state_dict() alone.
        """
    }
}
