/// Rows of comma-separated values (RFC 4180), as they are written.
struct CSVText {
    /// Whole rows only, once each is ended.
    private(set) var bytes: [UInt8] = []
    private var isRowBegun = false

    /// Appends a field to the row, in quotes where it needs them.
    mutating func add(_ field: String) {
        if isRowBegun { bytes.append(UInt8(ascii: ",")) }
        isRowBegun = true
        guard field.utf8.contains(where: Self.needsQuotes) else {
            bytes += field.utf8
            return
        }
        bytes.append(Self.quote)
        for byte in field.utf8 {
            if byte == Self.quote { bytes.append(byte) }
            bytes.append(byte)
        }
        bytes.append(Self.quote)
    }

    /// Ends the row.
    mutating func endRow() {
        bytes += [UInt8(ascii: "\r"), UInt8(ascii: "\n")]
        isRowBegun = false
    }

    /// Appends a whole row.
    mutating func add(row fields: [String]) {
        for field in fields { add(field) }
        endRow()
    }

    private static let quote = UInt8(ascii: "\"")

    private static func needsQuotes(_ byte: UInt8) -> Bool {
        byte == quote || byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\r")
            || byte == UInt8(ascii: "\n")
    }
}
