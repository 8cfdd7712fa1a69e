import Testing

@testable import ZeroShot

struct TokenTableTests {
    @Test func `tokens keep their ids while the table grows`() {
        var table = TokenTable(capacity: 1)
        for id in 0..<5000 {
            table.insert("token \(id)".utf8, id: Int32(id * 2))
        }
        #expect(table.count == 5000)
        #expect((0..<5000).allSatisfy { table["token \($0)".utf8] == Int32($0 * 2) })
        #expect(table["token 5000".utf8] == nil)
        #expect(table["".utf8] == nil)
    }

    @Test func `canonically equivalent tokens are different tokens`() {
        var table = TokenTable(capacity: 4)
        table.insert("e\u{301}".utf8, id: 1)
        #expect(table["\u{E9}".utf8] == nil)
        table.insert("\u{E9}".utf8, id: 2)
        #expect(table["e\u{301}".utf8] == 1)
        #expect(table["\u{E9}".utf8] == 2)
    }

    @Test func `a token inserted again gets the new id`() {
        var table = TokenTable(capacity: 4)
        table.insert("owl".utf8, id: 1)
        table.insert("owl".utf8, id: 7)
        #expect(table["owl".utf8] == 7)
        #expect(table.count == 1)
    }

    @Test func `two tokens find the one that they make together`() {
        var table = TokenTable(capacity: 4)
        for (id, token) in ["ow", "l", "owl", "o", "wl", "fowl"].enumerated() {
            table.insert(token.utf8, id: Int32(id))
        }
        #expect(table[Array("ow".utf8).span, Array("l".utf8).span] == 2)
        #expect(table[Array("o".utf8).span, Array("wl".utf8).span] == 2)
        #expect(table[Array("".utf8).span, Array("fowl".utf8).span] == 5)
        #expect(table[Array("l".utf8).span, Array("ow".utf8).span] == nil)
        #expect(table[Array("ow".utf8).span, Array("ls".utf8).span] == nil)
    }

    @Test func `tokens with one hash are different tokens`() {
        // Their 32 bits of FNV-1a are the same, 0xF3B88FDF.
        let (first, second) = (Array("aaddtk".utf8), Array("aadwjg".utf8))
        let (beginning, end) = (Array(second[..<3]), Array(second[3...]))
        var table = TokenTable(capacity: 4)
        table.insert(first, id: 1)
        #expect(table[second] == nil)
        #expect(table[beginning.span, end.span] == nil)
        table.insert(second, id: 2)
        #expect(table[first] == 1 && table[second] == 2)
        #expect(table[beginning.span, end.span] == 2)
        for id in 0..<2000 {
            table.insert("token \(id)".utf8, id: Int32(id))
        }
        #expect(table[first] == 1 && table[second] == 2)
    }
}
