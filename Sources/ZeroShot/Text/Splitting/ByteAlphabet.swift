/// The printable character that stands for each byte in byte-level vocabularies.
///
/// Printable Latin-1 characters stand for their own byte, the other 68 bytes take U+0100 onwards.
/// Source: `bytes_to_unicode` in openai/gpt-2.
enum ByteAlphabet {
    /// All bytes in the order of CLIP's first 256 ids: the printable ones, then the others.
    static let bytes: [UInt8] = printable + (0...255).filter { !printable.contains($0) }

    /// Each byte's character, by byte.
    static let scalars: [Unicode.Scalar] = {
        var scalars = [Unicode.Scalar](repeating: "\0", count: 256)
        for (index, byte) in bytes.enumerated() {
            if index < printable.count {
                scalars[Int(byte)] = Unicode.Scalar(byte)
            } else if let scalar = Unicode.Scalar(UInt32(256 + index - printable.count)) {
                scalars[Int(byte)] = scalar
            }
        }
        return scalars
    }()

    /// The UTF-8 of each byte's character, by byte.
    static let symbols: [[UInt8]] = scalars.map { Array($0.utf8) }

    private static let printable: [UInt8] =
        Array(0x21...0x7E) + Array(0xA1...0xAC) + Array(0xAE...0xFF)
}
