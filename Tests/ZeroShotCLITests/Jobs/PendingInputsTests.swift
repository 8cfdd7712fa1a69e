import Testing

@testable import ZeroShotCLI

struct PendingInputsTests {
    private func pending(_ inputs: String, behind rows: String) throws -> [String] {
        var rows = rows.split(separator: " ").map(String.init)[...]
        let expansion = try InputExpansion(inputs.split(separator: " ").map(String.init))
        let pending = PendingInputs(expansion) { rows.popFirst() }
        let items = Array(pending).map(\.source)
        #expect(pending.count == items.count)
        #expect(pending.isEmpty)
        return items
    }

    @Test(arguments: [
        ("a b c", "", "a b c"),
        ("a b c", "a", "b c"),
        ("a b c", "a b c", ""),
        ("a x b c", "a b", "x c"),
        ("a c d", "a b", "c d"),
        ("a b c d", "b", "a c d"),
        ("x y", "a b c", "x y"),
        ("a a b", "a", "a b"),
        ("a a b", "a a", "b"),
        ("b a b a a", "a a b", "b a"),
        ("c b a", "a b", "c"),
    ])
    func `each row accounts for one input of its name`(
        inputs: String, rows: String, left: String
    ) throws {
        #expect(try pending(inputs, behind: rows).joined(separator: " ") == left)
    }

    @Test func `names that are only written alike are different`() throws {
        #expect(try pending("e\u{301}.jpg", behind: "\u{E9}.jpg") == ["e\u{301}.jpg"])
        #expect(try pending("x e\u{301}.jpg", behind: "\u{E9}.jpg y").count == 2)
    }

    @Test func `an array's names have no line ends`() throws {
        let expansion = try InputExpansion(["a\nb", "c"])
        var rows = ["a\u{FFFD}b"][...]
        let pending = PendingInputs(expansion, named: JobForm.array(dimension: 1).name) {
            rows.popFirst()
        }
        #expect(Array(pending).map(\.source) == ["c"])
    }

    @Test func `many rows that repeat each other are counted`() throws {
        var counts = SourceCounts("a") { nil }
        let single = ["a", "a", "b"].map { counts.take($0) }
        #expect(single == [true, false, false])
        var number = 0
        counts = SourceCounts("s0") {
            number += 1
            return number < 10_000 ? "s\(number % 100)" : nil
        }
        for number in 0..<100 {
            let taken = (0..<101).count { _ in counts.take("s\(number)") }
            #expect(taken == 100)
        }
    }
}
