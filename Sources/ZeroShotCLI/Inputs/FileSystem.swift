import Foundation

/// Reads files and folders by the bytes of their paths, which Foundation can only read as text.
enum FileSystem {
    /// What a path leads to, links followed.
    enum Kind {
        case file, folder
        /// A pipe, a device, a socket.
        case other
    }

    struct Entry: Equatable {
        let name: [UInt8]
        let kind: Kind
    }

    static func kind(of path: FilePath) throws -> Kind {
        var status = stat()
        guard unsafe stat(path.cString, &status) == 0 else { throw FileError(errno: errno) }
        return Kind(mode: status.st_mode)
    }

    /// The names in a folder, in no order, hidden ones left out.
    ///
    /// A symbolic link to a folder is `other`, so that whoever follows folders never goes in
    /// circles. A link that leads nowhere is a file: reading it says so.
    static func entries(of folder: FilePath) throws -> [Entry] {
        guard let stream = unsafe opendir(folder.cString) else { throw FileError(errno: errno) }
        defer { unsafe closedir(stream) }
        var entries: [Entry] = []
        while true {
            errno = 0
            guard let entry = unsafe readdir(stream) else {
                guard errno == 0 else { throw FileError(errno: errno) }
                return entries
            }
            let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                unsafe Array(bytes.prefix { $0 != 0 })
            }
            guard name.first != UInt8(ascii: ".") else { continue }
            entries.append(Entry(name: name, kind: kind(ofEntry: folder.appending(name))))
        }
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

    /// The bytes of a file or pipe up to its end.
    static func contents(ofStream path: FilePath) throws -> [UInt8] {
        let descriptor = try open(path, 0)
        defer { close(descriptor) }
        return try contents(of: descriptor, limit: .max)
    }

    /// The bytes that an open file still gives, at most so many.
    static func contents(
        of descriptor: Int32, limit: Int, expected: Int = 0
    ) throws -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(expected)
        var chunk = [UInt8](repeating: 0, count: 1 << 18)
        while true {
            let count = unsafe read(descriptor, &chunk, chunk.count)
            switch count {
            case 0: return bytes
            case 1...: bytes += chunk[..<count]
            default: guard errno == EINTR else { throw FileError(errno: errno) }
            }
            guard bytes.count <= limit else { throw FileError.tooLarge(limit: limit) }
        }
    }

    private static func open(_ path: FilePath, _ flags: Int32) throws -> Int32 {
        // The system would take it for the end of the path, and open another file.
        guard !path.bytes.contains(0) else { throw FileError.missing }
        let descriptor = unsafe Foundation.open(path.cString, O_RDONLY | O_CLOEXEC | flags)
        guard descriptor >= 0 else { throw FileError(errno: errno) }
        return descriptor
    }

    private static func kind(ofEntry path: FilePath) -> Kind {
        var status = stat()
        guard unsafe lstat(path.cString, &status) == 0 else { return .file }
        guard status.st_mode & S_IFMT == S_IFLNK else { return Kind(mode: status.st_mode) }
        guard unsafe stat(path.cString, &status) == 0 else { return .file }
        let target = Kind(mode: status.st_mode)
        return target == .folder ? .other : target
    }
}

extension FileSystem.Kind {
    fileprivate init(mode: mode_t) {
        switch mode & S_IFMT {
        case S_IFREG: self = .file
        case S_IFDIR: self = .folder
        default: self = .other
        }
    }
}

extension FilePath {
    fileprivate var cString: [CChar] { bytes.map { CChar(bitPattern: $0) } + [0] }
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
