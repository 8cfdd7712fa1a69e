internal import Crypto

/// What tells that two files have the same bytes.
package enum ContentHash {
    /// The SHA-256 of some bytes.
    package static func of(_ bytes: [UInt8]) -> [UInt8] {
        Array(SHA256.hash(data: bytes))
    }
}
