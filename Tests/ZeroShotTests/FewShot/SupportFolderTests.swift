import Foundation
import Testing

@testable import ZeroShot

struct SupportFolderTests {
    private let folder: TemporaryFolder
    private let labels = ["tabby cat", "rocket", "Rocket", "teapot", "rocket"]

    init() throws {
        folder = try TemporaryFolder()
    }

    private func write(_ names: String...) throws {
        for name in names {
            let file = folder.url.appending(path: name)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data().write(to: file)
        }
    }

    @Test func `images belong to the label that their folder is named after`() throws {
        try write(
            "rocket/b.jpg", "rocket/a.PNG", "Tabby_Cat/c.webp", "Tabby_Cat/notes.txt",
            "Tabby_Cat/.hidden.jpg", "README.md", ".cache/x.jpg")
        let members = try SupportFolder(folder.url, labels: labels).members
        #expect(members.map(\.file.lastPathComponent) == ["c.webp", "a.PNG", "b.jpg"])
        #expect(members.map(\.label) == [0, 1, 1])
    }

    private func expectError(
        _ error: (String) -> SupportError, sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect(throws: error(folder.url.relativePath), sourceLocation: sourceLocation) {
            try SupportFolder(folder.url, labels: labels)
        }
    }

    @Test func `a folder that is no label, or could be two, is named`() throws {
        try write("dog/a.jpg")
        expectError { .notALabel(folder: "\($0)/dog", labels: labels) }
        try FileManager.default.removeItem(at: folder.url.appending(path: "dog"))
        // Neither rocket nor Rocket.
        try write("ROCKET/a.jpg")
        expectError { .notALabel(folder: "\($0)/ROCKET", labels: labels) }
    }

    @Test func `an image beside the folders, and a folder in a label's, belong to no label`() throws
    {
        try write("teapot/a.jpg", "loose.jpg")
        expectError { .misplaced(path: "\($0)/loose.jpg") }
        try FileManager.default.removeItem(at: folder.url.appending(path: "loose.jpg"))
        try write("teapot/more/b.jpg")
        expectError { .misplaced(path: "\($0)/teapot/more") }
    }

    @Test func `a folder without an image is no support`() throws {
        expectError { .noImages(folder: $0) }
        try write("teapot/notes.txt")
        expectError { .noImages(folder: "\($0)/teapot") }
    }

    @Test func `a folder that is not there is told with the system's reason`() {
        #expect {
            try SupportFolder(folder.url.appending(path: "absent"), labels: labels)
        } throws: { error in
            "\(error)".contains("absent: this folder of support images cannot be read: ")
        }
    }

    @Test(arguments: [
        (
            SupportError.notALabel(folder: "few/dog", labels: ["cat", "owl"]),
            "few/dog: the folder's name is none of the labels 'cat' and 'owl'. Name it after"
        ),
        (
            .misplaced(path: "few/a.jpg"),
            "few/a.jpg: belongs to no label. A support folder holds folders that are named"
        ),
        (.noImages(folder: "few/owl"), "few/owl: there is no image in it. A support folder"),
        (
            .tooMany(folder: "few", found: 5000, limit: 4096),
            "few: holds 5000 images, and at most 4096 are taken."
        ),
        (
            .image(path: "few/owl/a.jpg", reason: "The file ends early."),
            "few/owl/a.jpg: this support image cannot be used, and without it the others would "
                + "weigh more. The file ends early."
        ),
        (
            .weight(name: "alpha", value: -1),
            "The weight alpha of the support images is -1.0; a number not below 0 is needed."
        ),
    ])
    func `each error says what was found and what to do`(error: SupportError, sentence: String) {
        #expect(error.description.hasPrefix(sentence))
    }
}
