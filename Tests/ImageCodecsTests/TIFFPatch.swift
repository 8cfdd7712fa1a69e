/// Changes tags of a little-endian TIFF whose directory is its last part, as the fixtures are.
struct TIFFPatch {
    var bytes: [UInt8]

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    private func number(_ offset: Int, _ size: Int) -> Int {
        (0..<size).reduce(0) { $0 | Int(bytes[offset + $1]) << ($1 * 8) }
    }

    private mutating func put(_ value: Int, _ offset: Int, _ size: Int) {
        for index in 0..<size {
            bytes[offset + index] = UInt8(truncatingIfNeeded: value >> (index * 8))
        }
    }

    var directory: Int { number(4, 4) }

    /// Where the offset of the next directory is.
    var link: Int { directory + 2 + 12 * number(directory, 2) }

    /// Sets every value of `tag`; it must be there, as short or long numbers.
    mutating func set(_ tag: Int, to value: Int) {
        for index in 0..<number(directory, 2) {
            let entry = directory + 2 + 12 * index
            guard number(entry, 2) == tag else { continue }
            let size = number(entry + 2, 2) == 3 ? 2 : 4
            let count = number(entry + 4, 4)
            let start = size * count <= 4 ? entry + 8 : number(entry + 8, 4)
            for item in 0..<count { put(value, start + item * size, size) }
        }
    }

    /// Changes the number type of `tag`, such as 3 for short and 11 for float.
    mutating func setType(of tag: Int, to type: Int) {
        for index in 0..<number(directory, 2) {
            let entry = directory + 2 + 12 * index
            if number(entry, 2) == tag { put(type, entry + 2, 2) }
        }
    }

    mutating func setNextDirectory(_ offset: Int) {
        put(offset, link, 4)
    }
}
