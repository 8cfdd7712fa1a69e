internal import Foundation
package import ZeroShot

/// A table of numbers as NumPy stores it, read in parts.
///
/// Half or single precision, little-endian, row by row; anything else is an error. Source: NumPy's
/// NPY format, versions 1.0 to 3.0.
package struct NPYFile {
    /// How a value is stored.
    enum Element: String {
        case half = "<f2"
        case single = "<f4"

        var size: Int { self == .half ? 2 : 4 }
    }

    package let path: String
    package let rows: Int
    package let columns: Int
    let element: Element
    private let start: Int
    private let handle: FileHandle

    /// Opens a file and compares its size with what its header says.
    ///
    /// - Throws: `IndexError.array`.
    package init(path: String) throws {
        func problem(_ problem: NPYProblem) -> IndexError { .array(file: path, problem) }
        self.path = path
        let size: Int
        let beginning: [UInt8]
        do {
            handle = try FileHandle(forReadingFrom: URL(filePath: path))
            size = Int(try handle.seekToEnd())
            try handle.seek(toOffset: 0)
            beginning = Array(try handle.read(upToCount: NPYHeader.longest) ?? Data())
        } catch {
            throw problem(.unreadable(reason: error.systemReason))
        }
        let header: NPYHeader
        do {
            header = try NPYHeader(beginning)
        } catch {
            throw problem(error)
        }
        guard let element = Element(rawValue: header.elementType) else {
            throw problem(.elementType(header.elementType))
        }
        guard !header.isFortranOrder else { throw problem(.fortranOrder) }
        guard header.shape.count == 2, header.shape[1] > 0 else {
            throw problem(.shape("(\(header.shape.map(String.init).joined(separator: ", ")))"))
        }
        (rows, columns) = (header.shape[0], header.shape[1])
        self.element = element
        start = header.length
        let (values, overflow) = rows.multipliedReportingOverflow(by: columns)
        let (bytes, overflows) = values.multipliedReportingOverflow(by: element.size)
        guard !overflow, !overflows, size == start + bytes else {
            throw problem(.size(bytes: size, expected: overflows ? .max : start + bytes))
        }
    }

    /// Some rows at unit length.
    ///
    /// - Throws: `IndexError.array`, also for a row without direction.
    package func unitRows(_ numbers: Range<Int>) throws -> Embeddings {
        let width = columns * element.size
        let bytes = try bytes(
            start + numbers.lowerBound * width..<start + numbers.upperBound * width)
        do {
            return try Embeddings(values(bytes), dimension: columns).normalized()
        } catch RankingError.embedding(let row, let defect) {
            throw IndexError.array(
                file: path, .row(numbers.lowerBound + row, isZero: defect == .zero))
        }
    }

    private func bytes(_ range: Range<Int>) throws -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: range.count)
        // Not the handle's own way, which takes 4 KiB at a time.
        let found = unsafe pread(
            handle.fileDescriptor, &bytes, range.count, off_t(range.lowerBound))
        guard found == range.count else {
            let reason =
                found < 0 ? unsafe String(cString: strerror(errno)) : "the file became shorter"
            throw IndexError.array(file: path, .unreadable(reason: reason))
        }
        return bytes
    }

    private func values(_ bytes: [UInt8]) -> [Float] {
        var values = [Float](repeating: 0, count: bytes.count / element.size)
        switch element {
        case .single:
            for index in values.indices {
                let at = index * 4
                let bits =
                    UInt32(bytes[at]) | UInt32(bytes[at + 1]) << 8 | UInt32(bytes[at + 2]) << 16
                    | UInt32(bytes[at + 3]) << 24
                values[index] = Float(bitPattern: bits)
            }
        case .half:
            let halves = values.indices.map {
                UInt16(bytes[$0 * 2]) | UInt16(bytes[$0 * 2 + 1]) << 8
            }
            var span = values.mutableSpan
            StoredValues.widen(halves.span, into: &span)
        }
        return values
    }
}
