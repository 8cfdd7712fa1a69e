/// The entries of a zip file, as its central directory lists them.
///
/// Entries are only ever found by name in this list: no name is used as a path. Every entry is
/// checked against the file: its header, its bounds, and that it shares no byte with another.
/// Source: PKWARE's APPNOTE 6.3.10, sections 4.3 and 4.5.3.
struct ZipDirectory {
    /// One file of the archive.
    struct Entry: Equatable {
        let name: String
        /// From its local header to the end of its data, in the zip file.
        fileprivate(set) var range: Range<Int>
        /// Its data in the zip file.
        fileprivate(set) var data: Range<Int>
        fileprivate let isCompressed: Bool
    }

    private let entries: [String: Entry]

    /// Far above the directory of any checkpoint; it bounds what a damaged one can make us keep.
    private static let maximumBytes = 64 << 20

    /// Reads the directory at the file's end.
    ///
    /// - Throws: `TorchArchiveProblem`.
    init(of file: MappedFile) throws {
        let (range, count) = try Self.directory(of: file)
        var fields = ZipFields(file.bytes(range))
        var entries: [String: Entry] = [:]
        for number in 0..<count {
            guard let entry = try Self.entry(&fields, in: file, directoryStart: range.lowerBound)
            else { throw TorchArchiveProblem.damagedDirectory(entry: number) }
            guard entries.updateValue(entry, forKey: entry.name) == nil else {
                throw TorchArchiveProblem.duplicateEntry(entry.name)
            }
        }
        guard fields.isAtEnd else { throw TorchArchiveProblem.damagedDirectory(entry: count) }
        try Self.requireDisjoint(entries.values)
        self.entries = entries
    }

    /// The names of all entries, sorted.
    var names: [String] { entries.keys.sorted() }

    /// Where an entry's data lies in the file; nil when there is no such entry.
    ///
    /// - Throws: `TorchArchiveProblem.compressedEntry`.
    func data(of name: String) throws -> Range<Int>? {
        guard let entry = entries[name] else { return nil }
        guard !entry.isCompressed else { throw TorchArchiveProblem.compressedEntry(name) }
        return entry.data
    }

    private static func requireDisjoint(_ entries: some Collection<Entry>) throws {
        let ordered = entries.sorted {
            ($0.range.lowerBound, $0.name) < ($1.range.lowerBound, $1.name)
        }
        for (entry, next) in zip(ordered, ordered.dropFirst())
        where entry.range.upperBound > next.range.lowerBound {
            throw TorchArchiveProblem.overlappingEntries(entry.name, next.name)
        }
    }
}

// MARK: - Finding the directory

extension ZipDirectory {
    /// Bytes of the record that ends a zip file without a comment, as torch writes it.
    private static let endBytes = 22
    private static let zip64LocatorBytes = 20
    private static let zip64EndBytes = 56

    /// The directory's bytes and how many entries it lists.
    private static func directory(of file: MappedFile) throws -> (Range<Int>, Int) {
        let end = file.count - endBytes
        guard end >= 0 else { throw TorchArchiveProblem.noDirectory(fileBytes: file.count) }
        var fields = ZipFields(file.bytes(end..<file.count))
        guard fields.integer(4) == 0x0605_4B50, fields.skip(4), let here = fields.integer(2),
            let total = fields.integer(2), let bytes = fields.integer(4),
            let offset = fields.integer(4), fields.integer(2) == 0
        else { throw TorchArchiveProblem.noDirectory(fileBytes: file.count) }
        if let large = try zip64Directory(of: file, before: end) {
            return try checked(
                offset: large.offset, bytes: large.bytes, count: large.count, end: large.end,
                fileBytes: file.count
            )
        }
        guard here == total else { throw TorchArchiveProblem.noDirectory(fileBytes: file.count) }
        return try checked(
            offset: offset, bytes: bytes, count: total, end: end, fileBytes: file.count
        )
    }

    /// What the record for large archives says; nil when there is none.
    private static func zip64Directory(
        of file: MappedFile, before end: Int
    ) throws -> (offset: UInt64, bytes: UInt64, count: UInt64, end: Int)? {
        let locator = end - zip64LocatorBytes
        guard locator >= 0 else { return nil }
        var fields = ZipFields(file.bytes(locator..<end))
        guard fields.integer(4) == 0x0706_4B50 else { return nil }
        let recordStart = locator - zip64EndBytes
        guard recordStart >= 0, fields.skip(4), fields.integer(8) == UInt64(recordStart) else {
            throw TorchArchiveProblem.noDirectory(fileBytes: file.count)
        }
        var record = ZipFields(file.bytes(recordStart..<locator))
        guard record.integer(4) == 0x0606_4B50, record.integer(8) == UInt64(zip64EndBytes - 12),
            record.skip(12), let here = record.integer(8), let total = record.integer(8),
            here == total, let bytes = record.integer(8), let offset = record.integer(8)
        else { throw TorchArchiveProblem.noDirectory(fileBytes: file.count) }
        return (offset, bytes, total, recordStart)
    }

    /// The directory must end where the records after it begin, and be able to hold its entries.
    private static func checked(
        offset: UInt64, bytes: UInt64, count: UInt64, end: Int, fileBytes: Int
    ) throws -> (Range<Int>, Int) {
        let (sum, overflow) = offset.addingReportingOverflow(bytes)
        guard !overflow, sum == UInt64(end), bytes <= UInt64(maximumBytes),
            count <= bytes / UInt64(ZipFields.directoryEntryBytes)
        else {
            throw TorchArchiveProblem.directoryOutOfBounds(
                offset: offset, bytes: bytes, fileBytes: fileBytes
            )
        }
        return (Int(offset)..<end, Int(count))
    }
}

// MARK: - Entries

extension ZipDirectory {
    /// The next entry; nil when the directory itself is damaged there.
    private static func entry(
        _ fields: inout ZipFields, in file: MappedFile, directoryStart: Int
    ) throws -> Entry? {
        guard let listed = fields.directoryEntry() else { return nil }
        guard isPlain(listed.name) else { throw TorchArchiveProblem.entryName(listed.name) }
        let name = listed.name
        guard listed.flags & 1 == 0 else { throw TorchArchiveProblem.encryptedEntry(name) }
        let outOfBounds = TorchArchiveProblem.entryOutOfBounds(
            name, offset: listed.headerOffset, bytes: listed.compressedBytes, fileBytes: file.count
        )
        let headerBytes = UInt64(ZipFields.localHeaderBytes)
        // All that an entry has lies before the directory.
        guard let start = Int(exactly: listed.headerOffset), start <= directoryStart,
            directoryStart - start >= headerBytes
        else { throw outOfBounds }
        var header = ZipFields(file.bytes(start..<start + Int(headerBytes)))
        guard let lengths = header.localHeader(), lengths.method == listed.method else {
            throw TorchArchiveProblem.entryHeader(name)
        }
        let nameStart = start + Int(headerBytes)
        let dataStart = nameStart + lengths.name + lengths.extra
        guard dataStart <= directoryStart, listed.compressedBytes <= directoryStart - dataStart
        else { throw outOfBounds }
        guard file.bytes(nameStart..<nameStart + lengths.name) == Array(name.utf8) else {
            throw TorchArchiveProblem.entryHeader(name)
        }
        let isCompressed = listed.method != 0
        guard isCompressed || listed.bytes == listed.compressedBytes else {
            throw TorchArchiveProblem.entryHeader(name)
        }
        let end = dataStart + Int(listed.compressedBytes)
        return Entry(
            name: name, range: start..<end, data: dataStart..<end, isCompressed: isCompressed
        )
    }

    /// Whether a name is a relative path that stays below where it starts.
    ///
    /// Nothing is ever written under such a name; one that is not plain was made by nobody honest.
    private static func isPlain(_ name: String) -> Bool {
        let parts = name.split(separator: "/", omittingEmptySubsequences: false)
        return !name.contains("\0") && !name.contains("\\")
            && parts.allSatisfy { !$0.isEmpty && $0 != "." && $0 != ".." }
    }
}
