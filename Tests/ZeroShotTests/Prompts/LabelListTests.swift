import Foundation
import Testing

@testable import ZeroShot

struct LabelListTests {
    @Test(arguments: [
        ("fox,bear,owl", ["fox", "bear", "owl"]),
        (" fox , brown bear ", ["fox", "brown bear"]),
        (#""bear, brown",owl"#, ["bear, brown", "owl"]),
        (#" "bear, brown" , owl"#, ["bear, brown", "owl"]),
        (#""an ""old"" owl",fox"#, [#"an "old" owl"#, "fox"]),
        (#"5" disk,3.5" disk"#, [#"5" disk"#, #"3.5" disk"#]),
        ("owl,owl", ["owl", "owl"]),
        ("フクロウ,Käuzchen,🦉", ["フクロウ", "Käuzchen", "🦉"]),
        ("owl\n", ["owl"]),
    ])
    func `labels are separated by commas, with quotes as in CSV`(
        text: String, labels: [String]
    ) throws {
        #expect(try LabelList(commaSeparated: text).labels == labels)
    }

    @Test(arguments: [
        ("", "the list of labels: there is no label. Name at least two classes to choose among."),
        (" ", "the list of labels: there is no label. Name at least two classes to choose among."),
        (
            "fox,,owl",
            "Label 2: nothing stands between the commas. Write a label there, or take one comma "
                + "away."
        ),
        (
            "fox,",
            "Label 2: nothing stands between the commas. Write a label there, or take one comma "
                + "away."
        ),
        (
            "fox,\" \"",
            "Label 2: nothing stands between the commas. Write a label there, or take one comma "
                + "away."
        ),
        (
            "fox,\"owl",
            "Label 2: its quote is not closed. Close it, or write \"\" for a quote that belongs "
                + "to the label."
        ),
        (
            "\"an\" owl,fox",
            "Label 1: something follows the closing quote of \"an\". Put a comma there, or write "
                + "\"\" for a quote that belongs to the label."
        ),
        (
            "fox\nowl",
            "Label 1: it goes over a line end. Separate labels by commas, or put them one a line "
                + "into a labels file."
        ),
    ])
    func `a list that cannot be meant is refused with a sentence`(text: String, message: String) {
        let error = #expect(throws: PromptError.self) { try LabelList(commaSeparated: text) }
        #expect(error?.description == message)
    }

    @Test(arguments: [
        "fox\nbrown bear\nowl\n", "fox\r\nbrown bear\r\nowl\r\n", "fox\rbrown bear\rowl",
        "\u{FEFF}fox\n\n \t\nbrown bear  \n\n  owl", "\r\n\r\nfox\n\rbrown bear\rowl\n",
    ])
    func `a labels file has one label a line, at any line end`(text: String) throws {
        let labels = try LabelList(TextFile(Array(text.utf8), name: "labels.txt")).labels
        #expect(labels == ["fox", "brown bear", "owl"])
    }

    @Test func `a labels file from Windows is read from disk`() throws {
        let labels = try LabelList(contentsOf: ReportFixture.url("labels-windows.txt")).labels
        #expect(labels == ["fox", "brown bear", "owl"])
    }

    @Test(
        arguments: [
            (
                Array("\u{FEFF}\r\n \n".utf8),
                "l.txt: there is no label. Name at least two classes to choose among."
            ),
            ([], "l.txt: there is no label. Name at least two classes to choose among."),
            (
                Array("fox\r\nbear\rse".utf8) + [0xE9] + Array("al\n".utf8),
                "l.txt: line 3, byte 12: not valid UTF-8. Save the file as UTF-8."
            ),
            (
                [0xFF, 0xFE, 0x66, 0],
                "l.txt: line 1, byte 0: not valid UTF-8; it looks like UTF-16. Save the file as UTF-8."
            ),
            (
                Array("ok\n\n".utf8) + [0xC3],
                "l.txt: line 3, byte 4: not valid UTF-8. Save the file as UTF-8."
            ),
            (
                Array("フ\n".utf8) + [0xED, 0xA0, 0x80],
                "l.txt: line 2, byte 4: not valid UTF-8. Save the file as UTF-8."
            ),
        ] as [([UInt8], String)])
    func `a file that is empty or no UTF-8 is refused by name`(
        bytes: [UInt8], message: String
    ) {
        let error = #expect(throws: PromptError.self) {
            try LabelList(TextFile(bytes, name: "l.txt"))
        }
        #expect(error?.description == message)
    }

    @Test(arguments: [
        ("no/such/labels.txt", "there is no such file"), ("/etc/passwd/x", "there is no such file"),
        ("/", "it is a folder"),
    ])
    func `a file that cannot be read is named as it was given`(path: String, reason: String) {
        let error = #expect(throws: PromptError.self) {
            try LabelList(contentsOf: URL(filePath: path))
        }
        #expect(error?.description == "\(path): cannot be read: \(reason).")
    }

    @Test func `labels are read from a pipe`() throws {
        let pipe = Pipe()
        try pipe.fileHandleForWriting.write(contentsOf: Data("fox\nowl\n".utf8))
        try pipe.fileHandleForWriting.close()
        let path = "/dev/fd/\(pipe.fileHandleForReading.fileDescriptor)"
        #expect(try LabelList(contentsOf: URL(filePath: path)).labels == ["fox", "owl"])
    }
}
