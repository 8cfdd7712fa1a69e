internal import Crypto
public import Foundation

extension LabelSet {
    /// Writes the label set to a file, in the place of what was there.
    ///
    /// The same label set gives the same bytes. The file appears whole or not at all, and when
    /// writing fails, what was there is still there; only a device or a pipe is written in place.
    ///
    /// - Parameter file: where to; the folder must be there. A link stays, and what it leads to is
    ///   replaced.
    /// - Returns: the path, and the SHA-256 of the file.
    /// - Throws: ``LabelSetError/unwritable(file:reason:)``, ``LabelSetError/tooLarge(_:)``.
    @discardableResult
    public func write(to file: URL) throws -> File {
        let header = try checkedHeader()
        let name = file.relativePath
        var sha256 = ""
        func write(to handle: FileHandle) throws {
            sha256 = try self.write(header: header) { try handle.write(contentsOf: $0) }
        }
        do {
            let target = file.resolvingSymlinksInPath().path(percentEncoded: false)
            var status = stat()
            if unsafe stat(target, &status) == 0, status.st_mode & S_IFMT != S_IFREG {
                let handle = try FileHandle(forWritingTo: URL(filePath: target))
                try write(to: handle)
                try handle.close()
            } else {
                let known = status.st_mode & 0o777
                try WholeFile.write(to: target, permissions: known == 0 ? 0o666 : known) { handle in
                    try write(to: handle)
                    // Unlike a cache's, this file cannot be computed again when the power fails.
                    try handle.synchronize()
                }
            }
        } catch {
            throw LabelSetError.unwritable(file: name, reason: error.systemReason)
        }
        return File(path: name, sha256: sha256)
    }

    /// The bytes of the label set's file.
    ///
    /// - Throws: ``LabelSetError/tooLarge(_:)``.
    package func encoded() throws -> [UInt8] {
        var bytes: [UInt8] = []
        _ = try write(header: checkedHeader()) { bytes.append(contentsOf: $0) }
        return bytes
    }

    /// The header as it stands in the file.
    private func checkedHeader() throws -> [UInt8] {
        let values = prototypes.embeddings.values.count
        guard values <= LabelSetForm.mostValues else {
            throw LabelSetError.tooLarge(.values(values, limit: LabelSetForm.mostValues))
        }
        let text = Array((try header.indented() + "\n").utf8)
        guard text.count <= LabelSetForm.largestHeader else {
            throw LabelSetError.tooLarge(
                .text(bytes: text.count, limit: LabelSetForm.largestHeader)
            )
        }
        return text
    }

    /// Writes everything in order; the result is the file's SHA-256.
    private func write(header: [UInt8], to sink: ([UInt8]) throws -> Void) throws -> String {
        var hash = SHA256()
        func write(_ bytes: [UInt8]) throws {
            hash.update(data: bytes)
            try sink(bytes)
        }
        try write(Array(LabelSetForm.firstLine(headerSize: header.count).utf8))
        try write(header)
        let values = prototypes.embeddings.values
        let chunk = LabelSetForm.chunk / 4
        for start in stride(from: 0, to: values.count, by: chunk) {
            try write(values[start..<min(start + chunk, values.count)].littleEndianBytes)
        }
        try write(Array(hash.finalize()))
        return Hexadecimal.text(hash.finalize())
    }
}
