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
}
