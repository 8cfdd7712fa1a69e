import Foundation
import Testing

/// Input that is odd but fine.
struct WorkingInputTests {
    private let workspace: Workspace

    init() throws {
        workspace = try Workspace()
    }

    private func ranked(
        _ inputs: [String], labels: [String] = Command.animals
    ) throws -> JSONReport {
        let result = try Command.classify(inputs, labels: labels).run()
        #expect(result.status == 0, "\(result.standardError)")
        let report = try result.report()
        #expect(report.images.allSatisfy { $0.error == nil && !$0.predictions.isEmpty })
        return report
    }

    @Test func `an image of one pixel is ranked`() throws {
        let report = try ranked([try workspace.write(try OddImage.onePixel(), to: "dot.png")])
        #expect(report.images[0].width == 1)
        #expect(report.images[0].height == 1)
    }

    @Test func `a broken EXIF block is passed over`() throws {
        let exif = Array("Exif\u{0}\u{0}II*\u{0}".utf8) + [0xFF, 0xFF, 0xFF, 0x7F]
        let broken = try OddImage.photo(withSegment: 0xE1, exif)
        let report = try ranked([
            try workspace.write(broken, to: "broken.jpg"), try workspace.photo(as: "whole.jpg"),
        ])
        #expect(
            report.images[0].predictions[0].similarity
                == report.images[1].predictions[0].similarity)
    }

    @Test(arguments: ["\u{FEFF}tabby cat\nteapot\nrocket\n", "tabby cat\r\n\r\nteapot\r\nrocket"])
    func `a labels file may have a byte order mark or Windows line ends`(text: String) throws {
        let labels = try workspace.write(text, to: "labels.txt")
        let report = try ranked(
            [try workspace.photo(as: "cat.jpg")], labels: ["--labels-file", labels]
        )
        #expect(report.labels == ["tabby cat", "teapot", "rocket"])
    }

    @Test func `a quoted label may hold a comma`() throws {
        let report = try ranked(
            [try workspace.photo(as: "cat.jpg")],
            labels: ["--labels", #"teapot,"bear, brown","the ""big"" one""#]
        )
        #expect(report.labels == ["teapot", "bear, brown", "the \"big\" one"])
    }

    @Test func `an upper-case extension is an image's`() throws {
        try workspace.photo(as: "photos/CAT.JPG")
        try workspace.photo("rocket.jpg", as: "photos/rocket.Jpeg")
        let report = try ranked([workspace.folder.appending(path: "photos").path()])
        #expect(report.images.count == 2)
    }

    @Test func `a photo is ranked as its example says`() throws {
        let report = try ranked([try workspace.photo(as: "cat.jpg")])
        #expect(report.images[0].predictions.map(\.label).first == "tabby cat")
        #expect(report.images[0].predictions.map(\.rank) == [1, 2, 3])
    }

    @Test func `an image may come through standard input`() throws {
        var command = Command.classify(["-"])
        command.input = try Workspace.bytes(of: "cat.jpg")
        let result = try command.run()
        #expect(result.status == 0)
        #expect(try result.report().images[0].predictions[0].label == "tabby cat")
    }

    @Test func `a list names inputs, one a line`() throws {
        let cat = try workspace.photo(as: "cat.jpg")
        let rocket = try workspace.photo("rocket.jpg", as: "rocket.jpg")
        let list = try workspace.write("\(rocket)\n\n\(cat)\n", to: "inputs.txt")
        let report = try ranked(["@\(list)"])
        #expect(report.images.map(\.source) == [rocket, cat])
    }

    // MARK: - With a notice

    @Test func `equal labels are kept, with a notice`() throws {
        let report = try ranked(
            [try workspace.photo(as: "cat.jpg")],
            labels: ["--labels", "rocket,teapot,rocket"]
        )
        #expect(report.labels == ["rocket", "teapot", "rocket"])
        #expect(report.notices.contains { $0.code == "equal-labels" })
    }

    @Test func `other files in a folder are counted in a notice`() throws {
        try workspace.photo(as: "photos/cat.jpg")
        try workspace.write("text", to: "photos/notes.txt")
        try workspace.write("text", to: "photos/sub/more.txt")
        let report = try ranked([workspace.folder.appending(path: "photos").path()])
        #expect(report.images.count == 1)
        let notice = try #require(report.notices.first { $0.code == "other-files-skipped" })
        #expect(notice.message.contains("2 other files were left out"))
    }

    @Test func `a prompt that was cut is in the report`() throws {
        let long = Array(repeating: "very", count: 90).joined(separator: " ") + " big cat"
        let report = try ranked(
            [try workspace.photo(as: "cat.jpg")], labels: ["--labels", "\(long),teapot"]
        )
        #expect(report.prompts.truncated.count == 3)
        #expect(report.prompts.truncated.allSatisfy { $0.lost.hasSuffix("very big cat") })
        #expect(report.prompts.truncated.allSatisfy { $0.limit == 77 && $0.tokens > 92 })
        #expect(report.notices.contains { $0.code == "prompts-truncated" })
    }
}
