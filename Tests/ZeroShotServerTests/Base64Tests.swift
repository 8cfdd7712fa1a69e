import Foundation
import Testing

@testable import ZeroShotServer

struct Base64Tests {
    @Test func `what Foundation writes is read back`() throws {
        var random = RandomNumbers(seed: 64)
        for count in 0..<200 {
            let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
            #expect(try Base64.image(Data(bytes).base64EncodedString()) == bytes)
        }
    }

    @Test func `the head of a data address is left out`() throws {
        #expect(try Base64.image("data:image/png;base64,AAEC") == [0, 1, 2])
        #expect(try Base64.image("data:image/svg+xml;charset=utf-8;base64,AAEC") == [0, 1, 2])
    }

    @Test(
        arguments: [
            ("AAE", Base64Problem.length(3)), ("AAE=\n", .character("\n", at: 4)),
            ("AA-C", .character("-", at: 2)), ("AA=C", .character("=", at: 2)),
            ("====", .character("=", at: 0)), ("AAEC AAE", .character(" ", at: 4)),
            ("AAF=", .looseBits), ("AB==", .looseBits), ("AÄEC", .character("Ä", at: 1)),
            ("data:text/plain;base64,AAEC", .dataAddress("data:text/plain;base64")),
            ("data:image/png,AAEC", .dataAddress("data:image/png")),
            ("data:image/png;base64", .dataAddress("data:image/png;base64")),
        ] as [(String, Base64Problem)])
    func `anything else is refused with its place`(text: String, problem: Base64Problem) {
        #expect(throws: problem) { try Base64.image(text) }
    }

    @Test(
        arguments: [
            (
                Base64Problem.character("\n", at: 76),
                "character 76 is '\n', which base64 (RFC 4648, section 4) does not have. It has letters, "
                    + "digits, +, / and = at the end, and no line ends."
            ),
            (
                .length(5),
                "the base64 text has 5 characters, which is no multiple of four. It was cut, or its "
                    + "padding (=) is missing."
            ),
            (
                .looseBits,
                "the base64 text ends in bits that belong to no byte. It was cut or changed."
            ),
            (
                .dataAddress("data:text/plain"),
                "found 'data:text/plain' where 'data:image/...;base64,' was expected."
            ),
        ] as [(Base64Problem, String)])
    func `a problem is a sentence`(problem: Base64Problem, sentence: String) {
        #expect(problem.description == sentence)
    }

    @Test func `every change of one character is refused or read as what it says`() {
        let text = Array(Data((0..<48).map { UInt8($0 * 5) }).base64EncodedString().utf8)
        for place in text.indices {
            for byte in UInt8(0)...255 {
                var changed = text
                changed[place] = byte
                let own = try? Base64.decode(changed)
                // Foundation takes bits that belong to no byte.
                let reference = Data(base64Encoded: Data(changed))
                    .flatMap { $0.base64EncodedData() == Data(changed) ? $0 : nil }
                #expect(own.map { Data($0) } == reference)
            }
        }
    }
}
