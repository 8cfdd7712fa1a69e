internal import Crypto
internal import Foundation

/// A file mapped read-only into memory for as long as this object lives.
///
/// All reading of weights ends here: ranges are checked against the file's size, and no pointer
/// leaves. `@unchecked Sendable`: the mapping is never written and its address never changes.
@safe
package final class MappedFile: @unchecked Sendable {
    package let path: String
    /// Bytes in the file.
    package let count: Int
    /// What the system said about the file when it was mapped.
    let state: FileState
    private let base: UnsafeRawBufferPointer

    /// Maps the file.
    ///
    /// - Throws: `CheckpointError.unreadable`.
    package init(path: String) throws {
        self.path = path
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Self.unreadable(path) }
        defer { close(descriptor) }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else { throw Self.unreadable(path) }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw CheckpointError.unreadable(file: path, reason: "not a regular file")
        }
        count = Int(status.st_size)
        state = FileState(status)
        guard count > 0 else {
            unsafe base = UnsafeRawBufferPointer(start: nil, count: 0)
            return
        }
        guard let address = unsafe mmap(nil, count, PROT_READ, MAP_PRIVATE, descriptor, 0),
            unsafe address != MAP_FAILED
        else { throw Self.unreadable(path) }
        unsafe base = UnsafeRawBufferPointer(start: address, count: count)
    }

    deinit {
        if let address = unsafe base.baseAddress {
            unsafe munmap(UnsafeMutableRawPointer(mutating: address), count)
        }
    }

    /// A copy of some bytes, which must lie in the file.
    func bytes(_ range: Range<Int>) -> [UInt8] {
        unsafe Array(base[range])
    }

    /// A copy of the file's first bytes, fewer than `count` when it is shorter.
    func firstBytes(_ count: Int) -> [UInt8] {
        bytes(0..<min(count, self.count))
    }

    /// The SHA-256 of the whole file, in hexadecimal.
    func sha256() -> String {
        // Small enough to count for little beside the weights, large enough that mapping a piece
        // takes no time.
        let piece = 4 << 20
        var hash = SHA256()
        for start in stride(from: 0, to: count, by: piece) {
            let bytes = start..<min(start + piece, count)
            populate(bytes)
            unsafe hash.update(bufferPointer: UnsafeRawBufferPointer(rebasing: base[bytes]))
            release(bytes)
        }
        return Hexadecimal.text(hash.finalize())
    }

    private static func unreadable(_ path: String) -> CheckpointError {
        .unreadable(file: path, reason: unsafe String(cString: strerror(errno)))
    }
}

// MARK: - Elements

extension MappedFile {
    /// Elements that lie at equal distances: `count` of them, `stride` bytes apart.
    struct Run: Equatable {
        /// Bytes from the start of the file to the first element.
        let offset: Int
        let count: Int
        let stride: Int
    }

    /// The elements of all runs, in order, as single precision.
    ///
    /// A double or an integer is rounded to the nearest single, as torch's `.float()` rounds; a
    /// bool is 0 or 1. Nil for a type that has no arithmetic here. Every run must lie in the file.
    func floats(_ type: ElementType, _ runs: some Sequence<Run>, count: Int) -> [Float]? {
        switch type {
        case .float64:
            convert(runs, count) { (bits: UInt64) in Float(Double(bitPattern: bits)) }
        case .float32:
            convert(runs, count) { (bits: UInt32) in Float(bitPattern: bits) }
        case .float16:
            convert(runs, count) { (bits: UInt16) in float(halfBits: bits) }
        case .bfloat16:
            convert(runs, count) { (bits: UInt16) in float(bfloatBits: bits) }
        case .int64:
            convert(runs, count) { (value: Int64) in Float(value) }
        case .int32:
            convert(runs, count) { (value: Int32) in Float(value) }
        case .int16:
            convert(runs, count) { (value: Int16) in Float(value) }
        case .int8:
            convert(runs, count) { (value: Int8) in Float(value) }
        case .uint8:
            convert(runs, count) { (value: UInt8) in Float(value) }
        case .bool:
            convert(runs, count) { (value: UInt8) in value == 0 ? 0 : 1 }
        case .uint64, .uint32, .uint16, .float8E4M3, .float8E5M2:
            nil
        }
    }

    /// The bytes need no alignment and are little-endian.
    @inline(__always)
    private func convert<Bits: FixedWidthInteger & BitwiseCopyable>(
        _ runs: some Sequence<Run>, _ count: Int, _ value: (Bits) -> Float
    ) -> [Float] {
        let size = MemoryLayout<Bits>.size
        return unsafe [Float](unsafeUninitializedCapacity: count) { floats, initialized in
            for run in runs where run.count > 0 {
                let end = run.offset + (run.count - 1) * run.stride + size
                precondition(
                    run.offset >= 0 && run.stride >= 0 && end <= self.count
                        && initialized + run.count <= count,
                    "elements at \(run) of a file of \(self.count) bytes"
                )
                // With the stride known, the compiler vectorises the usual case.
                let stride = run.stride == size ? size : run.stride
                for index in 0..<run.count {
                    let bits = unsafe base.loadUnaligned(
                        fromByteOffset: run.offset + index * stride, as: Bits.self
                    )
                    unsafe floats.initializeElement(
                        at: initialized + index, to: value(Bits(littleEndian: bits))
                    )
                }
                initialized += run.count
            }
        }
    }
}

// MARK: - Elements in place

extension MappedFile {
    /// The elements of a run that are float32 as this processor reads it; nil when they are not.
    func floatsInPlace(_ type: ElementType, _ run: Run) -> MappedFloats? {
        let size = MemoryLayout<Float>.size
        let isNative = UInt32(littleEndian: 1) == 1
        guard type == .float32, isNative, run.count > 0, run.stride == size,
            run.offset.isMultiple(of: MemoryLayout<Float>.alignment)
        else { return nil }
        precondition(
            run.offset >= 0 && run.offset + run.count * size <= count,
            "elements at \(run) of a file of \(count) bytes"
        )
        return MappedFloats(self, offset: run.offset, count: run.count)
    }

    fileprivate func withFloats<R, E: Error>(
        _ offset: Int, _ count: Int, _ body: (Span<Float>) throws(E) -> R
    ) throws(E) -> R {
        defer { extendLifetime(self) }
        let bytes = unsafe UnsafeRawBufferPointer(
            rebasing: base[offset..<offset + count * MemoryLayout<Float>.size]
        )
        return try unsafe body(bytes.bindMemory(to: Float.self).span)
    }

    /// Maps the pages of some bytes at once, which costs less than one fault after the other.
    fileprivate func populate(_ bytes: Range<Int>) {
        advise(bytes, MADV_POPULATE_READ)
    }

    /// Lets the pages of some bytes go, so that they no longer count as this process's memory.
    ///
    /// They stay in the system's cache; reading them again maps them again.
    func release(_ bytes: Range<Int>) {
        // A page fault maps the pages around it as well, 64 KiB by default.
        let around = 1 << 16
        advise(
            bytes.lowerBound / around * around..<min(count, bytes.upperBound + around),
            MADV_DONTNEED
        )
    }

    /// Advice that is not taken costs time, not correctness.
    private func advise(_ bytes: Range<Int>, _ advice: Int32) {
        let page = Int(getpagesize())
        let start = bytes.lowerBound / page * page
        guard let address = unsafe base.baseAddress, start < bytes.upperBound else { return }
        unsafe madvise(
            UnsafeMutableRawPointer(mutating: address + start), bytes.upperBound - start, advice
        )
    }
}

/// Float32 elements that are read where they lie in a file.
///
/// Their pages are let go when this object is.
final class MappedFloats: Sendable {
    let count: Int
    private let file: MappedFile
    private let offset: Int

    fileprivate init(_ file: MappedFile, offset: Int, count: Int) {
        self.file = file
        self.offset = offset
        self.count = count
        file.populate(bytes)
    }

    deinit {
        file.release(bytes)
    }

    private var bytes: Range<Int> { offset..<offset + count * MemoryLayout<Float>.size }

    func withSpan<R, E: Error>(_ body: (Span<Float>) throws(E) -> R) throws(E) -> R {
        try file.withFloats(offset, count, body)
    }
}
