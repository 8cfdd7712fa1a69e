/// The named tensors of a pickle, found where OpenCLIP's loader finds them.
///
/// Source: `load_state_dict` in open_clip's `factory.py`; for a TorchScript archive
/// `ScriptModule.state_dict`.
struct TorchStateDictionary {
    /// The tensors by name; a value that is no tensor is none of a model's.
    let tensors: [String: TorchTensor]

    /// Finds the tensors.
    ///
    /// - Throws: `TorchArchiveProblem.noTensors`, `.deepModules`.
    init(_ pickle: PickleReader) throws {
        let heap = pickle.heap
        let found =
            switch pickle.root {
            case .module(let module): try Self.tensors(ofModule: module, heap)
            case .dictionary(let number): Self.tensors(ofDictionary: number, heap)
            default: [String: TorchTensor]()
            }
        guard !found.isEmpty else {
            throw TorchArchiveProblem.noTensors(keys: Self.keys(of: pickle.root, heap))
        }
        tensors = Self.withoutWrapperPrefix(found)
    }

    /// A training checkpoint keeps the model's tensors under `state_dict`, beside the optimizer's.
    private static func tensors(
        ofDictionary number: Int, _ heap: PickleHeap
    ) -> [String: TorchTensor] {
        let members = named(heap.dictionaries[number])
        if let (_, inner) = members.last(where: { $0.key == "state_dict" }),
            case .dictionary(let number) = inner
        {
            return tensors(in: named(heap.dictionaries[number]), heap)
        }
        return tensors(in: members, heap)
    }

    private static func tensors(
        in members: [(key: String, value: PickleValue)], _ heap: PickleHeap
    ) -> [String: TorchTensor] {
        var tensors: [String: TorchTensor] = [:]
        for (name, value) in members {
            // Of two equal keys the last one counts, whatever it holds.
            tensors[name] = nil
            if case .tensor(let number) = value { tensors[name] = heap.tensors[number] }
        }
        return tensors
    }

    /// The members that have a text as their key.
    private static func named(
        _ members: [(key: PickleValue, value: PickleValue)]
    ) -> [(key: String, value: PickleValue)] {
        var named: [(key: String, value: PickleValue)] = []
        for case (.string(let key), let value) in members { named.append((key, value)) }
        return named
    }

    /// Training on several devices wraps the model, and the wrapper's name is part of every key.
    private static func withoutWrapperPrefix(
        _ tensors: [String: TorchTensor]
    ) -> [String: TorchTensor] {
        let prefix = "module."
        guard tensors.keys.allSatisfy({ $0.hasPrefix(prefix) && $0 != prefix }) else {
            return tensors
        }
        return Dictionary(
            uniqueKeysWithValues: tensors.map { (String($0.dropFirst(prefix.count)), $1) }
        )
    }

    /// The keys of a dictionary that holds no tensors, for the message.
    private static func keys(of root: PickleValue, _ heap: PickleHeap) -> [String] {
        guard case .dictionary(let number) = root else { return [] }
        return named(heap.dictionaries[number]).map(\.key)
    }
}

// MARK: - TorchScript

extension TorchStateDictionary {
    /// A module tree is as deep as a program's nesting; a few modules that hold each other many
    /// times must not become endless names.
    private static let maximumDepth = 64
    private static let maximumMembers = 1 << 18
    private static let maximumPathBytes = 1 << 12

    /// The tensors of a module and of the modules in it, each named by its path.
    private static func tensors(
        ofModule root: Int, _ heap: PickleHeap
    ) throws -> [String: TorchTensor] {
        var tensors: [String: TorchTensor] = [:]
        var open = [(module: root, prefix: "", depth: 0)]
        var members = 0
        while let (module, prefix, depth) = open.popLast() {
            guard let attributes = heap.modules[module] else { continue }
            members += heap.dictionaries[attributes].count
            guard depth <= maximumDepth, members <= maximumMembers,
                prefix.utf8.count <= maximumPathBytes
            else { throw TorchArchiveProblem.deepModules }
            for (name, value) in named(heap.dictionaries[attributes]) {
                switch value {
                case .module(let inner): open.append((inner, prefix + name + ".", depth + 1))
                case .tensor(let number): tensors[prefix + name] = heap.tensors[number]
                default: break
                }
            }
        }
        return tensors
    }
}
