import Testing

@testable import ZeroShot

struct PrecompiledCharsmapTests {
    /// The bytes of a charsmap from the trie's units and the replacements.
    private func charsmap(_ units: [UInt32], _ replacements: String) -> [UInt8] {
        func bytes(_ unit: UInt32) -> [UInt8] {
            (0..<4).map { UInt8(truncatingIfNeeded: unit >> (8 * $0)) }
        }
        return ([UInt32(4 * units.count)] + units).flatMap(bytes) + Array(replacements.utf8)
    }

    /// A trie in which `a` becomes what stands at `value`: its root, the unit of `a`, and the leaf.
    private func trie(leaf value: UInt32, size: Int = 256) -> [UInt32] {
        var units = [UInt32](repeating: 0, count: size)
        units[97] = 97 | 1 << 8 | 96 << 10  // the leaf is at 97 ^ 96
        units[1] = 1 << 31 | value
        return units
    }

    private func replaced(_ text: String, by bytes: [UInt8]) throws -> String {
        let charsmap = try PrecompiledCharsmap(bytes)
        return String(scalars: charsmap.replacingGraphemes(in: Array(text.unicodeScalars)))
    }

    @Test func `a unit leads to its replacement`() throws {
        #expect(try replaced("banana", by: charsmap(trie(leaf: 2), "x\0yz\0")) == "byznyznyz")
        // Without a zero byte a replacement goes on to the end.
        #expect(try replaced("a", by: charsmap(trie(leaf: 2), "x\0yz")) == "yz")
        #expect(try replaced("ab", by: charsmap(trie(leaf: 1), "x\0")) == "b")
    }

    @Test func `what one perceives as a character is replaced by its beginning`() throws {
        // The accent is lost where the whole has fewer than six bytes.
        let table = charsmap(trie(leaf: 0), "o\0")
        #expect(try replaced("a\u{301}", by: table) == "o")
        #expect(try replaced("a\u{301}\u{301}", by: table) == "o")
        #expect(try replaced("a\u{301}\u{301}\u{301}", by: table) == "o\u{301}\u{301}\u{301}")
        #expect(try replaced("\u{600}a", by: table) == "\u{600}o")
        #expect(try replaced("\r\na\u{200D}a", by: table) == "\r\noo")
    }

    @Test func `the longest beginning is another one than the shortest`() throws {
        let bytes = try TokenizerKind.charsmap("nmt_nfkc")
        let table = try PrecompiledCharsmap(bytes)
        let syllable = Array("\u{1100}\u{1161}\u{11A8}".utf8)
        #expect(table.longestPrefix(of: syllable)?.replacement == ["\u{AC01}"])
        #expect(table.shortestPrefix(of: syllable)?.count ?? 0 < 9)
        #expect(table.longestPrefix(of: Array("\u{FB03}n".utf8))?.replacement == ["f", "f", "i"])
        #expect(table.longestPrefix(of: Array("plain".utf8)) == nil)
        #expect(table.longestPrefix(of: []) == nil)
    }

    @Test func `a trie that leads out of its array or its text finds nothing`() throws {
        var outside = trie(leaf: 0)
        outside[97] = 97 | 1 << 8 | 0x3FFFFF << 10
        #expect(try replaced("aa", by: charsmap(outside, "x\0")) == "aa")
        #expect(try replaced("aa", by: charsmap(trie(leaf: 99), "x\0")) == "aa")
        #expect(try replaced("aa", by: charsmap(trie(leaf: 0x7FFF_FFFF), "x\0")) == "aa")
        // In the middle of a character.
        #expect(try replaced("aa", by: charsmap(trie(leaf: 1), "é\0")) == "aa")
        #expect(try replaced("aé猫", by: charsmap([0], "")) == "aé猫")
    }

    @Test func `a trie that leads back to itself ends with the text`() throws {
        // From `a` back to the root, so that every further `a` is found again.
        var cycle = [UInt32](repeating: 0, count: 256)
        cycle[97] = 97 | 97 << 10
        let text = String(repeating: "a", count: 1000)
        let table = try PrecompiledCharsmap(charsmap(cycle, "x\0"))
        #expect(table.longestPrefix(of: text.utf8) == nil)
        #expect(try replaced(text, by: charsmap(cycle, "x\0")) == text)
    }

    @Test(arguments: [
        ([], "has no trie size"),
        ([0, 0, 0], "has no trie size"),
        ([0, 0, 0, 0], "has 4 bytes, its trie needs 4"),
        ([8, 0, 0, 0, 1, 2, 3, 4], "has 8 bytes, its trie needs 12"),
        ([255, 255, 255, 255, 1], "has 5 bytes, its trie needs 4294967296"),
        ([4, 0, 0, 0, 0, 0, 0, 0, 255], "has replacements that are not UTF-8"),
    ])
    func `bytes of another form are refused`(bytes: [UInt8], reason: String) {
        #expect(throws: PrecompiledCharsmap.Malformed(reason: reason)) {
            try PrecompiledCharsmap(bytes)
        }
    }
}
