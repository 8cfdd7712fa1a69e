import Foundation
import Testing

@testable import ZeroShot

/// Pickles that would run something: nothing runs, and the error says what they asked for.
struct PickleAttackTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func message(_ program: [UInt8]) throws -> String {
        try folder.write(ZipWriter.torchArchive(program).bytes, to: "model.pt")
        return try #require(throws: CheckpointError.self) {
            try TorchArchive(path: folder.path("model.pt"))
        }.description
    }

    private var prefix: String {
        "\(folder.path("model.pt")): cannot be used as a Torch archive: "
    }

    private static let refusal = """
        Nothing in the file was run. If you trust it, load it in Python and save its tensors with \
        safetensors.torch.save_file.
        """

    /// A program that would make a file in Python, and what the message says of it.
    struct Attack: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let refused: String
        let body: @Sendable (_ pickle: inout PickleWriter, _ command: String) -> Void

        init(
            _ name: String, refused: String,
            _ body: @escaping @Sendable (inout PickleWriter, String) -> Void
        ) {
            testDescription = name
            self.refused = refused
            self.body = body
        }

        /// REDUCE of a name with the command as its argument.
        init(calling module: String, _ name: String) {
            let full = "\(module).\(name)"
            self.init(full, refused: "asks for '\(full)' at byte 2, which no state dict needs.") {
                pickle, command in
                pickle.global(module, name)
                pickle.string(command)
                pickle.op(.tuple1)
                pickle.op(.reduce)
            }
        }

        /// An instruction that takes its name from a table of the program that reads it.
        init(extension opcode: PickleOpcode, _ code: [UInt8]) {
            self.init(opcode.name, refused: "has the instruction \(opcode.name) at byte 2, which") {
                pickle, command in
                pickle.op(opcode, code)
                pickle.string(command)
                pickle.op(.tuple1)
                pickle.op(.reduce)
            }
        }

        static let all: [Attack] = [
            Attack(calling: "os", "system"),
            Attack(calling: "posix", "system"),
            Attack(calling: "builtins", "eval"),
            Attack(calling: "__builtin__", "exec"),
            Attack(calling: "builtins", "getattr"),
            Attack(calling: "torch", "load"),
            Attack(calling: "torch.storage", "_load_from_bytes"),
            Attack(calling: "torch._utils", "_rebuild_tensor_v2.__globals__"),
            Attack(calling: "numpy.core.multiarray", "_reconstruct"),
            Attack(calling: "__torch__x", "Model"),
            Attack(extension: .ext1, [7]),
            Attack(extension: .ext2, [7, 0]),
            Attack(extension: .ext4, [7, 0, 0, 0]),
            Attack("STACK_GLOBAL", refused: "asks for 'subprocess.check_call' at byte 32") {
                $0.string("subprocess")
                $0.string("check_call")
                $0.op(.stackGlobal)
                $0.string($1)
                $0.op(.tuple1)
                $0.op(.reduce)
            },
            Attack("STACK_GLOBAL of a dotted name", refused: "asks for 'torch.hub.os.system'") {
                $0.string("torch")
                $0.string("hub.os.system")
                $0.op(.stackGlobal)
                $0.string($1)
                $0.op(.tuple1)
                $0.op(.reduce)
            },
            Attack("INST", refused: "has the instruction INST at byte") {
                $0.op(.mark)
                $0.string($1)
                $0.op(.inst, Array("os\nsystem\n".utf8))
            },
            Attack("OBJ", refused: "asks for 'subprocess.Popen' at byte 3") {
                $0.op(.mark)
                $0.global("subprocess", "Popen")
                $0.string($1)
                $0.op(.obj)
            },
            Attack("OBJ of a known name", refused: "has the instruction OBJ at byte") {
                $0.op(.mark)
                $0.global("collections", "Counter")
                $0.string($1)
                $0.op(.obj)
            },
            Attack("NEWOBJ", refused: "asks for 'subprocess.Popen' at byte 2") {
                $0.global("subprocess", "Popen")
                $0.string($1)
                $0.op(.tuple1)
                $0.op(.newobj)
            },
            Attack("NEWOBJ_EX", refused: "has the instruction NEWOBJ_EX at byte") {
                $0.global("collections", "OrderedDict")
                $0.string($1)
                $0.op(.tuple1)
                $0.op(.emptyDict)
                $0.op(.newobjEx)
            },
            Attack("BUILD", refused: "the instruction BUILD at byte") {
                $0.op(.emptyList)
                $0.string($1)
                $0.op(.build)
            },
            Attack("a call beside the tensors", refused: "asks for 'os.system' at byte") {
                pickle, command in
                pickle.dictionary { checkpoint in
                    checkpoint.string("state_dict")
                    checkpoint.dictionary { state in
                        state.string("a")
                        state.tensor(elements: 1, shape: [1], strides: [1])
                    }
                    checkpoint.string("optimizer")
                    checkpoint.dictionary { optimizer in
                        optimizer.string("lr")
                        optimizer.global("os", "system")
                        optimizer.string(command)
                        optimizer.op(.tuple1)
                        optimizer.op(.reduce)
                    }
                }
            },
            Attack("a call of what was made", refused: "the instruction REDUCE at byte") {
                $0.op(.emptyDict)
                $0.string($1)
                $0.op(.tuple1)
                $0.op(.reduce)
            },
        ]
    }

    @Test(arguments: Attack.all)
    func `a program that would run something is refused by name and runs nothing`(
        attack: Attack
    ) throws {
        let marker = folder.path("it ran")
        let program = PickleWriter.program { attack.body(&$0, "touch '\(marker)'") }
        let message = try message(program)
        #expect(message.contains(attack.refused), "\(message)")
        #expect(message.hasPrefix(prefix), "\(message)")
        #expect(message.hasSuffix(Self.refusal), "\(message)")
        #expect(!FileManager.default.fileExists(atPath: marker))
    }

    @Test func `the whole sentence names the file, the name and the place`() throws {
        let program = PickleWriter.program { $0.global("os", "system") }
        #expect(
            try message(program)
                == prefix + """
                    its pickle asks for 'os.system' at byte 2, which no state dict needs. \
                    \(Self.refusal)
                    """
        )
    }

    @Test func `a name cannot write to the terminal, nor fill it`() throws {
        let hostile = PickleWriter.program {
            $0.global("\u{1B}[2J", String(repeating: "x", count: 1000))
        }
        let message = try message(hostile)
        #expect(message.contains("'\\u{1b}[2J.xxx"))
        #expect(message.contains("xxx...' at byte 2"))
        #expect(message.utf8.count < 700)
    }
}
