internal import Glibc

/// Memory straight from the system, in huge pages where it has them.
///
/// A tower's weights fill tens of thousands of ordinary pages, each of which costs a fault when it
/// is first written and a look-up when it is read. What nothing is written to costs no memory.
@safe
final class MemoryRegion {
    /// The size of a huge page on x86-64, and on Arm with pages of 4 KiB.
    static let hugePage = 2 << 20

    private let mapping: UnsafeMutableRawBufferPointer
    private let start: Int
    private var used = 0

    /// A region of at least `byteCount` bytes; nil when the system has no memory.
    init?(byteCount: Int) {
        // Room to begin on a huge page.
        let length = byteCount + Self.hugePage
        guard
            let address = unsafe mmap(
                nil, length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0),
            unsafe address != MAP_FAILED
        else { return nil }
        unsafe mapping = UnsafeMutableRawBufferPointer(start: address, count: length)
        let misalignment = Int(bitPattern: address) % Self.hugePage
        start = misalignment == 0 ? 0 : Self.hugePage - misalignment
        // A system without huge pages refuses the advice, which costs time only.
        unsafe madvise(address + start, length - start, MADV_HUGEPAGE)
    }

    deinit {
        unsafe munmap(mapping.baseAddress, mapping.count)
    }

    /// The next bytes that nobody has, aligned as asked; nil when too few are left.
    @unsafe
    func take(byteCount: Int, alignment: Int) -> UnsafeMutableRawPointer? {
        let offset = start + (used + alignment - 1) / alignment * alignment
        guard let base = unsafe mapping.baseAddress,
            unsafe offset + byteCount <= mapping.count
        else { return nil }
        used = offset - start + byteCount
        return unsafe base + offset
    }
}
