enum ByteOrder {
    case big, little
}

/// Integers and pieces of a byte array, nil wherever they would reach outside it.
struct ByteReader {
    let bytes: [UInt8]

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    var count: Int { bytes.count }

    /// The unsigned integer of `size` bytes (1...8) at `offset`, nil if it does not lie inside
    /// or exceeds `Int.max`.
    func integer(at offset: Int, size: Int, _ order: ByteOrder) -> Int? {
        guard offset >= 0, size <= count, offset <= count - size else { return nil }
        var value: UInt64 = 0
        for index in 0..<size {
            let position = order == .big ? offset + index : offset + size - 1 - index
            value = value << 8 | UInt64(bytes[position])
        }
        return Int(exactly: value)
    }

    func byte(at offset: Int) -> Int? {
        integer(at: offset, size: 1, .big)
    }

    /// The bytes from `offset`, nil if they do not all lie inside.
    func slice(at offset: Int, count length: Int) -> ArraySlice<UInt8>? {
        guard offset >= 0, length >= 0, length <= count, offset <= count - length else {
            return nil
        }
        return bytes[offset..<offset + length]
    }

    func has(_ pattern: some Collection<UInt8>, at offset: Int) -> Bool {
        slice(at: offset, count: pattern.count)?.elementsEqual(pattern) ?? false
    }

    func has(_ pattern: StaticString, at offset: Int) -> Bool {
        has(Array("\(pattern)".utf8), at: offset)
    }

    /// The first place at or after `start` where `pattern` stands.
    func firstIndex(of pattern: [UInt8], from start: Int = 0) -> Int? {
        guard let first = pattern.first, count >= pattern.count else { return nil }
        var position = max(0, start)
        while position <= count - pattern.count {
            if bytes[position] == first, has(pattern, at: position) { return position }
            position += 1
        }
        return nil
    }
}
