/// Sizes of files for people.
package enum ByteCount {
    /// For example `512 bytes`, `3.4 MB`, `1.2 GB`.
    package static func text(_ bytes: Int) -> String {
        switch bytes {
        case ..<100_000: "\(bytes) bytes"
        case ..<1_000_000_000: "\(tenths(bytes, of: 1_000_000)) MB"
        default: "\(tenths(bytes, of: 1_000_000_000)) GB"
        }
    }

    private static func tenths(_ bytes: Int, of unit: Int) -> String {
        let tenths = (bytes * 10 + unit / 2) / unit
        return "\(tenths / 10).\(tenths % 10)"
    }
}
