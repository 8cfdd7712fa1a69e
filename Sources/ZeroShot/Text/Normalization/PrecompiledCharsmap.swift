/// SentencePiece's table of replacements: a double-array trie over UTF-8, and the replacements.
///
/// In the file: the trie's size in bytes and its units, all 32 bits little-endian, then the
/// replacements, each ended by a zero byte. A unit that lies outside of the array and a replacement
/// outside of the text end a search as if nothing was found; each step of a search reads one byte, so
/// that no trie can keep it from ending.
/// Source: `Precompiled` in the spm_precompiled crate, `Normalizer` in SentencePiece.
struct PrecompiledCharsmap: Equatable, Sendable {
    /// The bytes are no charsmap.
    struct Malformed: Error, Equatable {
        let reason: String
    }

    /// What a text begins with and what it becomes.
    struct Match: Equatable {
        let count: Int  // bytes
        let replacement: [Unicode.Scalar]
    }

    private let units: [UInt32]
    private let replacements: [UInt8]

    /// - Throws: ``Malformed``.
    init(_ bytes: [UInt8]) throws {
        func unit(at offset: Int) -> UInt32 {
            bytes[offset..<offset + 4].reversed().reduce(0) { $0 << 8 | UInt32($1) }
        }
        guard bytes.count >= 4 else { throw Malformed(reason: "has no trie size") }
        let count = Int(unit(at: 0)) / 4
        guard count > 0, 4 + 4 * count <= bytes.count else {
            throw Malformed(reason: "has \(bytes.count) bytes, its trie needs \(4 + 4 * count)")
        }
        units = (0..<count).map { unit(at: 4 + 4 * $0) }
        replacements = Array(bytes[(4 + 4 * count)...])
        guard String(validating: replacements, as: UTF8.self) != nil else {
            throw Malformed(reason: "has replacements that are not UTF-8")
        }
    }

    /// The replacement for the shortest beginning of the text that has one.
    func shortestPrefix(of text: some Sequence<UInt8>) -> Match? {
        var found: Match?
        search(text) { match in
            found = match
            return false
        }
        return found
    }

    /// The replacement for the longest beginning of the text that has one.
    func longestPrefix(of text: some Sequence<UInt8>) -> Match? {
        var found: Match?
        search(text) { match in
            found = match
            return true
        }
        return found
    }

    /// Calls `body` with each beginning that has a replacement until it yields false.
    private func search(_ text: some Sequence<UInt8>, _ body: (Match) -> Bool) {
        var node = Self.offset(units[0])
        for (index, byte) in text.enumerated() {
            node ^= Int(byte)
            guard byte != 0, node < units.count, units[node] & 0x8000_00FF == UInt32(byte) else {
                return
            }
            let unit = units[node]
            node ^= Self.offset(unit)
            guard (unit >> 8) & 1 == 1 else { continue }
            guard node < units.count, let replacement = replacement(units[node]) else { return }
            guard body(Match(count: index + 1, replacement: replacement)) else { return }
        }
    }

    /// The replacement that begins where a leaf says.
    private func replacement(_ leaf: UInt32) -> [Unicode.Scalar]? {
        let start = Int(leaf & 0x7FFF_FFFF)
        guard start <= replacements.count else { return nil }
        let end = replacements[start...].firstIndex(of: 0) ?? replacements.count
        return String(validating: replacements[start..<end], as: UTF8.self).map {
            Array($0.unicodeScalars)
        }
    }

    private static func offset(_ unit: UInt32) -> Int {
        Int((unit >> 10) << ((unit & (1 << 9)) >> 6))
    }
}

extension PrecompiledCharsmap {
    /// The text as Hugging Face tokenizers replaces it: user-perceived characters of up to five bytes
    /// as one, by the replacement for the shortest beginning, the others scalar by scalar.
    func replacingGraphemes(in text: [Unicode.Scalar]) -> [Unicode.Scalar] {
        var result: [Unicode.Scalar] = []
        result.reserveCapacity(text.count)
        for character in String(scalars: text) {
            if character.utf8.count < 6, let match = shortestPrefix(of: character.utf8) {
                result += match.replacement
                continue
            }
            for scalar in character.unicodeScalars {
                if let match = shortestPrefix(of: scalar.utf8) {
                    result += match.replacement
                } else {
                    result.append(scalar)
                }
            }
        }
        return result
    }
}
