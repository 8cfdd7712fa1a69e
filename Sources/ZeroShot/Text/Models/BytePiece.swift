/// The pieces that stand for single bytes where a vocabulary has none for a character.
enum BytePiece {
    /// The piece of a byte: `<0x0A>`.
    static func name(of byte: UInt8) -> String {
        let digits = String(byte, radix: 16, uppercase: true)
        return byte < 16 ? "<0x0\(digits)>" : "<0x\(digits)>"
    }
}
