/// Reads a pickle program as data.
///
/// The instructions that `torch.save` writes (protocols 2 to 5) are followed with a stack and a
/// memo, as Python follows them, but a name is only ever one of `TorchGlobal`'s and a call only
/// what `TorchGlobal` makes of it. Any other instruction or name ends the reading with an error
/// that says which; there is nothing here that could run it.
struct PickleReader {
    /// The value that the program leaves.
    let root: PickleValue
    /// What the value's numbers stand for.
    let heap: PickleHeap

    /// Bounds the memory that a small file can ask for, as no instruction makes more than one value.
    ///
    /// A training checkpoint of ViT-bigG (some 4,000 tensors with the optimizer's, 32 instructions
    /// each) takes a fifteenth of it.
    static let maximumInstructions = 1 << 21

    /// Follows the whole program.
    ///
    /// - Throws: `TorchArchiveProblem`.
    init(_ program: [UInt8]) throws {
        var machine = PickleMachine(program)
        root = try machine.run()
        heap = machine.heap
    }
}

/// The state of a program that is being read.
private struct PickleMachine {
    private var input: PickleInput
    private var stack: [PickleValue] = []
    /// Heights of the stack at the marks that are set.
    private var marks: [Int] = []
    private var memo: [Int: PickleValue] = [:]
    private(set) var heap = PickleHeap()
    /// The instruction being followed and where it stands, for messages.
    private var opcode = PickleOpcode.proto
    private var position = 0

    init(_ program: [UInt8]) {
        input = PickleInput(program)
    }

    mutating func run() throws -> PickleValue {
        for _ in 0..<PickleReader.maximumInstructions {
            position = input.position
            let byte = try input.byte()
            guard let next = PickleOpcode(rawValue: byte) else {
                throw TorchArchiveProblem.unknownInstruction(byte, at: position)
            }
            opcode = next
            if opcode == .stop {
                let root = try pop()
                guard stack.isEmpty, marks.isEmpty, input.isAtEnd else { throw misuse }
                return root
            }
            try follow()
        }
        throw TorchArchiveProblem.tooManyInstructions(limit: PickleReader.maximumInstructions)
    }

    private mutating func follow() throws {
        switch opcode {
        case .proto:
            let version = Int(try input.byte())
            guard (2...5).contains(version) else {
                throw TorchArchiveProblem.protocolVersion(version)
            }
        case .frame:
            // A hint for reading ahead; what it holds follows as if it were not there.
            try input.requireBytes(try input.integer(UInt64.self))
        case .none: stack.append(.none)
        case .newtrue: stack.append(.bool(true))
        case .newfalse: stack.append(.bool(false))
        case .binint: stack.append(.integer(Int(try input.integer(Int32.self))))
        case .binint1: stack.append(.integer(Int(try input.byte())))
        case .binint2: stack.append(.integer(Int(try input.integer(UInt16.self))))
        case .long1: stack.append(try longInteger())
        case .binfloat:
            let bits = try input.integer(UInt64.self).byteSwapped
            stack.append(.number(Double(bitPattern: bits)))
        case .shortBinunicode: try pushString(input.byte())
        case .binunicode: try pushString(input.integer(UInt32.self))
        case .binunicode8: try pushString(input.integer(UInt64.self))
        case .shortBinbytes: try pushBytes(input.byte())
        case .binbytes: try pushBytes(input.integer(UInt32.self))
        case .binbytes8, .bytearray8: try pushBytes(input.integer(UInt64.self))
        case .mark: marks.append(stack.count)
        case .emptyTuple: stack.append(heap.tuple([]))
        case .tuple1: try pushTuple(of: 1)
        case .tuple2: try pushTuple(of: 2)
        case .tuple3: try pushTuple(of: 3)
        case .tuple: stack.append(heap.tuple(try popToMark()))
        case .emptyList: stack.append(heap.emptyList())
        case .append: try append([try pop()])
        case .appends: try append(try popToMark())
        case .emptyDict: stack.append(heap.emptyDictionary())
        case .setitem:
            let value = try pop()
            try set([try pop(), value])
        case .setitems: try set(try popToMark())
        case .emptySet: stack.append(.opaque)
        case .additems:
            _ = try popToMark()
            guard case .opaque = try top() else { throw misuse }
        case .frozenset:
            _ = try popToMark()
            stack.append(.opaque)
        case .binput: memo[Int(try input.byte())] = try top()
        case .longBinput: memo[Int(try input.integer(UInt32.self))] = try top()
        case .memoize: memo[memo.count] = try top()
        case .binget: try recall(Int(try input.byte()))
        case .longBinget: try recall(Int(try input.integer(UInt32.self)))
        case .global: try pushGlobal(module: try input.line(), name: try input.line())
        case .stackGlobal:
            guard case .string(let name) = try pop(), case .string(let module) = try pop() else {
                throw misuse
            }
            try pushGlobal(module: module, name: name)
        case .binpersid: try pushStorage()
        case .reduce: try call()
        case .newobj: try makeObject()
        case .build: try build()
        case .stop, .pop, .popMark, .dup, .float, .int, .long, .persid, .string, .binstring,
            .shortBinstring, .unicode, .dict, .get, .inst, .list, .obj, .put, .ext1, .ext2, .ext4,
            .long4, .newobjEx, .nextBuffer, .readonlyBuffer:
            throw TorchArchiveProblem.refusedInstruction(opcode.name, at: position)
        }
    }
}

// MARK: - Stack

extension PickleMachine {
    /// The instruction does not fit what the program has put before it.
    private var misuse: TorchArchiveProblem {
        .misplacedInstruction(opcode.name, at: position)
    }

    /// Takes the top value, which must lie above the last mark.
    private mutating func pop() throws -> PickleValue {
        guard stack.count > marks.last ?? 0, let value = stack.popLast() else { throw misuse }
        return value
    }

    private func top() throws -> PickleValue {
        guard stack.count > marks.last ?? 0, let value = stack.last else { throw misuse }
        return value
    }

    private mutating func popToMark() throws -> [PickleValue] {
        guard let mark = marks.popLast() else { throw misuse }
        let items = Array(stack[mark...])
        stack.removeLast(items.count)
        return items
    }

    private mutating func recall(_ key: Int) throws {
        guard let value = memo[key] else { throw misuse }
        stack.append(value)
    }
}

// MARK: - Plain data

extension PickleMachine {
    /// An integer of any length; one that needs more than 64 bits is none that a tensor needs.
    private mutating func longInteger() throws -> PickleValue {
        let bytes = try input.bytes(input.byte())
        guard bytes.count <= 8, let last = bytes.last else {
            return bytes.isEmpty ? .integer(0) : .opaque
        }
        let sign = last < 0x80 ? 0 : -1
        return .integer(bytes.reversed().reduce(sign) { $0 << 8 | Int($1) })
    }

    private mutating func pushString(_ count: some BinaryInteger) throws {
        stack.append(.string(try input.text(count)))
    }

    private mutating func pushBytes(_ count: some BinaryInteger) throws {
        _ = try input.bytes(count)
        stack.append(.opaque)
    }

    private mutating func pushTuple(of count: Int) throws {
        guard stack.count - (marks.last ?? 0) >= count else { throw misuse }
        let items = Array(stack.suffix(count))
        stack.removeLast(count)
        stack.append(heap.tuple(items))
    }

    private mutating func append(_ items: [PickleValue]) throws {
        guard case .list(let number) = try top() else { throw misuse }
        heap.lists[number] += items
    }

    /// Keys and values alternate.
    private mutating func set(_ items: [PickleValue]) throws {
        guard case .dictionary(let number) = try top(), items.count.isMultiple(of: 2) else {
            throw misuse
        }
        for index in stride(from: 0, to: items.count, by: 2) {
            heap.dictionaries[number].append((items[index], items[index + 1]))
        }
    }
}

// MARK: - Names and what is made with them

extension PickleMachine {
    private mutating func pushGlobal(module: String, name: String) throws {
        guard let global = TorchGlobal(module: module, name: name) else {
            throw TorchArchiveProblem.refusedGlobal("\(module).\(name)", at: position)
        }
        stack.append(.global(global))
    }

    /// The one kind of persistent id that torch writes: `("storage", class, key, device, count)`.
    private mutating func pushStorage() throws {
        guard case .tuple(let number) = try pop() else { throw misuse }
        let id = heap.tuples[number]
        guard id.count == 5, case .string("storage") = id[0],
            case .global(.storage(let elementType)) = id[1], case .string(let key) = id[2],
            case .string = id[3], case .integer(let count) = id[4]
        else { throw misuse }
        stack.append(
            heap.storage(TorchStorage(key: key, elementType: elementType, count: count))
        )
    }

    /// A name applied to a tuple of arguments.
    private mutating func call() throws {
        guard case .tuple(let arguments) = try pop(), case .global(let global) = try pop(),
            let value = global.value(of: heap.tuples[arguments], in: &heap)
        else { throw misuse }
        stack.append(value)
    }

    /// An object without arguments, as TorchScript makes its modules.
    private mutating func makeObject() throws {
        guard case .tuple(let arguments) = try pop(), heap.tuples[arguments].isEmpty,
            case .global(.scriptClass) = try pop()
        else { throw misuse }
        stack.append(heap.module())
    }

    /// State for the object on top: a module's attributes, or what hangs beside a dictionary's
    /// entries (`_metadata` of a state dict), which no tensor depends on.
    private mutating func build() throws {
        let state = try pop()
        switch (try top(), state) {
        case (.module(let module), .dictionary(let attributes)):
            heap.modules[module] = attributes
        case (.dictionary, .dictionary):
            break
        default:
            throw misuse
        }
    }
}
