import Foundation
import Testing

@testable import ZeroShot

struct JSONParserTests {
    private static let readings: [(String, OrderedJSON)] = [
        ("null", OrderedJSON.null), (" true\n", .bool(true)), ("false", .bool(false)),
        ("0", .integer(0)), ("-12", .integer(-12)), ("1.5e3", .double(1500)),
        ("-0.25", .double(-0.25)), ("1E-2", .double(0.01)), ("0e+1", .double(0)),
        ("20000000000000000000", .double(2e19)), ("[]", .array([])),
        ("{ }", [:]), ("[1 ,\t[2]\r\n]", .array([.integer(1), .array([.integer(2)])])),
        (
            #"{"b":1,"a":{"b":null},"b":2}"#,
            ["b": .integer(1), "a": ["b": .null], "b": .integer(2)]
        ),
        (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{C}\n\r\t"), (#""\u0041\u00e9\uFB01""#, "Aéﬁ"),
        (#""\ud83e\uDD89""#, "🦉"), (#""\u0000""#, "\0"), ("\"\u{7F}フ🦉\"", "\u{7F}フ🦉"), ("\"\"", ""),
        ("\"e\u{301}\"", "e\u{301}"),
    ]

    @Test(arguments: readings)
    func `JSON is read`(text: String, value: OrderedJSON) throws {
        #expect(try OrderedJSON(parsing: text) == value)
    }

    @Test(arguments: [
        ("", 1, 1, "the end of the file where a value was expected"),
        ("nul", 1, 1, "'n' where a value was expected"),
        ("{", 1, 2, "the end of the file where a name in quotes was expected"),
        ("{a: 1}", 1, 2, "'a' where a name in quotes was expected"),
        ("{\"a\" 1}", 1, 6, "'1' where ':' was expected"),
        ("{\"a\": 1 \"b\": 2}", 1, 9, "'\"' where ',' or '}' was expected"),
        ("{\"a\": 1,}", 1, 9, "'}' where a name in quotes was expected"),
        ("[1, 2", 1, 6, "the end of the file where ',' or ']' was expected"),
        ("[1,]", 1, 4, "']' where a value was expected"),
        ("[1] x", 1, 5, "'x' behind the end of the value"),
        ("1 2", 1, 3, "'2' behind the end of the value"),
        ("01", 1, 2, "'1' behind the end of the value"),
        ("-", 1, 2, "the end of the file where a digit was expected"),
        ("1.", 1, 3, "the end of the file where a digit was expected"),
        (".5", 1, 1, "'.' where a value was expected"),
        ("+1", 1, 1, "'+' where a value was expected"),
        ("1e", 1, 3, "the end of the file where a digit was expected"),
        ("1e999", 1, 6, "a number too large to hold"),
        ("NaN", 1, 1, "'N' where a value was expected"),
        ("[-Infinity]", 1, 3, "'I' where a digit was expected"),
        ("\"abc", 1, 5, "the file ends inside a text"),
        (
            "\"a\nb\"", 1, 3,
            "the control character 10 inside a text, where it must be written as an escape"
        ),
        (#""\x""#, 1, 3, "'x' behind a backslash"),
        ("\"\\", 1, 3, "the end of the file behind a backslash"),
        (#""\u12""#, 1, 4, "\\u without four hexadecimal digits"),
        (#""\u+123""#, 1, 4, "\\u without four hexadecimal digits"),
        (#""\u-000""#, 1, 4, "\\u without four hexadecimal digits"),
        (#""\ud800""#, 1, 8, "half a surrogate pair"),
        (#""\ud800\n""#, 1, 9, "half a surrogate pair"),
        (#""\ud800\u0041""#, 1, 14, "half a surrogate pair"),
        (#""\udd89""#, 1, 8, "half a surrogate pair"),
        ("'a'", 1, 1, "''' where a value was expected"),
        ("// a\n1", 1, 1, "'/' where a value was expected"),
        ("{\r\n \"é🦉\": フ}", 2, 8, "'フ' where a value was expected"),
    ])
    func `what is not JSON is refused at its place`(
        text: String, line: Int, column: Int, problem: String
    ) {
        let error = #expect(throws: JSONSyntaxError.self) { try OrderedJSON(parsing: text) }
        #expect(error == JSONSyntaxError(line: line, column: column, problem: problem))
    }

    @Test func `nesting is bounded, so that a hostile file cannot use up the stack`() throws {
        let deepest = String(repeating: "[", count: 128) + String(repeating: "]", count: 128)
        #expect(throws: Never.self) { try OrderedJSON(parsing: deepest) }
        for bracket in ["[", "{\"a\":"] {
            let hostile = String(repeating: bracket, count: 1_000_000)
            let error = #expect(throws: JSONSyntaxError.self) { try OrderedJSON(parsing: hostile) }
            #expect(error?.problem == "nested deeper than 128 levels")
        }
    }
}
