/// The printable character that stands for each byte in byte-level vocabularies.
///
/// Printable Latin-1 characters stand for their own byte, the other 68 bytes take U+0100 onwards.
/// Source: `bytes_to_unicode` in openai/gpt-2.
enum ByteAlphabet {
    /// All bytes in the order of CLIP's first 256 ids: the printable ones, then the others.
    static let bytes: [UInt8] = printable + (0...255).filter { !printable.contains($0) }

    /// The UTF-8 of each byte's character, by byte.
    static let symbols: [[UInt8]] = {
        var symbols = [[UInt8]](repeating: [], count: 256)
        for (index, byte) in bytes.enumerated() {
            let isPrintable = index < printable.count
            let value = isPrintable ? UInt32(byte) : UInt32(256 + index - printable.count)
            // Every value is below U+0144: one or two bytes of UTF-8.
            symbols[Int(byte)] =
                value < 0x80
                ? [UInt8(value)] : [UInt8(0xC0 | value >> 6), UInt8(0x80 | value & 0x3F)]
        }
        return symbols
    }()

    private static let printable: [UInt8] =
        Array(0x21...0x7E) + Array(0xA1...0xAC) + Array(0xAE...0xFF)
}
