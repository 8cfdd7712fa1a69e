/// The few Python names that a state dict needs; each is data here, and no Python is run.
///
/// Source: `_get_allowed_globals` in torch's `_weights_only_unpickler.py`, less what no state dict
/// of floats has (sparse, quantized, nested and subclassed tensors).
enum TorchGlobal: Equatable {
    /// `torch._utils._rebuild_tensor`, `_rebuild_tensor_v2`, `_rebuild_tensor_v3`.
    case rebuildTensor(version: Int)
    /// A function that gives its first argument back, as far as data goes.
    case firstArgument
    /// A storage's class; nil for bytes.
    case storage(ElementType?)
    /// A dtype that tensors here can have.
    case elementType(ElementType)
    case orderedDictionary
    /// A class of a TorchScript archive.
    case scriptClass
    /// What may stand beside tensors, and is dropped.
    case opaque

    /// Nil for every name that is not known.
    init?(module: String, name: String) {
        switch (module, name) {
        case ("torch._utils", "_rebuild_tensor"): self = .rebuildTensor(version: 1)
        case ("torch._utils", "_rebuild_tensor_v2"): self = .rebuildTensor(version: 2)
        case ("torch._utils", "_rebuild_tensor_v3"): self = .rebuildTensor(version: 3)
        case ("torch._utils", "_rebuild_parameter"),
            ("torch._utils", "_rebuild_parameter_with_state"),
            ("torch.jit._pickle", "build_intlist"), ("torch.jit._pickle", "build_doublelist"),
            ("torch.jit._pickle", "build_boollist"), ("torch.jit._pickle", "build_tensorlist"),
            ("torch.jit._pickle", "restore_type_tag"):
            self = .firstArgument
        case ("torch.storage", "UntypedStorage"): self = .storage(nil)
        case ("collections", "OrderedDict"): self = .orderedDictionary
        case ("collections", "Counter"), ("torch", "Size"), ("torch", "device"),
            ("_codecs", "encode"):
            self = .opaque
        // Python 2's name of the module stands in pickles of protocol 2.
        case ("builtins", "set"), ("builtins", "frozenset"), ("builtins", "complex"),
            ("builtins", "bytearray"), ("__builtin__", "set"), ("__builtin__", "frozenset"),
            ("__builtin__", "complex"), ("__builtin__", "bytearray"):
            self = .opaque
        case ("torch", _):
            if let type = Self.storageTypes[name] {
                self = .storage(type)
            } else if let type = Self.elementTypes[name] {
                self = .elementType(type)
            } else {
                return nil
            }
        default:
            guard module == "__torch__" || module.hasPrefix("__torch__.") else { return nil }
            self = .scriptClass
        }
    }

    private static let storageTypes: [String: ElementType] = [
        "DoubleStorage": .float64, "FloatStorage": .float32, "HalfStorage": .float16,
        "BFloat16Storage": .bfloat16, "LongStorage": .int64, "IntStorage": .int32,
        "ShortStorage": .int16, "CharStorage": .int8, "ByteStorage": .uint8, "BoolStorage": .bool,
    ]

    private static let elementTypes: [String: ElementType] = [
        "float64": .float64, "float32": .float32, "float16": .float16, "bfloat16": .bfloat16,
        "int64": .int64, "int32": .int32, "int16": .int16, "int8": .int8, "uint64": .uint64,
        "uint32": .uint32, "uint16": .uint16, "uint8": .uint8, "bool": .bool,
        "float8_e4m3fn": .float8E4M3, "float8_e5m2": .float8E5M2,
    ]
}

extension TorchGlobal {
    /// What a call of it with these arguments leaves; nil when the arguments do not fit.
    func value(of arguments: [PickleValue], in heap: inout PickleHeap) -> PickleValue? {
        switch self {
        case .rebuildTensor(let version):
            return Self.tensor(version: version, arguments, in: &heap)
        case .firstArgument:
            return arguments.first
        case .orderedDictionary:
            return arguments.isEmpty ? heap.emptyDictionary() : nil
        case .opaque:
            return .opaque
        case .storage, .elementType, .scriptClass:
            return nil
        }
    }

    /// Arguments: storage, offset, shape, strides; from version 2 whether it needs a gradient and
    /// its hooks, in version 3 the dtype; then perhaps metadata, of which none is known.
    private static func tensor(
        version: Int, _ arguments: [PickleValue], in heap: inout PickleHeap
    ) -> PickleValue? {
        let required = [1: 4, 2: 6, 3: 7][version] ?? 0
        guard arguments.count >= required, arguments.count <= required + (version == 1 ? 0 : 1),
            case .storage(let number) = arguments[0],
            case .integer(let offset) = arguments[1],
            let shape = heap.integers(arguments[2]),
            let strides = heap.integers(arguments[3])
        else { return nil }
        if arguments.count > required {
            // Flags that change the values: conjugate and negative views.
            guard case .dictionary(let metadata) = arguments[required],
                heap.dictionaries[metadata].isEmpty
            else { return nil }
        }
        let storage = heap.storages[number]
        var elementType = storage.elementType
        if version == 3 {
            guard case .global(.elementType(let type)) = arguments[6] else { return nil }
            elementType = type
        }
        guard let elementType else { return nil }
        return heap.tensor(
            TorchTensor(
                storage: storage, elementType: elementType, offset: offset, shape: shape,
                strides: strides
            )
        )
    }
}
