import Testing

@testable import ZeroShot

struct JSONCursorTests {
    private func strings(_ json: String) throws -> [String] {
        var cursor = JSONCursor(Array(json.utf8))
        var strings: [String] = []
        var buffer: [UInt8] = []
        try cursor.readArray { value in
            try value.readString(into: &buffer)
            strings.append(String(decoding: buffer, as: UTF8.self))
        }
        try cursor.requireEnd()
        return strings
    }

    @Test func `strings are read with their escapes`() throws {
        #expect(
            try strings(#" [ "a", "\"\\\/\b\f\n\r\t", "\u0120\ud83e\udd89", "猫" ] "#)
                == ["a", "\"\\/\u{8}\u{C}\n\r\t", "Ġ🦉", "猫"]
        )
        #expect(try strings("[]") == [])
    }

    @Test(arguments: [
        ("[\"a\"", 4, "']'"),
        ("[\"a", 3, "the end of a string"),
        ("[\"\\x\"]", 3, "an escape"),
        ("[\"\\u12G4\"]", 6, "four hexadecimal digits"),
        ("[\"\\ud83e\"]", 2, "a Unicode character"),
        ("[\"\\ud83e\\u0041\"]", 2, "the second half of a surrogate pair"),
        ("[\"a\u{1}\"]", 3, "no control character in a string"),
        ("[\"a\",]", 5, "'\"'"),
        ("[1]", 1, "'\"'"),
        ("[] x", 3, "the end of the file"),
        ("", 0, "'['"),
    ])
    func `what is wrong is said with its place`(json: String, offset: Int, expected: String) {
        #expect(throws: JSONCursor.Problem(offset: offset, expected: expected)) {
            try strings(json)
        }
    }

    @Test func `objects are read key by key and values can be skipped`() throws {
        let json = #"{"a": 12, "b": {"x": [1, "}"], "y": "\""}, "c": -3, "d": [true, null]}"#
        var cursor = JSONCursor(Array(json.utf8))
        var found: [String] = []
        try cursor.readObject { key, value in
            let key = String(decoding: key, as: UTF8.self)
            if key == "a" || key == "c" {
                found.append("\(key) \(try value.readInteger())")
            } else {
                let range = try value.skipValue()
                found.append("\(key) \(String(decoding: Array(json.utf8)[range], as: UTF8.self))")
            }
        }
        #expect(
            found == ["a 12", #"b {"x": [1, "}"], "y": "\""}"#, "c -3", "d [true, null]"]
        )
    }

    @Test(arguments: [
        ("{\"a\": 1.5}", 7, "'}'"), ("{\"a\": x}", 6, "an integer"), ("{\"a\" 1}", 5, "':'"),
        ("{\"a\": 99999999999999999999}", 6, "an integer"), ("{\"a\": -}", 6, "an integer"),
        ("{\"a\": 9223372036854775808}", 6, "an integer"),
    ])
    func `numbers are integers`(json: String, offset: Int, expected: String) {
        var cursor = JSONCursor(Array(json.utf8))
        #expect(throws: JSONCursor.Problem(offset: offset, expected: expected)) {
            try cursor.readObject { _, value in _ = try value.readInteger() }
        }
    }

    @Test(arguments: ["0", "-7", "9223372036854775807", "-9223372036854775808"])
    func `integers are read to the limits`(text: String) throws {
        var cursor = JSONCursor(Array(text.utf8))
        #expect(try cursor.readInteger() == Int(text))
        try cursor.requireEnd()
    }

    @Test func `a value that never ends is refused`() {
        for json in ["{\"a\": [1, 2", "[\"", "{", ""] {
            var cursor = JSONCursor(Array(json.utf8))
            #expect(throws: JSONCursor.Problem.self) { _ = try cursor.skipValue() }
        }
    }
}
