internal import Foundation

/// What has come of a file so far, beside its place in the cache; a later run goes on with it.
struct PartialFile: ~Copyable {
    let path: String
    private(set) var size: Int
    private let handle: FileHandle

    /// Opens or makes the file.
    ///
    /// - Throws: `SystemProblem`.
    init(path: String) throws {
        let (handle, size) = try Self.open(path)
        self.path = path
        self.handle = handle
        self.size = size
    }

    /// - Throws: `SystemProblem`.
    mutating func append(_ bytes: [UInt8]) throws {
        do {
            try handle.write(contentsOf: bytes)
        } catch {
            throw SystemProblem(error)
        }
        size += bytes.count
    }

    /// Drops what has come so far.
    ///
    /// - Throws: `SystemProblem`.
    mutating func startOver() throws {
        do {
            try handle.truncate(atOffset: 0)
        } catch {
            throw SystemProblem(error)
        }
        size = 0
    }

    /// Makes the whole file safe against a loss of power and gives it its name, all at once.
    ///
    /// - Throws: `SystemProblem`.
    consuming func publish(as destination: String) throws {
        do {
            try handle.synchronize()
        } catch {
            throw SystemProblem(error)
        }
        guard unsafe rename(path, destination) == 0 else { throw SystemProblem(errno: errno) }
    }

    /// Removes the file.
    ///
    /// - Throws: `SystemProblem`.
    consuming func delete() throws {
        guard unsafe unlink(path) == 0 else { throw SystemProblem(errno: errno) }
    }

    private static func open(_ path: String) throws -> (FileHandle, size: Int) {
        // What is written goes to the end; a link there would lead it elsewhere.
        let flags = O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW
        let descriptor = unsafe Foundation.open(path, flags, 0o666)
        guard descriptor >= 0 else { throw SystemProblem(errno: errno) }
        let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        do {
            return (handle, Int(try handle.seekToEnd()))
        } catch {
            throw SystemProblem(error)
        }
    }
}
