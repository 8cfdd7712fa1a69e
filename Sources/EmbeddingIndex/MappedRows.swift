internal import Foundation
internal import ZeroShot

/// The rows of an index that were committed, mapped read-only into memory.
///
/// The file only grows while the index is written, and pruning makes another one, so what is mapped
/// never changes. Ranges are checked, and no pointer leaves. `@unchecked Sendable`: the mapping is
/// never written and its address never changes.
@safe
package final class MappedRows: EmbeddingRows, @unchecked Sendable {
    package let count: Int
    package let dimension: Int
    private let store: IndexHeader.Store
    private let base: UnsafeRawBufferPointer

    /// Maps the first rows of a file of embeddings.
    ///
    /// - Throws: `IndexError`.
    init(_ file: String, header: IndexHeader, rows: Int, index: String) throws {
        count = rows
        dimension = header.dimension
        store = header.store
        let descriptor = unsafe open(file, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Self.unreadable(file) }
        defer { close(descriptor) }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else { throw Self.unreadable(file) }
        let bytes = IndexHeader.byteCount + rows * header.rowBytes
        // Reading behind the end of a mapped file would end the process.
        guard status.st_size >= bytes else {
            throw IndexError.damaged(
                index: index, .short(file: file, bytes: Int(status.st_size), expected: bytes))
        }
        guard let address = unsafe mmap(nil, bytes, PROT_READ, MAP_SHARED, descriptor, 0),
            unsafe address != MAP_FAILED
        else { throw Self.unreadable(file) }
        unsafe base = UnsafeRawBufferPointer(start: address, count: bytes)
    }

    deinit {
        guard let address = unsafe base.baseAddress else { return }
        unsafe munmap(UnsafeMutableRawPointer(mutating: address), base.count)
    }

    package var lengthTolerance: Float {
        switch store {
        // Values are rounded to float32 when their length is made 1.
        case .fp32: 0x1p-20
        // Half precision rounds a value by 2⁻¹¹ of it at most.
        case .fp16: 0x1p-10
        }
    }

    package func copy(_ rows: Range<Int>, into values: inout MutableSpan<Float>) {
        precondition(rows.lowerBound >= 0 && rows.upperBound <= count, "rows \(rows) of \(count)")
        precondition(values.count == rows.count * dimension, "\(values.count) values for \(rows)")
        let bytes = unsafe UnsafeRawBufferPointer(rebasing: base[range(of: rows)])
        switch store {
        case .fp32:
            let floats = unsafe bytes.bindMemory(to: UInt32.self).span
            for index in 0..<floats.count {
                values[index] = Float(bitPattern: UInt32(littleEndian: floats[index]))
            }
        case .fp16:
            let halves = unsafe bytes.bindMemory(to: UInt16.self).span
            StoredValues.widen(halves, into: &values)
        }
        extendLifetime(self)
    }

    /// A copy of the bytes of some rows as they are in the file.
    func bytes(of rows: Range<Int>) -> [UInt8] {
        precondition(rows.lowerBound >= 0 && rows.upperBound <= count, "rows \(rows) of \(count)")
        return unsafe Array(base[range(of: rows)])
    }

    private func range(of rows: Range<Int>) -> Range<Int> {
        let size = dimension * store.size
        let start = IndexHeader.byteCount
        return start + rows.lowerBound * size..<start + rows.upperBound * size
    }

    private static func unreadable(_ file: String) -> IndexError {
        .unreadable(file: file, reason: unsafe String(cString: strerror(errno)))
    }
}
