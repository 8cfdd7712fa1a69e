package import Foundation

/// A file in a folder that several processes write to at the same time.
///
/// Under its name is a ``WholeFile`` or none. A loss of power may still leave a file cut or full of
/// zeros, because waiting for the disk would cost more than such a file does: who reads it has to
/// verify it.
package struct CacheFile {
    package let handle: FileHandle
    /// In bytes.
    package let size: Int

    /// Opens a file that this user wrote; nil for anything else, a link or a pipe among them.
    package init?(path: String) {
        let flags = O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK
        let descriptor = unsafe open(path, flags)
        guard descriptor >= 0 else { return nil }
        handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0,
            status.st_mode & S_IFMT == S_IFREG,
            status.st_uid == geteuid(),
            status.st_mode & (S_IWGRP | S_IWOTH) == 0
        else { return nil }
        size = Int(status.st_size)
    }

    /// The next bytes; nil when there are fewer.
    func read(_ count: Int) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: count)
        // Not the handle's own way, which takes 4 KiB at a time.
        let found = unsafe Foundation.read(handle.fileDescriptor, &bytes, count)
        return found == count ? bytes : nil
    }

    /// Makes now the time of change, by which the files used last are told.
    package func markUsed() {
        // Where it fails, on a disk that cannot be written, no file is removed either.
        _ = futimens(handle.fileDescriptor, nil)
    }

    /// Puts a file in its place, whatever was there; nobody else may read it.
    ///
    /// - Parameters:
    ///   - path: where the file belongs; a missing folder is made.
    ///   - contents: writes the file.
    /// - Throws: what `contents` throws, or the system's error.
    package static func write(
        to path: String, _ contents: (FileHandle) throws -> Void
    ) throws {
        try makeFolder(URL(filePath: path).deletingLastPathComponent().path(percentEncoded: false))
        try WholeFile.write(to: path, permissions: 0o600, contents)
    }

    /// How the names of files end that are being written, or that a killed process left.
    package static let partialSuffix = WholeFile.partialSuffix

    /// Makes a folder that nobody else may look into, and those above it that are missing.
    private static func makeFolder(_ path: String) throws {
        if unsafe mkdir(path, 0o700) == 0 || errno == EEXIST { return }
        let code = errno
        let parent = URL(filePath: path).deletingLastPathComponent().path(percentEncoded: false)
        guard code == ENOENT, parent != path else { throw WholeFile.systemError(code) }
        try makeFolder(parent)
        guard unsafe mkdir(path, 0o700) == 0 || errno == EEXIST else {
            throw WholeFile.systemError(errno)
        }
    }
}
