import Foundation

extension FileSystem {
    /// What lies in a folder.
    struct Entry: Equatable {
        let name: [UInt8]
        let kind: Kind
    }

    /// The names in a folder, in no order, hidden ones left out.
    ///
    /// A symbolic link to a folder is `other`, so that whoever follows folders never goes in
    /// circles. A link that leads nowhere is a file: reading it says so.
    static func entries(of folder: FilePath) throws -> [Entry] {
        var entries: [Entry] = []
        try forEachEntry(of: folder) { entries.append($0) }
        return entries
    }

    /// Calls `body` with each of the entries; only one of them is in memory.
    static func forEachEntry(of folder: FilePath, _ body: (Entry) throws -> Void) throws {
        try forEachName(in: folder) { name, type in
            try body(Entry(name: name, kind: kind(of: name, type, in: folder)))
        }
    }

    /// The first entries in byte order of the paths below them: a folder sorts with the slash that
    /// its files' paths have behind its name.
    ///
    /// A folder may hold more names than should lie in memory: it is read once for every page.
    ///
    /// - Parameters:
    ///   - folder: whose entries.
    ///   - last: the entry behind which the page begins; the folder's beginning without it.
    ///   - limit: how many entries at most, at least 1.
    /// - Returns: fewer than `limit` where no more follow.
    /// - Throws: `FileError`.
    static func page(of folder: FilePath, after last: Entry?, limit: Int) throws -> [Entry] {
        let start = last?.sortingKey
        var found: [(key: [UInt8], type: Int)] = []
        // What sorts behind this one is behind the page; known once there were enough.
        var end: [UInt8]?
        func cut() {
            found.sort { $0.key.lexicographicallyPrecedes($1.key) }
            found.removeLast(max(0, found.count - limit))
            if found.count == limit { end = found.last?.key }
        }
        try forEachName(in: folder) { name, type in
            let isFolder =
                type == Int(DT_UNKNOWN)
                ? kind(ofEntry: folder.appending(name)) == .folder : type == Int(DT_DIR)
            let key = isFolder ? name + [UInt8(ascii: "/")] : name
            if let start, !start.lexicographicallyPrecedes(key) { return }
            if let end, !key.lexicographicallyPrecedes(end) { return }
            found.append((key, isFolder ? Int(DT_DIR) : type))
            if found.count >= 2 * limit { cut() }
        }
        cut()
        return found.map { key, type in
            let name = type == Int(DT_DIR) ? Array(key.dropLast()) : key
            return Entry(name: name, kind: kind(of: name, type, in: folder))
        }
    }

    /// Calls `body` with the names in a folder that are not hidden, and the kind that the folder
    /// notes for each.
    private static func forEachName(
        in folder: FilePath, _ body: (_ name: [UInt8], _ type: Int) throws -> Void
    ) throws {
        guard let stream = unsafe opendir(folder.cString) else { throw FileError(errno: errno) }
        defer { unsafe closedir(stream) }
        while true {
            errno = 0
            guard let entry = unsafe readdir(stream) else {
                guard errno == 0 else { throw FileError(errno: errno) }
                return
            }
            let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                unsafe Array(bytes.prefix { $0 != 0 })
            }
            guard name.first != UInt8(ascii: ".") else { continue }
            try body(name, unsafe Int(entry.pointee.d_type))
        }
    }

    /// The kind of an entry; the system is asked only where the folder does not tell.
    private static func kind(of name: [UInt8], _ type: Int, in folder: FilePath) -> Kind {
        switch type {
        case Int(DT_REG): .file
        case Int(DT_DIR): .folder
        case Int(DT_LNK), Int(DT_UNKNOWN): kind(ofEntry: folder.appending(name))
        default: .other
        }
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

extension FileSystem.Entry {
    /// The bytes that the paths of the entry, or of what lies in it, begin with.
    fileprivate var sortingKey: [UInt8] { kind == .folder ? name + [UInt8(ascii: "/")] : name }
}
