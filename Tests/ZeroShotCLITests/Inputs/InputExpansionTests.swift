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
            "absent.jpg", "-", "http://h/a.jpg", "HTTPS://h/b", "http:x", "ftp://h/c")
        #expect(
            items.map(\.location) == [
                .file, .standardInput, .address, .address, .file, .file,
            ]
        )
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
            (["-", "a.jpg", "-"], "Standard input is named twice; it holds one image only."),
        ]
        for (arguments, sentence) in cases {
            let error = try #require(throws: UsageError.self) { try InputExpansion(arguments) }
            #expect(error.description == sentence)
        }
    }
}
