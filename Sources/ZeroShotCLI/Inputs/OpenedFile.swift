import Foundation

/// An open file that any number of readers read, each at a place of its own.
final class OpenedFile: Sendable {
    private let descriptor: Int32

    /// Opens a file; what a pipe gives is copied to a file without a name first, which goes with
    /// the process.
    ///
    /// - Throws: `FileError`.
    init(reading path: FilePath) throws {
        let opened = try FileSystem.open(path, 0)
        do {
            descriptor = try Self.isRegular(opened) ? opened : Self.copy(of: opened)
        } catch {
            close(opened)
            throw error
        }
        if descriptor != opened { close(opened) }
    }

    deinit {
        close(descriptor)
    }

    /// In bytes.
    var size: Int {
        get throws {
            var status = stat()
            guard unsafe fstat(descriptor, &status) == 0 else { throw FileError(errno: errno) }
            return Int(status.st_size)
        }
    }

    /// The bytes from an offset on, at most so many; none at the end.
    ///
    /// - Throws: `FileError`.
    func bytes(at offset: Int, count: Int) throws -> [UInt8] {
        while true {
            var read = 0
            let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
                read = unsafe pread(descriptor, buffer.baseAddress, count, off_t(offset))
                filled = max(0, read)
            }
            if read >= 0 { return bytes }
            guard errno == EINTR else { throw FileError(errno: errno) }
        }
    }

    private static func isRegular(_ descriptor: Int32) throws -> Bool {
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else { throw FileError(errno: errno) }
        return status.st_mode & S_IFMT == S_IFREG
    }

    private static func copy(of stream: Int32) throws -> Int32 {
        let folder = FileManager.default.temporaryDirectory.path(percentEncoded: false)
        var name = FilePath(bytes: Array("\(folder)/zeroshot-XXXXXX".utf8)).cString
        let file = unsafe mkstemp(&name)
        guard file >= 0 else { throw FileError(errno: errno) }
        unsafe unlink(name)
        do {
            try FileSystem.forEachChunk(of: stream) { try FileSystem.write($0, to: file) }
        } catch {
            close(file)
            throw error
        }
        return file
    }
}
