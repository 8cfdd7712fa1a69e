import Foundation
import Testing

import ZeroShot
@testable import ZeroShotCLI

struct InputExpansionTests {
    private let workspace: Workspace

    init() throws {
        workspace = try Workspace()
    }

    private var root: String { workspace.folder.path(percentEncoded: false) + "/" }

    private func path(_ text: String) -> FilePath { FilePath(bytes: Array(text.utf8)) }

    /// Writes three bytes to a file whose name Foundation could not write.
    private func create(_ file: FilePath) throws {
        let name = file.bytes.map { CChar(bitPattern: $0) } + [0]
        let stream = unsafe try #require(unsafe fopen(name, "w"))
        #expect(unsafe fputs("owl", stream) >= 0)
        #expect(unsafe fclose(stream) == 0)
    }

    private func expand(_ arguments: String...) throws -> [InputItem] {
        let expansion = try InputExpansion(arguments)
        let items = Array(expansion)
        #expect(expansion.count == items.count)
        #expect(Array(expansion) == items, "a second walk yields the same")
        return items
    }

    @Test func `a folder is walked in byte order of its paths`() throws {
        for name in [
            "b.jpg", "a/z.png", "a.jpg", "a-b.webp", "a/b/c.gif", "a0.tif", "Z.bmp", "é.heic",
        ] {
            try workspace.write("", to: "photos/\(name)")
        }
        let folder = root + "photos"
        let found = try expand(folder).map { String($0.source.dropFirst(folder.count + 1)) }
        #expect(
            found == [
                "Z.bmp", "a-b.webp", "a.jpg", "a/b/c.gif", "a/z.png", "a0.tif", "b.jpg", "é.heic",
            ]
        )
        #expect(found == found.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
    }

    @Test func `hidden files, other files and links to folders are not taken`() throws {
        for name in ["a.jpg", ".hidden.jpg", ".git/b.jpg", "notes.txt", "jpg", ".jpg", "c.JPEG"] {
            try workspace.write("", to: "photos/\(name)")
        }
        let folder = workspace.folder.appending(path: "photos")
        try FileManager.default.createSymbolicLink(
            at: folder.appending(path: "loop"), withDestinationURL: folder
        )
        try FileManager.default.createSymbolicLink(
            at: folder.appending(path: "link.jpg"),
            withDestinationURL: folder.appending(path: "a.jpg")
        )
        let found = try expand(folder.path(percentEncoded: false))
        #expect(
            found.map { $0.source.split(separator: "/").last } == ["a.jpg", "c.JPEG", "link.jpg"])
        let notices = try InputExpansion([folder.path(percentEncoded: false)]).notices
        #expect(notices.map(\.code) == ["other-files-skipped"])
        #expect(notices[0].message.contains("3 other files"))
    }

    @Test func `an argument says where its bytes come from`() throws {
        let items = try expand(
            "absent.jpg", "-", "http://h/a", "HTTPS://h/b", "http:x", "ftp://h/c"
        )
        #expect(
            items.map(\.location) == [
                .file(path("absent.jpg")), .standardInput, .address("http://h/a"),
                .address("HTTPS://h/b"), .file(path("http:x")), .file(path("ftp://h/c")),
            ]
        )
    }

    @Test func `a report does not show an address's credentials`() throws {
        let address = "https://ada:secret@h.org/a@2x.jpg?size=2"
        let item = try #require(try expand(address).first)
        #expect(item.location == .address(address))
        #expect(item.source == "https://***@h.org/a@2x.jpg?size=2")
        #expect(try expand("https://h.org/a@2x.jpg").map(\.source) == ["https://h.org/a@2x.jpg"])
    }

    @Test func `names that are not UTF-8 are found, in folders and in lists`() throws {
        let name: [UInt8] = Array("photos/".utf8) + [0xE9, 0x74, 0xE9] + Array(".jpg".utf8)
        let file = path(root).appending(name)
        try workspace.write("", to: "photos/z.jpg")
        try create(file)
        let found = try expand(root + "photos")
        #expect(found.map(\.location) == [.file(path(root + "photos/z.jpg")), .file(file)])
        #expect(found[1].source == root + "photos/\u{FFFD}t\u{FFFD}.jpg")
        #expect(try FileSystem.contents(of: file, limit: 10) == Array("owl".utf8))

        let list = try workspace.write(file.bytes + [0x0A], to: "list.txt")
        #expect(try expand("@\(list)").map(\.location) == [.file(file)])
    }

    @Test func `an argument that is not UTF-8 is the process's own`() {
        let raw: [UInt8] = [0xE9, 0x74, 0xE9]
        let text = String(decoding: raw, as: UTF8.self)
        #expect(FilePath(argument: text, among: { [[0x61], raw] }).bytes == raw)
        #expect(FilePath(argument: text, among: { [[0x61]] }).bytes == Array(text.utf8))
        #expect(FilePath(argument: "a", among: { [[0x62]] }).bytes == [0x61])
    }

    @Test func `a folder that cannot be read is an input that fails`() throws {
        try workspace.write("", to: "photos/a.jpg")
        try workspace.write("", to: "photos/b/c.jpg")
        try workspace.write("", to: "photos/d.jpg")
        let expansion = try InputExpansion([root + "photos"])
        let items = expansion.makeIterator()
        #expect(items.next()?.source == root + "photos/a.jpg")
        try FileManager.default.removeItem(atPath: root + "photos/b")
        let failed = try #require(items.next())
        #expect(failed.source == root + "photos/b")
        #expect(failed.location == .unreadableFolder(.missing))
        #expect(items.next()?.source == root + "photos/d.jpg")
        #expect(items.next() == nil)
    }

    @Test func `pipes in a folder are not taken, links that lead nowhere are`() throws {
        try workspace.write("", to: "photos/a.jpg")
        #expect(unsafe mkfifo(root + "photos/pipe.jpg", 0o600) == 0)
        try FileManager.default.createSymbolicLink(
            atPath: root + "photos/z.jpg", withDestinationPath: "absent.jpg"
        )
        let found = try expand(root + "photos").map(\.source)
        #expect(found == [root + "photos/a.jpg", root + "photos/z.jpg"])
    }

    @Test func `a list's lines are inputs, whatever its line ends`() throws {
        try workspace.write("", to: "photos/a.jpg")
        let list = try workspace.write(
            "\u{FEFF}one.jpg\r\n\r\n\(root)photos\rhttp://h/two.jpg\n  \n", to: "list.txt"
        )
        let found = try expand("first.png", "@\(list)", "last.png").map(\.source)
        #expect(
            found == [
                "first.png", "one.jpg", "\(root)photos/a.jpg", "http://h/two.jpg", "last.png",
            ]
        )
    }

    @Test func `what cannot be expanded is a usage error`() throws {
        try workspace.write("text", to: "none/notes.txt")
        let list = try workspace.write("a.jpg\n@other.txt\n", to: "list.txt")
        let empty = try workspace.write("\u{FEFF}\r\n \t\n", to: "empty.txt")
        let utf16 = try workspace.write([0xFF, 0xFE, 0x61, 0x00], to: "utf16.txt")
        let cases: [([String], String)] = [
            (
                [root + "none"],
                """
                \(root)none: the folder holds no images; give one with JPEG, PNG, WebP, GIF, TIFF, \
                BMP or HEIF files.
                """
            ),
            (
                ["@\(root)absent.txt"],
                """
                \(root)absent.txt: this list of inputs cannot be read; check the path behind the @.
                """
            ),
            (
                ["@\(list)"],
                """
                \(list): the line '@other.txt' names another list; give lists as arguments only.
                """
            ),
            (
                ["@\(empty)"],
                "\(empty): this list names no inputs; write one on each line."
            ),
            (
                ["@\(utf16)"],
                "\(utf16): this list of inputs is UTF-16 text; save it as UTF-8."
            ),
            (
                ["a.jpg", ""],
                "One of the inputs is empty; give a file, a folder, an address, @list.txt or -."
            ),
            (["-", "a.jpg", "-"], "Standard input is named twice; it holds one image only."),
        ]
        for (arguments, sentence) in cases {
            let error = try #require(throws: UsageError.self) { try InputExpansion(arguments) }
            #expect(error.description == sentence)
        }
    }

    @Test(arguments: [1, 2, 3, 4, 7, 100])
    func `a walk in small pages meets the same paths in the same order`(pageSize: Int) throws {
        let names = [
            "b.jpg", "a/z.png", "a.jpg", "a-b.webp", "a/b/c.gif", "a/b.gif", "a0.tif", "Z.bmp",
            "é.heic", "a/y/1.png", "a/y/2.png", "notes.txt", "c/d.jpg",
        ]
        for name in names { try workspace.write("", to: "photos/\(name)") }
        let walk = FolderWalk(folder: path(root + "photos"), pageSize: pageSize)
        let found = walk.compactMap { found in
            if case .image(let path) = found { path.description } else { nil }
        }
        let expected = names.filter { $0 != "notes.txt" }.map { root + "photos/" + $0 }
            .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        #expect(found == expected)
        #expect(walk.counts().items == expected.count)
        #expect(walk.counts().others == 1)
    }

    @Test func `a folder that vanishes between two pages is an input that fails`() throws {
        for name in ["a", "b", "c"] { try workspace.write("", to: "photos/x/\(name).jpg") }
        try workspace.write("", to: "photos/y.jpg")
        let walk = FolderWalk(folder: path(root + "photos"), pageSize: 2)
        let found = AnyIterator(walk.makeIterator())
        #expect(found.next() == .image(path(root + "photos/x/a.jpg")))
        #expect(found.next() == .image(path(root + "photos/x/b.jpg")))
        try FileManager.default.removeItem(atPath: root + "photos/x")
        #expect(found.next() == .unreadable(path(root + "photos/x"), .missing))
        #expect(found.next() == .image(path(root + "photos/y.jpg")))
        #expect(found.next() == nil)
    }

    @Test func `a list that was changed while it is read has rows that say so`() throws {
        let list = try workspace.write("one.jpg\ntwo.jpg", to: "list.txt")
        let expansion = try InputExpansion(["@\(list)"])
        let file = try FileHandle(forWritingTo: URL(filePath: list))
        try file.write(contentsOf: Data("@x".utf8))
        let items = Array(expansion)
        #expect(items.map(\.source) == ["@xe.jpg", "two.jpg"])
        #expect(items[0].location == .listInList(.listInList(list: list, line: "@xe.jpg")))
    }

    @Test func `a list may come from a pipe, and its last line need not end`() throws {
        #expect(unsafe mkfifo(root + "pipe", 0o600) == 0)
        let pipe = root + "pipe"
        // Opening either end waits for the other.
        Thread { try? Data("a.jpg\n\nb.jpg".utf8).write(to: URL(filePath: pipe)) }.start()
        #expect(try expand("@\(pipe)").map(\.source) == ["a.jpg", "b.jpg"])
    }

    @Test(arguments: [1 << 18, (1 << 18) - 3, 3 << 18])
    func `lines go over the ends of what is read at once`(length: Int) throws {
        let long = String(repeating: "x", count: length)
        let list = try workspace.write("\(long)\r\n\(long)\nshort", to: "list.txt")
        let file = try OpenedFile(reading: path(list))
        var lines = LineReader(file, from: 1, carriageReturns: false)
        var found: [LineReader.Line] = []
        while let line = try lines.next() { found.append(line) }
        #expect(found.map(\.end) == [length + 2, 2 * length + 3, 2 * length + 8])
        #expect(found.map(\.isEnded) == [true, true, false])
        #expect(found[0].bytes == Array(long.dropFirst().utf8) + [0x0D])
        #expect(found[1].bytes == Array(long.utf8))
        #expect(found[2].bytes == Array("short".utf8))
        #expect(try expand("@\(list)").map(\.source.count) == [length, length, 5])
    }
}
