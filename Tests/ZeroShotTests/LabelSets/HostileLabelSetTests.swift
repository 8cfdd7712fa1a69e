import Crypto
import Foundation
import Testing

@testable import ZeroShot

/// Files that are no whole label set, by accident or by somebody's will.
struct HostileLabelSetTests {
    private let folder: TemporaryFolder
    private let file: URL
    private let whole: [UInt8]
    private let parts: LabelSetParts

    init() throws {
        folder = try TemporaryFolder()
        file = folder.url.appending(path: "a.labelset")
        try LabelSetSample.labelSet(calibration: Calibration(temperature: 1.5, threshold: 0.25))
            .write(to: file)
        whole = [UInt8](try Data(contentsOf: file))
        parts = LabelSetParts(whole)
        try #require(parts.sealed == whole)
    }

    /// Reads a file of these bytes.
    @discardableResult
    private func read(_ bytes: [UInt8]) throws -> LabelSet {
        try Data(bytes).write(to: file)
        return try LabelSet(contentsOf: file)
    }

    private func damage(of bytes: [UInt8]) throws -> LabelSetDamage? {
        do {
            try read(bytes)
            return nil
        } catch LabelSetError.damaged(let name, let damage) {
            #expect(name == file.path(percentEncoded: false))
            return damage
        }
    }

    @Test func `a file cut anywhere is none`() throws {
        for count in 0..<whole.count {
            #expect(throws: LabelSetError.self, "\(count) bytes") {
                try read(Array(whole.prefix(count)))
            }
        }
        try read(whole)
    }

    @Test func `a file with one bit changed is none, whichever byte it is in`() throws {
        for index in whole.indices {
            var bytes = whole
            bytes[index] ^= 1 << (index % 8)
            #expect(throws: LabelSetError.self, "byte \(index)") { try read(bytes) }
        }
    }

    @Test func `bytes behind the end are damage`() throws {
        let expected = LabelSetDamage.size(found: whole.count + 1, expected: whole.count)
        #expect(try damage(of: whole + [0]) == expected)
    }

    @Test func `random changes with the right checksum are read in a label set's form or refused`()
        throws
    {
        var random = RandomNumbers(seed: 20_261_121)
        for _ in 0..<1500 {
            var changed = parts
            var header = Array(parts.header.utf8)
            switch Int.random(in: 0..<4, using: &random) {
            case 0:
                let start = Int.random(in: 0..<header.count, using: &random)
                header.removeSubrange(
                    start...Int.random(in: start..<header.count, using: &random))
            case 1:
                let start = Int.random(in: 0..<header.count, using: &random)
                let end = min(header.count, start + 40)
                header.insert(
                    contentsOf: Array(header[start..<end]),
                    at: Int.random(in: 0...header.count, using: &random))
            case 2:
                for _ in 0..<4 {
                    header[Int.random(in: 0..<header.count, using: &random)] =
                        Array(#"{}[]":,0129-.eE\u"#.utf8).randomElement(using: &random) ?? 0
                }
            default:
                changed.vectors[Int.random(in: 0..<changed.vectors.count, using: &random)] ^= 0x41
            }
            changed.header = String(decoding: header, as: UTF8.self)
            do {
                let found = try read(changed.sealed)
                #expect(found.prototypes.embeddings.count == found.prompts.labels.count)
                for index in found.prompts.labels.indices {
                    #expect(!found.prompts.prompts(ofClass: index).isEmpty)
                }
            } catch is LabelSetError {
                continue
            }
        }
    }

    @Test(arguments: [
        ("", LabelSetLookalike.empty), ("cat\ndog\n", .text), ("{\"cat\": [\"A cat.\"]}", .json),
        ("  [1]", .json), ("zeroshot.report/1", .text), ("\u{0}\u{1}", .other),
    ])
    func `what is something else is called so`(text: String, lookalike: LabelSetLookalike) throws {
        let name = file.path(percentEncoded: false)
        #expect(throws: LabelSetError.notALabelSet(file: name, lookalike)) {
            try read(Array(text.utf8))
        }
    }

    @Test(arguments: [2, 17, Int.max])
    func `a newer form is refused by its number`(version: Int) throws {
        var newer = parts
        newer.firstLine = "zeroshot.labelset/\(version) with a line of its own"
        let name = file.path(percentEncoded: false)
        #expect(throws: LabelSetError.newerVersion(file: name, version: version, known: 1)) {
            try read(newer.withChecksum)
        }
    }

    @Test(arguments: [
        "", " ", "0 10", "-1 10", "01 10", "1", "1 ", "1  10", "1 -5", "1 0", "1 010", "1 10 10",
        "1 1e3", "1 99999999999999999999", "1 +10", "1 10\r", "1 68719476736", "x 10",
        "1 " + String(repeating: "1", count: 100),
    ])
    func `a first line in another form is damage`(rest: String) throws {
        var odd = parts
        odd.firstLine = "zeroshot.labelset/" + rest
        #expect(try damage(of: odd.withChecksum) == .firstLine)
    }

    @Test func `a header longer than the file is damage`() throws {
        var odd = parts
        odd.firstLine = "zeroshot.labelset/1 60000000"
        let found = odd.withChecksum.count
        let expected = LabelSetDamage.size(found: found, expected: 60_000_000 + 29 + 32)
        #expect(try damage(of: odd.withChecksum) == expected)
    }

    /// A text of the header, another in its place, and what is said of which member.
    private static let doctored: [(text: String, other: String, member: String, problem: String)] =
        [
            (#""raw""#, #""fast""#, "averaging", "is 'fast', not normalized or raw"),
            (#""averaging""#, #""averages""#, "averages", "is no member of a label set"),
            (#""averaging": "raw","#, "", "averaging", "is missing"),
            (#""labels":"#, #""parity": "hf", "labels":"#, "parity", "stands there twice"),
            (#""width""#, #""patchSize""#, "checkpoint.resolution.width", "is missing"),
            (#""dimension": 4"#, #""dimension": 5"#, "prototypes.dimension", "is 5, not 4 to 4"),
            (#""count": 3"#, #""count": 4"#, "prototypes.count", "is 4, not 3 to 3"),
            (
                #""embeddingDimension": 4"#, #""embeddingDimension": 0"#,
                "checkpoint.embeddingDimension", "is 0, not 1 to 1048576"
            ),
            (#""{}""#, #""{} {}""#, "templates", "holds '{} {}', which is no template"),
            (#""tree frog","#, #"" ","#, "labels", "holds no label, or a blank one"),
            (
                "A fox.", "A wolf.", "fingerprints.prompts", "is not that of the prompts beside it"
            ),
            (
                "0123456789abcdef0", "0123456789abcdeg0", "fingerprints.checkpoint",
                "is no SHA-256 in hexadecimal"
            ),
            (#""temperature": 1.5"#, #""temperature": 0"#, "calibration", noCalibration),
            (#""temperature": 1.5"#, #""temperature": "a""#, "calibration", noCalibration),
            (#""threshold": 0.25"#, #""threshold": 1e300"#, "calibration", noCalibration),
        ]
    private static let noCalibration = "is none that labelled images could teach"

    @Test(arguments: doctored.indices)
    func `a doctored header is damage though its checksum is right`(index: Int) throws {
        let (text, other, member, problem) = Self.doctored[index]
        let found = try damage(of: parts.replacing(text, with: other).sealed)
        #expect(found == .member(member, problem: problem))
    }

    @Test func `a value of another kind is damage at its place`() throws {
        let odd = try parts.replacing(#""openclip""#, with: "7")
        let place = try #require(odd.header.utf8.firstRange(of: Array("7,\n".utf8))).lowerBound
        let offset = odd.header.utf8.distance(from: odd.header.startIndex, to: place)
        #expect(try damage(of: odd.sealed) == .header(offset: offset, expected: "'\"'"))
    }

    @Test func `sentences for other classes than there are, or none at all, are damage`() throws {
        let sentences = try #require(parts.header.range(of: "\"sentences\": "))
        let rest = parts.header[sentences.upperBound...]
        let end = try #require(rest.range(of: "]]")).upperBound
        let list = String(parts.header[sentences.upperBound..<end])
        let fewer = try parts.replacing(list, with: "[[\"A frog.\"]]")
        #expect(
            try damage(of: fewer.sealed)
                == .member("sentences", problem: "is of 1 classes, not 3"))
        let none = try parts.replacing(list, with: "[]")
            .replacing("\"a photo of {a class}\", \"{}\"", with: "")
        #expect(
            try damage(of: none.sealed)
                == .member("sentences", problem: "leaves a class without a prompt"))
    }

    @Test(arguments: [
        String(repeating: "[", count: 1 << 20), String(repeating: "{\"a\":", count: 1 << 18),
        "[" + String(repeating: "[],", count: 1 << 20),
        "\"" + String(repeating: "a", count: 1 << 20),
        String(repeating: "9", count: 1 << 16), "{", "", "null",
        "{\"labels\": \"\u{FFFD}\\ud800\"}",
    ])
    func `a header of a bomb's form is damage`(header: String) throws {
        var odd = parts
        odd.header = header
        let found = try damage(of: odd.sealed)
        guard header != "" else {
            #expect(found == .firstLine)
            return
        }
        switch found {
        case .header, .member: break
        default: Issue.record("\(String(describing: found))")
        }
    }

    @Test func `a calibration nested without end is damage`() throws {
        let nested = String(repeating: "[", count: 100_000) + String(repeating: "]", count: 100_000)
        let odd = try parts.replacing("\"temperature\": 1.5", with: "\"temperature\": \(nested)")
        #expect(
            try damage(of: odd.sealed)
                == .member("calibration", problem: Self.noCalibration))
    }

    @Test func `huge counts take no memory`() throws {
        func widened(_ parts: LabelSetParts) throws -> LabelSetParts {
            try parts.replacing("Dimension\": 4", with: "Dimension\": 1048576")
                .replacing("\"dimension\": 4", with: "\"dimension\": 1048576")
        }
        let wide = try widened(parts).sealed
        let expected = wide.count - parts.vectors.count + 3 * (1 << 20) * 4
        #expect(try damage(of: wide) == .size(found: wide.count, expected: expected))

        let labels = (0..<2000).map { "label \($0)" }
        try LabelSetSample.plain(labels, labels.map { _ in [1, 0, 0, 0] }).write(to: file)
        let many = LabelSetParts([UInt8](try Data(contentsOf: file)))
        #expect(
            try damage(of: widened(many).sealed)
                == .member("prototypes", problem: "has more than 1073741824 values"))
    }

    @Test(arguments: [Float.nan, .infinity, 0, 0.7, -3e38])
    func `a vector that is no direction is damage`(value: Float) throws {
        var odd = parts
        odd.vectors.replaceSubrange(16..<20, with: [value][...].littleEndianBytes)
        #expect(try damage(of: odd.sealed) == .prototype(label: "fox \"red\""))
    }

    @Test func `what is no regular file is not read`() throws {
        let made = unsafe mkfifo(folder.path("pipe"), 0o600)
        try #require(made == 0)
        for (path, reason) in [
            (folder.path("absent"), "No such file or directory"),
            ("/usr", "it is a folder"), (folder.path("pipe"), "it is no regular file"),
            ("/dev/zero", "it is no regular file"),
        ] {
            #expect(throws: LabelSetError.unreadable(file: path, reason: reason)) {
                try LabelSet(contentsOf: URL(filePath: path))
            }
        }
    }
}
