import Foundation
import HTTPTypes
import NIOCore
import Testing

@testable import ZeroShotServer

struct MultipartTests {
    private func parts(
        _ body: some Sequence<UInt8>, boundary: String = "b"
    ) throws -> [MultipartPart] {
        let type = try #require(HeaderValue("multipart/form-data; boundary=\"\(boundary)\""))
        return try MultipartReader(Array(body), type: type).parts()
    }

    private func parts(_ text: String, boundary: String = "b") throws -> [MultipartPart] {
        try parts(text.replacing("\n", with: "\r\n").utf8, boundary: boundary)
    }

    @Test func `fields and files are read with their names`() throws {
        let parts = try parts(
            """
            --b
            Content-Disposition: form-data; name="labels"

            cat,dog
            --b
            content-type: image/jpeg
            CONTENT-DISPOSITION: form-data; name=image; filename="Kätzchen \\"1\\".jpg"

            line
            line
            --b
            Content-Disposition: form-data; name="a%22b"; filename*=UTF-8''%C3%B6.jpg


            --b--
            """)
        #expect(parts.map(\.name) == ["labels", "image", "a\"b"])
        #expect(parts.map(\.filename) == [nil, "Kätzchen \"1\".jpg", "ö.jpg"])
        #expect(
            parts.map { String(decoding: $0.content, as: UTF8.self) }
                == ["cat,dog", "line\r\nline", ""])
    }

    @Test func `what stands before the first and behind the last boundary is left out`() throws {
        let parts = try parts(
            """
            preamble
            --bb
            --b \t
            Content-Disposition: form-data; name="a"

            1
            --bx
            --b--x
            --b--
            epilogue
            --b
            """)
        #expect(parts.count == 1)
        #expect(String(decoding: parts[0].content, as: UTF8.self) == "1\r\n--bx\r\n--b--x")
    }

    @Test func `an empty field may share its line end with the boundary`() throws {
        let parts = try parts("--b\nContent-Disposition: form-data; name=\"a\"\n\n--b--\n")
        #expect(parts.map(\.content.count) == [0])
    }

    @Test(
        arguments: [
            ("", MultipartError.noPart), ("--c\n", .noPart),
            ("--b\nContent-Disposition: form-data; name=\"a\"\n\nx", .cut(part: 1)),
            ("--b\nContent-Disposition: form-data; name=\"a\"", .cut(part: 1)),
            ("--b\n\nx\n--b--", .noName(part: 1)),
            ("--b\nContent-Disposition: form-data\n\nx\n--b--", .noName(part: 1)),
            ("--b\nContent-Disposition: attachment; name=\"a\"\n\nx\n--b--", .noName(part: 1)),
            ("--b\nno colon\n\nx\n--b--", .headLine(part: 1, "no colon")),
            ("--b\n folded: x\n\nx\n--b--", .headLine(part: 1, " folded: x")),
            (
                "--b\nContent-Disposition: form-data; name=\"a\n\nx\n--b--",
                .headLine(part: 1, "Content-Disposition: form-data; name=\"a")
            ),
            (
                "--b\nContent-Disposition: form-data; name=a\nContent-Transfer-Encoding: base64\n\nx\n--b--",
                .encoding(part: 1, "base64")
            ),
            (
                "--b\nContent-Disposition: form-data; name=a\n\nx\n--b\nX-Long: "
                    + String(repeating: "x", count: 9000) + "\n\nx\n--b--",
                .longHead(part: 2, limit: 8192)
            ),
        ] as [(String, MultipartError)])
    func `anything else is refused with the part`(body: String, error: MultipartError) {
        #expect(throws: error) { try parts(body) }
    }

    @Test func `a form has no more parts than it may`() {
        let part = "--b\nContent-Disposition: form-data; name=a\n\n\n"
        #expect(throws: MultipartError.tooManyParts(limit: 10_000)) {
            try parts(String(repeating: part, count: 10_001) + "--b--")
        }
    }

    @Test(arguments: ["", "a b ", "ä", "a\"b", String(repeating: "x", count: 71)])
    func `a boundary is one that RFC 2046 allows`(boundary: String) throws {
        let type = try #require(
            HeaderValue(
                "multipart/form-data; boundary=\"\(boundary.replacing("\"", with: "\\\""))\""))
        #expect(throws: MultipartError.boundary(String(boundary.prefix(71)))) {
            try MultipartReader([], type: type)
        }
    }

    @Test(
        arguments: [
            (
                MultipartError.boundary(nil),
                "The Content-Type multipart/form-data names no boundary. Let your client write that "
                    + "header; with curl, leave it out beside -F."
            ),
            (
                .boundary("ä"),
                "The Content-Type's boundary 'ä' is none: it has 1 to 70 letters, digits and "
                    + "'()+_,-./:=? signs."
            ),
            (
                .noPart,
                "The form has no part: no line of the body is the boundary that the Content-Type names."
            ),
            (.cut(part: 2), "The form ends within part 2, before the closing boundary."),
            (.tooManyParts(limit: 9), "The form has more than 9 parts."),
            (.longHead(part: 1, limit: 9), "Part 1 of the form has a head of more than 9 bytes."),
            (
                .headLine(part: 1, "x"),
                "Part 1 of the form: 'x' in its head is no field that can be read."
            ),
            (
                .noName(part: 3),
                "Part 3 of the form does not name its field. It needs a line such as "
                    + "Content-Disposition: form-data; name=\"image\"."
            ),
            (
                .encoding(part: 1, "base64"),
                "Part 1 of the form has the Content-Transfer-Encoding 'base64'. Send its bytes as they "
                    + "are."
            ),
        ] as [(MultipartError, String)])
    func `an error is a sentence`(error: MultipartError, sentence: String) {
        #expect(error.description == sentence)
    }

    @Test func `random contents come back as they were`() throws {
        var random = RandomNumbers(seed: 2046)
        for _ in 0..<300 {
            let boundary = String(
                (0..<Int.random(in: 1...20, using: &random)).compactMap { _ in
                    "-ab0'".randomElement(using: &random)
                })
            let contents = (0..<Int.random(in: 0...5, using: &random)).map { _ in
                // Pieces of boundaries and line ends, which searches trip over.
                (0..<Int.random(in: 0...40, using: &random)).flatMap { _ in
                    Array(
                        ["\r", "\n", "\r\n", "--", "-", "a", "\r\n--\(boundary)x", "\r\n-"]
                            .randomElement(using: &random)?.utf8 ?? "".utf8)
                }
            }.filter { !Self.holds($0, boundary) }
            var body: [UInt8] = []
            for (index, content) in contents.enumerated() {
                body += Array(
                    "--\(boundary)\r\nContent-Disposition: form-data; name=\"\(index)\"\r\n\r\n"
                        .utf8)
                body += content + Array("\r\n".utf8)
            }
            body += Array("--\(boundary)--\r\n".utf8)
            let read = try parts(body, boundary: boundary)
            #expect(read.map { Array($0.content) } == contents)
            #expect(read.map(\.name) == contents.indices.map(String.init))
        }
    }

    /// Whether a content would end the part that it stands in.
    private static func holds(_ content: [UInt8], _ boundary: String) -> Bool {
        let text = String(decoding: content + Array("\r\n".utf8), as: UTF8.self)
        return ["\r\n", "--\r\n"].contains { text.utf8.contains("\r\n--\(boundary)\($0)".utf8) }
            || text.utf8.starts(with: "--\(boundary)\r\n".utf8)
            || text.utf8.starts(with: "--\(boundary)--\r\n".utf8)
    }

    @Test func `a recorded form that is cut anywhere is refused`() throws {
        let request = try RecordedRequest("curl-form-request")
        let body = Array(buffer: request.body)
        let type = try #require(request.headers[.contentType].flatMap(HeaderValue.init))
        let whole = try MultipartReader(body, type: type).parts()
        #expect(whole.count == 3)
        // The last line end is no part of the form.
        for end in 0..<body.count - 2 {
            #expect(throws: MultipartError.self) {
                try MultipartReader(Array(body[..<end]), type: type).parts()
            }
        }
    }

    @Test func `a form that is changed anywhere is refused or read within its bounds`() throws {
        var random = RandomNumbers(seed: 7578)
        let request = try RecordedRequest("curl-form")
        let body = Array(buffer: request.body)
        let type = try #require(request.headers[.contentType].flatMap(HeaderValue.init))
        var refused = 0
        for _ in 0..<4000 {
            var changed = body
            for _ in 0..<Int.random(in: 1...6, using: &random) {
                let place = Int.random(in: 0..<changed.count, using: &random)
                switch Int.random(in: 0...3, using: &random) {
                case 0: changed[place] = UInt8.random(in: 0...255, using: &random)
                case 1: changed.remove(at: place)
                case 2: changed.insert(contentsOf: Array("\r\n--".utf8), at: place)
                default:
                    let end = Int.random(in: place...changed.count, using: &random)
                    changed.insert(contentsOf: Array(changed[place..<end]), at: place)
                    changed.removeSubrange(min(body.count, changed.count)...)
                }
            }
            guard let parts = try? MultipartReader(changed, type: type).parts() else {
                refused += 1
                continue
            }
            #expect(parts.reduce(0) { $0 + $1.content.count } <= changed.count)
        }
        #expect(refused > 100)
    }
}

struct HeaderValueTests {
    @Test func `parameters are read whatever their case`() throws {
        let value = try #require(HeaderValue(" Form-Data ;NAME=a; Filename = \"C:\\x;y\" ;"))
        #expect(value.value == "form-data")
        #expect(value["name"] == "a")
        #expect(value["filename"] == "C:\\x;y")
        #expect(value["other"] == nil)
    }

    @Test(arguments: ["", ";", "a; b", "a; =x", "a; b=\"x", "a; b=\"x\" y", "a; b=1; B=2"])
    func `anything else is none`(text: String) {
        #expect(HeaderValue(text) == nil)
    }

    @Test(arguments: ["latin1''%E4", "UTF-8'%E4", "UTF-8''%E4", "UTF-8''%4", "x"])
    func `an extended parameter is UTF-8 or none`(text: String) throws {
        #expect(try #require(HeaderValue("a; filename*=\(text)")).extended("filename") == nil)
    }
}
