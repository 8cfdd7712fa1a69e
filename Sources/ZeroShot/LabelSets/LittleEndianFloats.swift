// Numbers as label sets, arrays of NumPy and the entries of the prototype cache have them.

extension ArraySlice<Float> {
    /// Four bytes for each number, the lowest first.
    package var littleEndianBytes: [UInt8] { map { $0.bitPattern }.littleEndianBytes }
}

extension [UInt32] {
    /// Four bytes for each number, the lowest first.
    package var littleEndianBytes: [UInt8] {
        // Key paths would take longer than all that is done with the bytes.
        unsafe map { $0.littleEndian }.withUnsafeBytes { unsafe Array<UInt8>($0) }
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
