/// Recycles the buffers of tensors, so that a repeated forward pass allocates nothing.
///
/// A free buffer serves a request that it fits and fills at least by half: what lies unused stays
/// a small multiple of the largest use at one time, also when the shapes vary.
@safe
package final class Workspace {
    @safe
    private struct FreeBlock {
        let capacity: Int
        let address: UnsafeMutablePointer<Float>
    }

    /// Sorted by capacity.
    private var freeBlocks: [FreeBlock] = []

    /// How often memory was taken from the system; a steady forward pass leaves it unchanged.
    package private(set) var allocationCount = 0

    init() {}

    deinit {
        for block in freeBlocks {
            unsafe block.address.deallocate()
        }
    }

    /// A buffer for at least `count` values, which returns here when its last owner is gone.
    func buffer(count: Int) -> Buffer {
        let index = firstIndex(ofCapacity: count)
        if index < freeBlocks.endIndex && freeBlocks[index].capacity <= 2 * max(count, 1) {
            let block = freeBlocks.remove(at: index)
            return unsafe Buffer(block.address, capacity: block.capacity, workspace: self)
        }
        allocationCount += 1
        return Buffer(capacity: count, workspace: self)
    }

    fileprivate func takeBack(_ address: UnsafeMutablePointer<Float>, capacity: Int) {
        let block = unsafe FreeBlock(capacity: capacity, address: address)
        freeBlocks.insert(block, at: firstIndex(ofCapacity: capacity))
    }

    private func firstIndex(ofCapacity capacity: Int) -> Int {
        var low = 0
        var high = freeBlocks.count
        while low < high {
            let middle = (low + high) / 2
            if freeBlocks[middle].capacity < capacity {
                low = middle + 1
            } else {
                high = middle
            }
        }
        return low
    }
}

/// Owns the memory of one tensor, aligned for oneDNN's vector loads.
@safe
final class Buffer {
    /// A cache line, and the width of the widest vector register.
    private static let alignment = 64

    let address: UnsafeMutablePointer<Float>
    let capacity: Int
    private let workspace: Workspace?

    /// Takes memory from the system; its contents are not set.
    init(capacity: Int, workspace: Workspace?) {
        self.capacity = max(capacity, 1)
        self.workspace = workspace
        let memory = UnsafeMutableRawPointer.allocate(
            byteCount: self.capacity * MemoryLayout<Float>.stride, alignment: Self.alignment)
        unsafe address = memory.bindMemory(to: Float.self, capacity: self.capacity)
    }

    /// Owns memory that the workspace had free.
    fileprivate init(
        _ address: UnsafeMutablePointer<Float>, capacity: Int, workspace: Workspace
    ) {
        unsafe self.address = address
        self.capacity = capacity
        self.workspace = workspace
    }

    /// Memory of its own that holds a copy of the values.
    convenience init(copying values: [Float]) {
        self.init(capacity: values.count, workspace: nil)
        fill(from: values)
    }

    deinit {
        if let workspace {
            unsafe workspace.takeBack(address, capacity: capacity)
        } else {
            unsafe address.deallocate()
        }
    }

    /// An unset buffer of the same size from the same place.
    func sibling(count: Int) -> Buffer {
        workspace?.buffer(count: count) ?? Buffer(capacity: count, workspace: nil)
    }

    func fill(from values: [Float]) {
        precondition(values.count <= capacity, "\(values.count) values in a buffer of \(capacity)")
        unsafe values.withUnsafeBufferPointer { source in
            guard let start = source.baseAddress else { return }
            unsafe address.update(from: start, count: source.count)
        }
    }
}
