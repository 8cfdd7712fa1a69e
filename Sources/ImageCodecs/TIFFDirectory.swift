/// One image file directory: the table of tags that TIFF files and EXIF blocks are made of.
///
/// Every value is looked up on demand and bounds-checked; nothing is followed that was not asked
/// for, so a looping or endless chain of directories costs nothing.
struct TIFFDirectory {
    enum Tag: Int {
        case imageWidth = 256
        case imageLength = 257
        case bitsPerSample = 258
        case compression = 259
        case photometric = 262
        case stripOffsets = 273
        case orientation = 274
        case samplesPerPixel = 277
        case stripByteCounts = 279
        case colorMap = 320
        case tileWidth = 322
        case tileLength = 323
        case tileOffsets = 324
        case tileByteCounts = 325
        case extraSamples = 338
        case sampleFormat = 339
        case xmp = 700
    }

    private struct Entry {
        let type: Int
        let count: Int
        /// Where the values lie.
        let offset: Int
    }

    let order: ByteOrder
    /// Where the offset of the next directory is stored, and its size.
    let nextOffset: (position: Int, size: Int)
    private let reader: ByteReader
    private let entries: [Int: Entry]

    /// The first directory of `bytes`, nil if they have no TIFF header or end inside the table.
    init?(_ bytes: [UInt8]) {
        let reader = ByteReader(bytes)
        let order: ByteOrder
        if reader.has("II", at: 0) {
            order = .little
        } else if reader.has("MM", at: 0) {
            order = .big
        } else {
            return nil
        }
        // BigTIFF is the same with wider fields.
        guard let version = reader.integer(at: 2, size: 2, order), version == 42 || version == 43
        else { return nil }
        let isBig = version == 43
        let wordSize = isBig ? 8 : 4
        guard let start = reader.integer(at: isBig ? 8 : 4, size: wordSize, order),
            let count = reader.integer(at: start, size: isBig ? 8 : 2, order),
            count <= bytes.count
        else { return nil }

        var entries: [Int: Entry] = [:]
        var position = start + (isBig ? 8 : 2)
        for _ in 0..<count {
            guard let tag = reader.integer(at: position, size: 2, order),
                let type = reader.integer(at: position + 2, size: 2, order),
                let valueCount = reader.integer(at: position + 4, size: wordSize, order),
                reader.slice(at: position + 4 + wordSize, count: wordSize) != nil
            else { return nil }
            let field = position + 4 + wordSize
            position = field + wordSize
            guard entries[tag] == nil, let size = Self.valueSize(ofType: type),
                valueCount <= bytes.count
            else { continue }
            if valueCount * size <= wordSize {
                entries[tag] = Entry(type: type, count: valueCount, offset: field)
            } else if let offset = reader.integer(at: field, size: wordSize, order) {
                entries[tag] = Entry(type: type, count: valueCount, offset: offset)
            }
        }
        self.order = order
        self.reader = reader
        self.entries = entries
        nextOffset = (position, wordSize)
    }

    /// The directory of an EXIF block, with or without its `Exif\0\0` marks; some writers put two.
    init?(exif: ArraySlice<UInt8>) {
        var rest = exif
        for _ in 0..<2 where rest.starts(with: Array("Exif\0\0".utf8)) {
            rest = rest.dropFirst(6)
        }
        self.init(Array(rest))
    }

    /// The offset of the directory that follows this one, 0 if none does; nil if the file ends
    /// before it, which EXIF blocks may.
    var next: Int? {
        reader.integer(at: nextOffset.position, size: nextOffset.size, order)
    }

    func contains(_ tag: Tag) -> Bool {
        entries[tag.rawValue] != nil
    }

    /// Where the values of `tag` lie in the file, and the size of one.
    func location(_ tag: Tag) -> (offset: Int, valueSize: Int)? {
        guard let entry = entries[tag.rawValue], let size = Self.valueSize(ofType: entry.type)
        else { return nil }
        return (entry.offset, size)
    }

    /// The whole numbers of a tag, nil if it is absent, of another type, or outside the file.
    func integers(_ tag: Tag) -> [Int]? {
        guard let entry = entries[tag.rawValue], [1, 3, 4, 16].contains(entry.type),
            let size = Self.valueSize(ofType: entry.type),
            reader.slice(at: entry.offset, count: entry.count * size) != nil
        else { return nil }
        var values: [Int] = []
        values.reserveCapacity(entry.count)
        for index in 0..<entry.count {
            guard let value = reader.integer(at: entry.offset + index * size, size: size, order)
            else { return nil }
            values.append(value)
        }
        return values
    }

    /// The number of a tag that has exactly one.
    func integer(_ tag: Tag) -> Int? {
        guard let values = integers(tag), values.count == 1 else { return nil }
        return values.first
    }

    /// The bytes of a tag of any type, nil if it is absent or outside the file.
    func data(_ tag: Tag) -> ArraySlice<UInt8>? {
        guard let entry = entries[tag.rawValue], let size = Self.valueSize(ofType: entry.type)
        else { return nil }
        return reader.slice(at: entry.offset, count: entry.count * size)
    }

    private static func valueSize(ofType type: Int) -> Int? {
        switch type {
        case 1, 2, 6, 7: 1
        case 3, 8: 2
        case 4, 9, 11, 13: 4
        case 5, 10, 12, 16, 17, 18: 8
        default: nil
        }
    }
}
