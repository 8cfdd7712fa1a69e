/// How a label set lies in a file.
///
/// ```
/// zeroshot.labelset/1 4312     the form and the bytes of the header behind this line
/// { ... }                      the header: JSON that ends with a line end
/// ....                         the prototypes [L, E], float32, little-endian
/// ....                         the SHA-256 of everything before, 32 bytes
/// ```
enum LabelSetForm {
    static let name = "zeroshot.labelset/"
    static let version = 1
    static var schema: String { name + String(version) }
    static let checksumSize = 32

    /// Bytes of the first line, at most.
    static let longestFirstLine = 64
    /// Bytes of a header: half a million sentences of the length that CuPL's have.
    static let largestHeader = 64 << 20
    /// Values of all prototypes, which take 4 GiB: of a million classes in 1,024 dimensions.
    static let mostValues = 1 << 30

    /// Bytes of prototypes that are read or written at once.
    static let chunk = 1 << 20

    static func firstLine(headerSize: Int) -> String {
        "\(schema) \(headerSize)\n"
    }
}
