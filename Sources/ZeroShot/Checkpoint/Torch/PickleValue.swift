/// What a pickle program leaves: plain data, and tensors as places in storages.
///
/// Containers and tensors are numbers in a `PickleHeap`, as many values may refer to one
/// container, or a container to itself.
enum PickleValue {
    case none
    case bool(Bool)
    case integer(Int)
    case number(Double)
    case string(String)
    case tuple(Int)
    case list(Int)
    case dictionary(Int)
    /// An object of a TorchScript class.
    case module(Int)
    case storage(Int)
    case tensor(Int)
    case global(TorchGlobal)
    /// Bytes, sets, devices and the like, which may stand beside tensors; their content is dropped.
    case opaque
}

/// The containers, storages and tensors that a pickle program makes.
///
/// Held by number and not by reference: a deep or a circular structure costs what it has in
/// elements, and is freed without recursion.
struct PickleHeap {
    var tuples: [[PickleValue]] = []
    var lists: [[PickleValue]] = []
    /// Keys and values in the order in which they were set; of two equal keys the last one counts.
    var dictionaries: [[(key: PickleValue, value: PickleValue)]] = []
    /// For each module the number of the dictionary that holds its attributes, once it is known.
    var modules: [Int?] = []
    var storages: [TorchStorage] = []
    var tensors: [TorchTensor] = []

    mutating func tuple(_ items: [PickleValue]) -> PickleValue {
        tuples.append(items)
        return .tuple(tuples.count - 1)
    }

    mutating func emptyList() -> PickleValue {
        lists.append([])
        return .list(lists.count - 1)
    }

    mutating func emptyDictionary() -> PickleValue {
        dictionaries.append([])
        return .dictionary(dictionaries.count - 1)
    }

    mutating func module() -> PickleValue {
        modules.append(nil)
        return .module(modules.count - 1)
    }

    mutating func storage(_ storage: TorchStorage) -> PickleValue {
        storages.append(storage)
        return .storage(storages.count - 1)
    }

    mutating func tensor(_ tensor: TorchTensor) -> PickleValue {
        tensors.append(tensor)
        return .tensor(tensors.count - 1)
    }

    /// The integers of a tuple of nothing else: a shape or strides.
    ///
    /// Torch has 64 at most; without a limit, many tensors could copy one long tuple.
    func integers(_ value: PickleValue) -> [Int]? {
        guard case .tuple(let number) = value, tuples[number].count <= 64 else { return nil }
        var integers: [Int] = []
        for case .integer(let integer) in tuples[number] { integers.append(integer) }
        return integers.count == tuples[number].count ? integers : nil
    }
}

/// The elements that tensors are views of: one entry of the archive.
struct TorchStorage {
    /// The entry's name below `data/`.
    let key: String
    /// Nil for a storage of bytes.
    let elementType: ElementType?
    /// Elements; of a storage of bytes, bytes.
    let count: Int
}

/// A view of a storage, as the pickle says; nothing is checked yet.
struct TorchTensor {
    let storage: TorchStorage
    let elementType: ElementType
    /// In elements, as are the strides.
    let offset: Int
    let shape: [Int]
    let strides: [Int]
}
