import Testing

@testable import ZeroShotServer

struct RecentlyUsedTests {
    @Test func `the value used longest ago gives way first`() {
        var values = RecentlyUsed<String, Int>(limit: 2)
        values.keep(1, for: "a")
        values.keep(2, for: "b")
        #expect(values.value(for: "a") == 1)
        #expect(values.keep(3, for: "c") == [2])
        #expect(values.value(for: "b") == nil)
        #expect(values.value(for: "a") == 1)
        #expect(values.value(for: "c") == 3)
    }

    @Test func `looking without using changes no order`() {
        var values = RecentlyUsed<String, Int>(limit: 2)
        values.keep(1, for: "a")
        values.keep(2, for: "b")
        #expect(values.peek("a") == 1)
        #expect(values.keep(3, for: "c") == [1])
    }

    @Test func `costs are added up, and a new value replaces the old one of its key`() {
        var values = RecentlyUsed<String, Int>(limit: 10)
        values.keep(1, for: "a", cost: 4)
        values.keep(2, for: "b", cost: 5)
        values.keep(3, for: "a", cost: 5)
        #expect(values.cost == 10)
        #expect(values.count == 2)
        #expect(values.keep(4, for: "c", cost: 6) == [2, 3])
        #expect(values.cost == 6)
    }

    @Test func `a value that alone costs too much is not kept and nothing gives way`() {
        var values = RecentlyUsed<String, Int>(limit: 10)
        values.keep(1, for: "a", cost: 4)
        #expect(values.keep(2, for: "b", cost: 11).isEmpty)
        #expect(values.peek("a") == 1)
        #expect(values.peek("b") == nil)
    }

    @Test func `many uses of few values leave what is kept right`() {
        var values = RecentlyUsed<Int, Int>(limit: 3)
        for key in 0..<3 { values.keep(key, for: key) }
        for use in 0..<10_000 { #expect(values.value(for: use % 2) == use % 2) }
        #expect(values.keep(3, for: 3) == [2])
        #expect(values.keep(4, for: 4) == [0])
    }
}
