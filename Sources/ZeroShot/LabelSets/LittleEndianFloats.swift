// Numbers as label sets and the entries of the prototype cache have them.

extension ArraySlice<Float> {
    /// Four bytes for each number, the lowest first.
    var littleEndianBytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count * 4)
        for value in self {
            // Written out, because a loop over the bytes takes longer than hashing them.
            let bits = value.bitPattern
            bytes.append(UInt8(truncatingIfNeeded: bits))
            bytes.append(UInt8(truncatingIfNeeded: bits >> 8))
            bytes.append(UInt8(truncatingIfNeeded: bits >> 16))
            bytes.append(UInt8(truncatingIfNeeded: bits >> 24))
        }
        return bytes
    }
}

extension [Float] {
    /// Appends the numbers of as many bytes, a multiple of four.
    mutating func append(littleEndian bytes: [UInt8]) {
        for index in stride(from: 0, to: bytes.count, by: 4) {
            append(
                Float(
                    bitPattern: UInt32(bytes[index]) | UInt32(bytes[index + 1]) << 8
                        | UInt32(bytes[index + 2]) << 16 | UInt32(bytes[index + 3]) << 24
                ))
        }
    }
}
