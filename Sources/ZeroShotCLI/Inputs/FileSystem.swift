import Foundation

/// Reads files and folders by the bytes of their paths, which Foundation can only read as text.
enum FileSystem {
    /// What a path leads to, links followed.
    enum Kind {
        case file, folder
        /// A pipe, a device, a socket.
        case other
    }

    static func kind(of path: FilePath) throws -> Kind {
        var status = stat()
        guard unsafe stat(path.cString, &status) == 0 else { throw FileError(errno: errno) }
        return Kind(mode: status.st_mode)
    }

    /// The bytes of a regular file, at most so many.
    static func contents(of path: FilePath, limit: Int) throws -> [UInt8] {
        // Without O_NONBLOCK, opening a pipe would wait for somebody to write into it.
        let descriptor = try open(path, O_NONBLOCK)
        defer { close(descriptor) }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else { throw FileError(errno: errno) }
        switch Kind(mode: status.st_mode) {
        case .file: break
        case .folder: throw FileError.folder
        case .other: throw FileError.notRegular
        }
        guard status.st_size <= limit else { throw FileError.tooLarge(limit: limit) }
        return try contents(of: descriptor, limit: limit, expected: Int(status.st_size))
    }

    /// The bytes that an open file still gives, at most so many.
    static func contents(
        of descriptor: Int32, limit: Int, expected: Int = 0
    ) throws -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(expected)
        try forEachChunk(of: descriptor) { chunk in
            bytes += chunk
            guard bytes.count <= limit else { throw FileError.tooLarge(limit: limit) }
        }
        return bytes
    }

    /// Calls `body` with what an open file still gives, piece by piece.
    static func forEachChunk(
        of descriptor: Int32, _ body: (ArraySlice<UInt8>) throws -> Void
    ) throws {
        var chunk = [UInt8](repeating: 0, count: 1 << 18)
        while true {
            let count = unsafe read(descriptor, &chunk, chunk.count)
            switch count {
            case 0: return
            case 1...: try body(chunk[..<count])
            default: guard errno == EINTR else { throw FileError(errno: errno) }
            }
        }
    }

    /// Writes bytes to an open file.
    static func write(_ bytes: ArraySlice<UInt8>, to descriptor: Int32) throws {
        var rest = bytes
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes { buffer in
                unsafe Foundation.write(descriptor, buffer.baseAddress, buffer.count)
            }
            if count >= 0 {
                rest = rest.dropFirst(count)
            } else if errno != EINTR {
                throw FileError(errno: errno)
            }
        }
    }

    /// Opens a file, for reading unless the flags say otherwise.
    static func open(_ path: FilePath, _ flags: Int32) throws -> Int32 {
        // The system would take it for the end of the path, and open another file.
        guard !path.bytes.contains(0) else { throw FileError.missing }
        let descriptor = unsafe Foundation.open(path.cString, O_CLOEXEC | flags, 0o666)
        guard descriptor >= 0 else { throw FileError(errno: errno) }
        return descriptor
    }

}

extension FileSystem.Kind {
    init(mode: mode_t) {
        switch mode & S_IFMT {
        case S_IFREG: self = .file
        case S_IFDIR: self = .folder
        default: self = .other
        }
    }
}

extension FilePath {
    var cString: [CChar] { bytes.map { CChar(bitPattern: $0) } + [0] }
}

/// Why a file cannot be read.
enum FileError: Error, Equatable {
    case missing
    case denied
    case folder
    /// A pipe, a device, a socket.
    case notRegular
    case tooLarge(limit: Int)
    /// Another reason, in the system's words.
    case system(String)

    init(errno code: Int32) {
        switch code {
        case ENOENT, ENOTDIR: self = .missing
        case EACCES, EPERM: self = .denied
        default: self = .system(unsafe String(cString: strerror(code)))
        }
    }
}

extension FileError: CustomStringConvertible {
    var description: String {
        switch self {
        case .missing: "There is no such file. Check the path."
        case .denied: "Reading is not permitted. Check the permissions."
        case .folder: "This is a folder. Give the files in it, or the folder as an input."
        case .notRegular: "This is no regular file. Give an image file."
        case .tooLarge(let limit): "There are more than \(limit >> 20) MiB. Make the image smaller."
        case .system(let reason): "Reading failed (\(reason)). Check the path and the disk."
        }
    }
}
