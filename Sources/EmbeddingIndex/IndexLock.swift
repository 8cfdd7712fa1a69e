internal import Foundation

/// The right to write to an index, held by one process at a time.
///
/// A lock of the system on a file of its own, which ends with the process however that ends. The
/// file says who holds it, for others to read.
final class IndexLock {
    private let handle: FileHandle

    /// Takes the lock.
    ///
    /// - Throws: `IndexError.locked`, `IndexError.unwritable`.
    init(_ folder: IndexFolder) throws {
        let path = folder.lock
        let descriptor = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o644)
        guard descriptor >= 0 else {
            throw IndexError.unwritable(file: path, reason: Self.reason(errno))
        }
        handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        var attempts = 0
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            let code = errno
            attempts += 1
            // Who asks who holds the lock holds it for a moment.
            if code == EWOULDBLOCK, attempts < 20 {
                Thread.sleep(forTimeInterval: 0.01)
                continue
            }
            guard code == EWOULDBLOCK else {
                throw IndexError.unwritable(file: path, reason: Self.reason(code))
            }
            throw IndexError.locked(index: folder.path, holder: Self.holder(in: handle))
        }
        // Who cannot write here cannot write to the index either, which then says so.
        try? handle.truncate(atOffset: 0)
        try? handle.write(contentsOf: Data(Self.ownName.utf8))
    }

    /// Who holds the lock now; nil when nobody does.
    static func holder(of folder: IndexFolder) -> String? {
        guard let handle = FileHandle(forReadingAtPath: folder.lock) else { return nil }
        guard flock(handle.fileDescriptor, LOCK_SH | LOCK_NB) != 0, errno == EWOULDBLOCK else {
            return nil
        }
        return holder(in: handle)
    }

    private static func holder(in handle: FileHandle) -> String {
        let text = (try? handle.read(upToCount: 1024)).map { String(decoding: $0, as: UTF8.self) }
        return text.flatMap { $0.isEmpty ? nil : $0 } ?? "another process"
    }

    private static var ownName: String {
        let time = Date().formatted(.iso8601)
        let process = ProcessInfo.processInfo
        return "process \(process.processIdentifier) on \(process.hostName) (since \(time))"
    }

    private static func reason(_ code: Int32) -> String {
        unsafe String(cString: strerror(code))
    }
}
