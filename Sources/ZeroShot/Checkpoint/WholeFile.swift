package import Foundation

/// Files that are under their names as a whole, or not at all.
///
/// Each is written under another name and then renamed, and never changed afterwards. That holds
/// when the process is killed.
package enum WholeFile {
    /// Puts a file in its place, whatever was there.
    ///
    /// - Parameters:
    ///   - path: where the file belongs, in a folder that is there.
    ///   - permissions: of the new file, less what the process's mask takes away.
    ///   - contents: writes the file.
    /// - Throws: what `contents` throws, or the system's error; then what was there is still there.
    package static func write(
        to path: String, permissions: mode_t, _ contents: (FileHandle) throws -> Void
    ) throws {
        let suffix = String(UInt64.random(in: 0...UInt64.max), radix: 16)
        let partial = "\(path).\(suffix)\(partialSuffix)"
        let flags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW
        let descriptor = unsafe open(partial, flags, permissions)
        guard descriptor >= 0 else { throw systemError(errno) }
        let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        do {
            try contents(handle)
            try handle.close()
            guard unsafe rename(partial, path) == 0 else { throw systemError(errno) }
        } catch {
            unsafe unlink(partial)
            throw error
        }
    }

    /// How the names of files end that are being written, or that a killed process left.
    package static let partialSuffix = ".partial"

    /// The error of a call to the system.
    package static func systemError(_ code: Int32) -> any Error {
        NSError(domain: NSPOSIXErrorDomain, code: Int(code))
    }
}
