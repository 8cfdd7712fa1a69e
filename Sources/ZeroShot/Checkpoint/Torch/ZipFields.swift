/// The little-endian fields of a zip file's records, read in order; nil where bytes run out.
struct ZipFields {
    /// Bytes of a directory entry, and of an entry's own header, without name and what follows it.
    static let directoryEntryBytes = 46
    static let localHeaderBytes = 30

    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    var isAtEnd: Bool { position == bytes.count }

    mutating func integer(_ size: Int) -> UInt64? {
        take(size).map { $0.reversed().reduce(0) { $0 << 8 | UInt64($1) } }
    }

    mutating func skip(_ count: Int) -> Bool {
        take(count) != nil
    }

    private mutating func take(_ count: Int) -> ArraySlice<UInt8>? {
        guard count <= bytes.count - position else { return nil }
        defer { position += count }
        return bytes[position..<position + count]
    }

    private mutating func integers(_ sizes: Int...) -> [UInt64]? {
        var values: [UInt64] = []
        for size in sizes {
            guard let value = integer(size) else { return nil }
            values.append(value)
        }
        return values
    }
}

extension ZipFields {
    /// What the central directory says of one entry.
    struct DirectoryEntry {
        let name: String
        let flags: UInt64
        let method: UInt64
        fileprivate(set) var bytes: UInt64
        fileprivate(set) var compressedBytes: UInt64
        fileprivate(set) var headerOffset: UInt64
    }

    /// The entry that begins here.
    mutating func directoryEntry() -> DirectoryEntry? {
        guard integer(4) == 0x0201_4B50, skip(4), let kind = integers(2, 2), skip(8),
            let sizes = integers(4, 4), let lengths = integers(2, 2, 2), skip(8),
            let offset = integer(4), let name = take(Int(lengths[0])),
            let extra = take(Int(lengths[1])), skip(Int(lengths[2])),
            let text = String(validating: name, as: UTF8.self)
        else { return nil }
        var entry = DirectoryEntry(
            name: text, flags: kind[0], method: kind[1], bytes: sizes[1],
            compressedBytes: sizes[0], headerOffset: offset
        )
        var fields = ZipFields(Array(extra))
        return fields.widen(&entry) ? entry : nil
    }

    /// Replaces numbers that did not fit into 32 bits by those of the extra field for large files.
    ///
    /// False when a number is said to be there and is not.
    private mutating func widen(_ entry: inout DirectoryEntry) -> Bool {
        let unknown = UInt64(UInt32.max)
        guard [entry.bytes, entry.compressedBytes, entry.headerOffset].contains(unknown) else {
            return true
        }
        while let kind = integer(2), let length = integer(2), let content = take(Int(length)) {
            guard kind == 1 else { continue }
            var fields = ZipFields(Array(content))
            for number in [
                \DirectoryEntry.bytes, \DirectoryEntry.compressedBytes,
                \DirectoryEntry.headerOffset,
            ] where entry[keyPath: number] == unknown {
                guard let value = fields.integer(8) else { return false }
                entry[keyPath: number] = value
            }
            return true
        }
        return false
    }

    /// The lengths in the header that stands before an entry's data, and its method.
    ///
    /// The sizes there are not read: torch leaves them to the directory.
    mutating func localHeader() -> (method: UInt64, name: Int, extra: Int)? {
        guard integer(4) == 0x0403_4B50, skip(4), let method = integer(2), skip(16),
            let lengths = integers(2, 2)
        else { return nil }
        return (method, Int(lengths[0]), Int(lengths[1]))
    }
}
