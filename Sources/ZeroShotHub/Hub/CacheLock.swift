internal import Foundation

/// The lock on one file of the cache, as huggingface_hub and its `filelock` take it: `flock` on a
/// file of its own, which stays where it is.
///
/// The lock saves fetching twice. That nothing false gets into the cache is the hash's work, so
/// where a file system knows no locks the work goes on without.
struct CacheLock: ~Copyable {
    private let descriptor: CInt

    /// Often enough to go on at once, seldom enough to cost nothing.
    private static let interval = Duration.milliseconds(100)

    /// Waits until nobody else holds the lock.
    ///
    /// - Parameters:
    ///   - path: of the lock's file; it is made where it is missing.
    ///   - onWait: called once when somebody else holds it.
    /// - Throws: `SystemProblem`, `CancellationError`.
    init(path: String, onWait: () -> Void) async throws {
        var hasWaited = false
        while true {
            if let descriptor = try Self.locked(path) {
                self.descriptor = descriptor
                return
            }
            if !hasWaited { onWait() }
            hasWaited = true
            try await Task.sleep(for: Self.interval)
        }
    }

    deinit {
        // Ends the lock.
        close(descriptor)
    }

    /// The lock file's descriptor; nil when somebody else holds the lock.
    private static func locked(_ path: String) throws -> CInt? {
        // For the group too, as huggingface_hub has it: a cache may belong to several people.
        let flags = O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW
        let descriptor = unsafe open(path, flags, 0o664)
        guard descriptor >= 0 else { throw SystemProblem(errno: errno) }
        var isKept = false
        defer { if !isKept { close(descriptor) } }
        if flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            switch errno {
            case EWOULDBLOCK, EACCES, EINTR: return nil
            case ENOSYS, ENOTSUP, ENOLCK: break
            default: throw SystemProblem(errno: errno)
            }
        }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else { throw SystemProblem(errno: errno) }
        // Who held it before may have removed the file; then the lock is on nothing.
        guard status.st_nlink > 0 else { return nil }
        isKept = true
        return descriptor
    }
}
