import Testing

@testable import ZeroShot

struct CSVTextTests {
    private static func text(_ rows: [[String]]) -> String {
        var text = CSVText()
        for row in rows { text.add(row: row) }
        return String(decoding: text.bytes, as: UTF8.self)
    }

    @Test func `fields are quoted only where they need it`() {
        #expect(
            Self.text([["a b", "", "ü;'", "0.5"], ["a,b", "say \"no\"", "x\ny", "z\r"]])
                == "a b,,ü;',0.5\r\n\"a,b\",\"say \"\"no\"\"\",\"x\ny\",\"z\r\"\r\n")
    }

    @Test func `an empty row and empty fields keep their separators`() {
        #expect(Self.text([["", "", ""]]) == ",,\r\n")
        #expect(Self.text([["\""]]) == "\"\"\"\"\r\n")
    }
}
