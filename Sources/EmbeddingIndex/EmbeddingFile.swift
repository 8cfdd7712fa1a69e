internal import Foundation
internal import ZeroShot

/// A file of embeddings that rows are appended to.
///
/// Rows count once the database says so; what a killed process wrote behind them is cut off when the
/// file is opened for writing again.
struct EmbeddingFile {
    let path: String
    private let handle: FileHandle
    private let rowBytes: Int
    /// Rows that the database knows.
    private(set) var rows: Int

    /// Makes a file with a header and no rows, in place of any other.
    ///
    /// - Throws: `IndexError.unwritable`.
    init(creating path: String, header: IndexHeader) throws {
        do {
            try Data(header.bytes()).write(to: URL(filePath: path))
            handle = try FileHandle(forUpdating: URL(filePath: path))
            try handle.synchronize()
        } catch {
            throw IndexError.unwritable(file: path, reason: error.systemReason)
        }
        self.path = path
        rowBytes = header.rowBytes
        rows = 0
    }

    /// Opens a file with so many committed rows, and cuts off what is behind them.
    ///
    /// - Throws: `IndexError`.
    init(opening path: String, header: IndexHeader, rows: Int, index: String) throws {
        self.path = path
        rowBytes = header.rowBytes
        self.rows = rows
        let end = IndexHeader.byteCount + rows * rowBytes
        let size: UInt64
        do {
            handle = try FileHandle(forUpdating: URL(filePath: path))
            size = try handle.seekToEnd()
            if size > end { try handle.truncate(atOffset: UInt64(end)) }
        } catch {
            throw IndexError.unwritable(file: path, reason: error.systemReason)
        }
        guard size >= end else {
            throw IndexError.damaged(
                index: index, .short(file: path, bytes: Int(size), expected: end))
        }
    }

    /// Writes rows behind those committed, and waits until the disk has them.
    ///
    /// - Throws: `IndexError.unwritable`; then nothing is left of the rows.
    func append(_ bytes: [UInt8]) throws {
        precondition(bytes.count.isMultiple(of: rowBytes), "\(bytes.count) bytes of rows")
        let end = UInt64(IndexHeader.byteCount + rows * rowBytes)
        do {
            try handle.seek(toOffset: end)
            try handle.write(contentsOf: Data(bytes))
            try handle.synchronize()
        } catch {
            // Where even this fails, the next opening does it.
            try? handle.truncate(atOffset: end)
            throw IndexError.unwritable(file: path, reason: error.systemReason)
        }
    }

    /// Counts rows that the database now knows.
    mutating func commit(_ count: Int) {
        rows += count
    }

    /// Takes back rows that the database did not take.
    func rollBack() {
        try? handle.truncate(atOffset: UInt64(IndexHeader.byteCount + rows * rowBytes))
    }

    /// The header of a file.
    ///
    /// - Throws: `IndexError`.
    static func header(of path: String, index: String) throws -> IndexHeader {
        let bytes: Data?
        do {
            let handle = try FileHandle(forReadingFrom: URL(filePath: path))
            bytes = try handle.read(upToCount: IndexHeader.byteCount)
        } catch {
            throw IndexError.unreadable(file: path, reason: error.systemReason)
        }
        guard let header = IndexHeader(bytes: Array(bytes ?? Data())) else {
            throw IndexError.damaged(index: index, .header(file: path))
        }
        return header
    }
}

extension IndexHeader {
    /// A row as it is stored: half precision is rounded to the nearest.
    func storedBytes(of row: some Sequence<Float>) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(rowBytes)
        switch store {
        case .fp32:
            for value in row {
                let bits = value.bitPattern
                for shift in stride(from: UInt32(0), to: 32, by: 8) {
                    bytes.append(UInt8(truncatingIfNeeded: bits >> shift))
                }
            }
        case .fp16:
            for value in row {
                let bits = Float16(value).bitPattern
                bytes.append(UInt8(truncatingIfNeeded: bits))
                bytes.append(UInt8(truncatingIfNeeded: bits >> 8))
            }
        }
        return bytes
    }
}
