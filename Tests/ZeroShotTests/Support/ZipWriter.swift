@testable import ZeroShot

/// Writes zip files for tests as torch writes them, and broken ones.
struct ZipWriter {
    /// One entry and what the records are to say of it, be it true or not.
    struct Entry {
        var name: String
        var data: [UInt8]
        /// 0 stored, 8 deflated.
        var method: UInt16 = 0
        var flags: UInt16 = 0x808
        /// What the directory says, where it is not the truth.
        var listedBytes: UInt64?
        var listedOffset: UInt64?
        /// The name in the entry's own header, where it is another.
        var headerName: String?
        /// Whether the directory gives the numbers in the field for large files.
        var isLarge = false
    }

    var entries: [Entry]
    /// Whether the record for large archives is written; torch always writes it.
    var hasLargeEnd = true
    /// What the last records say of the directory, where it is not the truth.
    var listedDirectoryOffset: UInt64?
    var listedDirectoryBytes: UInt64?
    var listedCount: UInt64?

    /// A Torch archive of a pickle and of storages by key.
    static func torchArchive(
        _ program: [UInt8], storages: [(key: String, data: [UInt8])] = [],
        byteOrder: String? = "little"
    ) -> ZipWriter {
        var entries = [Entry(name: "archive/data.pkl", data: program)]
        if let byteOrder {
            entries.append(Entry(name: "archive/byteorder", data: Array(byteOrder.utf8)))
        }
        for (key, data) in storages {
            entries.append(Entry(name: "archive/data/\(key)", data: data))
        }
        entries.append(Entry(name: "archive/version", data: Array("3\n".utf8)))
        return ZipWriter(entries: entries)
    }

    var bytes: [UInt8] {
        var file: [UInt8] = []
        var directory: [UInt8] = []
        for entry in entries {
            let offset = UInt64(file.count)
            file += header(entry) + entry.data
            directory += directoryEntry(entry, offset: entry.listedOffset ?? offset)
        }
        let start = UInt64(file.count)
        return file + directory + end(offset: start, bytes: UInt64(directory.count))
    }

    private func header(_ entry: Entry) -> [UInt8] {
        let name = Array((entry.headerName ?? entry.name).utf8)
        // Sizes and checksum are zero here and follow the data, as torch has it.
        return little(UInt32(0x0403_4B50)) + little(UInt16(20)) + little(entry.flags)
            + little(entry.method) + [UInt8](repeating: 0, count: 16) + little(UInt16(name.count))
            + little(UInt16(8)) + name + little(UInt16(0x4246)) + little(UInt16(4)) + [1, 2, 3, 4]
    }

    private func directoryEntry(_ entry: Entry, offset: UInt64) -> [UInt8] {
        let name = Array(entry.name.utf8)
        let bytes = entry.listedBytes ?? UInt64(entry.data.count)
        let large: [UInt8] =
            entry.isLarge
            ? little(UInt16(1)) + little(UInt16(24)) + little(bytes) + little(bytes)
                + little(offset) : []
        let small = { (value: UInt64) in little(entry.isLarge ? .max : UInt32(clamping: value)) }
        return little(UInt32(0x0201_4B50)) + little(UInt16(20)) + little(UInt16(20))
            + little(entry.flags) + little(entry.method) + [UInt8](repeating: 0, count: 8)
            + small(bytes) + small(bytes) + little(UInt16(name.count))
            + little(UInt16(large.count)) + [UInt8](repeating: 0, count: 10) + small(offset) + name
            + large
    }

    private func end(offset: UInt64, bytes: UInt64) -> [UInt8] {
        let count = listedCount ?? UInt64(entries.count)
        let listedOffset = listedDirectoryOffset ?? offset
        let listedBytes = listedDirectoryBytes ?? bytes
        var end: [UInt8] = []
        if hasLargeEnd {
            end += little(UInt32(0x0606_4B50)) + little(UInt64(44)) + little(UInt32(0x2D_001E))
            end += little(UInt64(0)) + little(count) + little(count) + little(listedBytes)
            end += little(listedOffset)
            end += little(UInt32(0x0706_4B50)) + little(UInt32(0)) + little(offset + bytes)
            end += little(UInt32(1))
        }
        end += little(UInt32(0x0605_4B50)) + little(UInt32(0)) + little(UInt16(clamping: count))
        end += little(UInt16(clamping: count)) + little(UInt32(clamping: listedBytes))
        return end + little(UInt32(clamping: listedOffset)) + little(UInt16(0))
    }

    private func little(_ value: some FixedWidthInteger) -> [UInt8] {
        SafetensorsWriter.bytes(of: value)
    }
}
