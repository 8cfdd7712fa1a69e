import Foundation
import Testing

/// Inputs that fail alone: the others are complete and the status is 4.
struct FailingInputTests {
    /// A file that cannot be ranked, and the code of its error.
    enum BadImage: String, CaseIterable, CustomTestStringConvertible {
        case absent = "no such file"
        case empty = "an empty file"
        case text = "text named .jpg"
        case cut = "a JPEG cut in the middle"
        case huge = "a 60000x60000 PNG"
        case person = "metadata that names a person"

        var testDescription: String { rawValue }

        var code: String {
            switch self {
            case .absent: "not-found"
            case .empty: "empty-file"
            case .text: "not-an-image"
            case .cut: "truncated-image"
            case .huge: "too-large"
            case .person: "people-without-policy"
            }
        }

        func write(into workspace: Workspace) throws -> String {
            switch self {
            case .absent:
                workspace.folder.appending(path: "absent.jpg").path()
            case .empty:
                try workspace.write([UInt8](), to: "bad.jpg")
            case .text:
                try workspace.write("this is no picture", to: "bad.jpg")
            case .cut:
                try workspace.write(
                    try Workspace.bytes(of: "cat.jpg").prefix(15_000), to: "bad.jpg")
            case .huge:
                try workspace.write(try OddImage.huge(), to: "bad.png")
            case .person:
                try workspace.write(try OddImage.photoNamingPerson(), to: "bad.jpg")
            }
        }
    }

    @Test(arguments: BadImage.allCases)
    func `a bad image fails alone`(bad: BadImage) throws {
        let workspace = try Workspace()
        let (before, after) = (try workspace.photo(as: "a.jpg"), try workspace.photo(as: "z.jpg"))
        let path = try bad.write(into: workspace)
        let result = try Command.classify([before, path, after]).run()
        #expect(result.status == 4, "\(result.standardError)")
        let report = try result.report()
        #expect(report.images.map(\.source) == [before, path, after])
        #expect(report.images.map { $0.error?.code } == [nil, bad.code, nil])
        #expect(report.images.map(\.predictions.count) == [3, 0, 3])
        let message = try #require(report.images[1].error?.message)
        #expect(message.hasSuffix("."))
        #expect(!message.contains("Ada Example"))
    }

    @Test func `with a consent policy a photo that names a person is ranked`() throws {
        let workspace = try Workspace()
        let path = try BadImage.person.write(into: workspace)
        let result = try Command.classify([path, "--consent-policy", "Signed, form 7"]).run()
        #expect(result.status == 0, "\(result.standardError)")
        #expect(try result.report().images[0].predictions.count == 3)
    }

    @Test func `an address that nobody answers at fails alone`() throws {
        let workspace = try Workspace()
        let photo = try workspace.photo(as: "a.jpg")
        let result = try Command.classify(["http://127.0.0.1:9/cat.jpg", photo]).run()
        #expect(result.status == 4, "\(result.standardError)")
        let report = try result.report()
        #expect(report.images.map { $0.error == nil } == [false, true])
        #expect(report.images[0].error?.code == "fetch-failed")
    }
}
