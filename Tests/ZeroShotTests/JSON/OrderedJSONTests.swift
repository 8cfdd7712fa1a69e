import Foundation
import Testing

@testable import ZeroShot

struct OrderedJSONTests {
    @Test func `members keep their order and repeated names`() throws {
        let json: OrderedJSON = ["b": .integer(1), "a": .null, "b": .bool(true)]
        #expect(json.description == #"{"b": 1, "a": null, "b": true}"#)
        #expect(try OrderedJSON(parsing: json.description) == json)
    }

    @Test(arguments: [
        ("\"quoted\"", #""\"quoted\"""#), ("back\\slash", #""back\\slash""#),
        ("line\r\n\tend", #""line\r\n\tend""#),
        ("\0\u{1B}\u{7F}\u{9B}", #""\u0000\u001b\u007f\u009b""#),
        ("\u{2028}\u{2029}", #""\u2028\u2029""#), ("Käuzchen 🦉 フクロウ", "\"Käuzchen 🦉 フクロウ\""),
    ])
    func `texts are escaped so that every reader gets them back`(
        text: String, written: String
    ) throws {
        #expect(OrderedJSON.string(text).description == written)
        #expect(try OrderedJSON(parsing: written) == .string(text))
        let foundation = try JSONSerialization.jsonObject(
            with: Data(written.utf8), options: .fragmentsAllowed
        )
        #expect(foundation as? String == text)
    }

    @Test(arguments: [
        (Float(0.1), "0.1"), (1, "1.0"), (0.84379476, "0.84379476"), (1e-5, "1e-05"),
        (-0.25, "-0.25"), (.leastNonzeroMagnitude, "1e-45"),
    ])
    func `a float has the fewest digits that read back as itself`(
        value: Float, written: String
    ) throws {
        #expect(OrderedJSON.float(value).description == written)
        guard case .double(let read) = try OrderedJSON(parsing: written) else {
            Issue.record("\(written) is not read as a double")
            return
        }
        #expect(Float(read) == value)
    }

    @Test func `what fits stays on one line, the rest is indented`() {
        let json: OrderedJSON = ["list": .texts(["one", "two"]), "empty": .array([])]
        #expect(json.indented(width: 37) == #"{"list": ["one", "two"], "empty": []}"#)
        #expect(
            json.indented(width: 36) == """
                {
                  "list": ["one", "two"],
                  "empty": []
                }
                """)
        #expect(
            json.indented(by: 4, from: 4, width: 27) == """
                {
                      "list": [
                        "one",
                        "two"
                      ],
                      "empty": []
                    }
                """)
    }
}
