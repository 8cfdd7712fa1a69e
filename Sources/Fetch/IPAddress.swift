/// The sixteen bytes of an IPv6 address; an IPv4 address is held as its mapped form.
struct IPAddress: Sendable, Equatable {
    let bytes: [UInt8]

    /// Reads the text form that the system gives for a connection's other end; nil for other text.
    init?(_ text: String) {
        let unscoped = text.prefix { $0 != "%" }
        if unscoped.contains(":") {
            guard let bytes = Self.version6(unscoped) else { return nil }
            self.bytes = bytes
        } else {
            guard let bytes = Self.version4(unscoped) else { return nil }
            self.bytes = Self.mappedPrefix + bytes
        }
    }

    /// Whether the address belongs to a public server: neither to this machine, nor to its
    /// networks, nor to a range that IANA keeps for special use (RFC 6890 and its registries).
    var isPublic: Bool {
        if let embedded = embeddedVersion4 {
            return !Self.specialVersion4.contains { $0.matches(embedded) }
        }
        // 2000::/3 is all of the public space that has been given out.
        return bytes[0] >> 5 == 1 && !Self.specialVersion6.contains { $0.matches(bytes) }
    }

    /// Whether the address is this machine's own: `127.0.0.0/8` or `::1`.
    var isLoopback: Bool {
        bytes.starts(with: Self.mappedPrefix)
            ? bytes[12] == 127 : bytes == [UInt8](repeating: 0, count: 15) + [1]
    }

    private struct Range {
        let prefix: [UInt8]
        let bits: Int

        func matches(_ bytes: [UInt8]) -> Bool {
            prefix.indices.allSatisfy { index in
                let left = min(max(bits - index * 8, 0), 8)
                let mask = UInt8(truncatingIfNeeded: 0xFF00 >> left)
                return (bytes[index] ^ prefix[index]) & mask == 0
            }
        }
    }

    private static let specialVersion4 = [
        Range(prefix: [0], bits: 8),  // this machine
        Range(prefix: [10], bits: 8),  // private
        Range(prefix: [100, 64], bits: 10),  // behind a provider's address translation
        Range(prefix: [127], bits: 8),  // loopback
        Range(prefix: [169, 254], bits: 16),  // link-local, where clouds keep their keys
        Range(prefix: [172, 16], bits: 12),  // private
        Range(prefix: [192, 0, 0], bits: 24),  // protocol assignments
        Range(prefix: [192, 0, 2], bits: 24),  // documentation
        Range(prefix: [192, 168], bits: 16),  // private
        Range(prefix: [198, 18], bits: 15),  // benchmarks
        Range(prefix: [198, 51, 100], bits: 24),  // documentation
        Range(prefix: [203, 0, 113], bits: 24),  // documentation
        Range(prefix: [224], bits: 3),  // multicast, reserved, broadcast
    ]

    private static let specialVersion6 = [
        Range(prefix: [0x20, 0x01, 0x00], bits: 23),  // protocol assignments, Teredo
        Range(prefix: [0x20, 0x01, 0x0D, 0xB8], bits: 32),  // documentation
        Range(prefix: [0x3F, 0xFF, 0x00], bits: 20),  // documentation
    ]

    private static let mappedPrefix = [UInt8](repeating: 0, count: 10) + [0xFF, 0xFF]

    /// The IPv4 address that a mapped, translated (NAT64) or tunnelled (6to4) one leads to.
    private var embeddedVersion4: [UInt8]? {
        let translated: [UInt8] = [0x00, 0x64, 0xFF, 0x9B] + [UInt8](repeating: 0, count: 8)
        if bytes.starts(with: Self.mappedPrefix) || bytes.starts(with: translated) {
            return Array(bytes[12...])
        }
        return bytes.starts(with: [0x20, 0x02]) ? Array(bytes[2..<6]) : nil
    }

    private static func version4(_ text: some StringProtocol) -> [UInt8]? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4, parts.allSatisfy({ $0.allSatisfy(\.isNumber) }) else { return nil }
        let bytes = parts.compactMap { UInt8($0) }
        return bytes.count == 4 ? bytes : nil
    }

    private static func version6(_ text: some StringProtocol) -> [UInt8]? {
        // At most one "::" stands for the zeros that are left out.
        let sides = String(text).split(separator: "::", omittingEmptySubsequences: false)
        guard let head = groups(sides[0], mayEndInVersion4: sides.count == 1) else { return nil }
        if sides.count == 1 { return head.count == 16 ? head : nil }
        guard sides.count == 2, let tail = groups(sides[1], mayEndInVersion4: true),
            head.count + tail.count <= 14
        else { return nil }
        return head + [UInt8](repeating: 0, count: 16 - head.count - tail.count) + tail
    }

    /// The bytes of groups of hexadecimal digits with colons between them.
    private static func groups(_ text: Substring, mayEndInVersion4: Bool) -> [UInt8]? {
        guard !text.isEmpty else { return [] }
        var groups = text.split(separator: ":", omittingEmptySubsequences: false)
        var end: [UInt8] = []
        if mayEndInVersion4, let last = groups.last, let bytes = version4(last) {
            end = bytes
            groups.removeLast()
        }
        var bytes: [UInt8] = []
        for group in groups {
            guard group.count <= 4, group.allSatisfy(\.isHexDigit),
                let value = UInt16(group, radix: 16)
            else { return nil }
            bytes += [UInt8(value >> 8), UInt8(value & 0xFF)]
        }
        return bytes + end
    }
}
