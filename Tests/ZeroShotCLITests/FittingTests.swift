import Foundation
import Testing

/// `zeroshot evaluate --fit` from outside: what it learns is what `classify` then does.
struct FittingTests {
    private static let labels = ["tabby cat", "espresso"]

    private let workspace: Workspace

    init() throws {
        workspace = try Workspace()
    }

    private func path(_ name: String) -> String {
        workspace.folder.appending(path: name).path(percentEncoded: false)
    }

    /// Six pictures of each of two labels, and twelve of neither, which lie farther from both.
    private func photos() throws -> String {
        for number in 1...6 {
            try workspace.photo("cat.jpg", as: "photos/tabby_cat/\(number).jpg")
            try workspace.photo("coffee.jpg", as: "photos/espresso/\(number).jpg")
            try workspace.photo("rocket.jpg", as: "photos/neither/rocket-\(number).jpg")
            try workspace.photo("temple.jpg", as: "photos/neither/temple-\(number).jpg")
        }
        return path("photos")
    }

    private func compiled() throws -> String {
        let file = path("two.labelset")
        let result = try Command([
            "labels", "compile", "--labels", Self.labels.joined(separator: ","), "--checkpoint",
            "demo", "--output", file,
        ]).run()
        #expect(result.status == 0, "\(result.standardError)")
        return file
    }

    private static func json(_ text: String) throws -> [String: Any] {
        try #require(
            JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any], "\(text)")
    }

    private func fit(_ labelSet: String) throws -> [String: Any] {
        let result = try Command([
            "evaluate", photos(), "--none-label", "neither", "--label-set", labelSet, "--fit",
            "--checkpoint", "demo", "--format", "json",
        ]).run()
        #expect(result.status == 0, "\(result.standardError)")
        return try Self.json(result.standardOutput)
    }

    @Test func `classify says none of these as the labelled images taught`() throws {
        let labelSet = try compiled()
        let before = try Data(contentsOf: URL(filePath: labelSet))
        let learnt = try #require(try fit(labelSet)["learnt"] as? [String: Any])
        let fitted = try #require(learnt["fit"] as? [String: Any])
        let threshold = try #require(fitted["threshold"] as? [String: Any])
        #expect(threshold["learnt"] as? Bool == true)
        let limit = try #require(threshold["value"] as? Double)
        #expect(try Data(contentsOf: URL(filePath: labelSet)) != before)

        let result = try Command([
            "classify", path("photos/neither/temple-1.jpg"), path("photos/espresso/1.jpg"),
            "--label-set", labelSet, "--checkpoint", "demo", "--format", "json",
        ]).run()
        #expect(result.status == 0, "\(result.standardError)")
        let report = try Self.json(result.standardOutput)
        let images = try #require(report["images"] as? [[String: Any]])
        let abstention = try #require(images[0]["abstention"] as? [String: Any])
        #expect(abstention["reason"] as? String == "below-threshold")
        #expect(abstention["threshold"] as? Double == limit)
        #expect((images[0]["predictions"] as? [Any])?.count == 2)
        #expect(images[1]["abstention"] is NSNull)

        let text = try Command([
            "classify", path("photos/neither/temple-1.jpg"), "--label-set", labelSet,
            "--checkpoint", "demo",
        ]).run().standardOutput
        #expect(text.contains("None of these"))
        let page = try Command([
            "classify", path("photos/neither/temple-1.jpg"), "--label-set", labelSet,
            "--checkpoint", "demo", "--format", "html",
        ]).run().standardOutput
        #expect(page.contains("data-flag=\"none\""))
    }

    @Test func `what was learnt is judged on images that did not teach it`() throws {
        let report = try fit(compiled())
        let learnt = try #require(report["learnt"] as? [String: Any])
        let heldOut = try #require(learnt["heldOut"] as? [String: Any])
        let all = try #require(heldOut["rightAmongAll"] as? [String: Any])
        #expect(all["count"] as? Int == 12 && all["of"] as? Int == 24)
        let answered = try #require(heldOut["rightAmongAnswered"] as? [String: Any])
        #expect(answered["count"] as? Int == 12 && answered["of"] as? Int == 12)
    }

    @Test func `a calibration belongs into a label set`() throws {
        let result = try Command([
            "evaluate", photos(), "--none-label", "neither", "--fit", "--checkpoint", "demo",
        ]).run()
        #expect(result.status == 2)
        #expect(result.standardError.contains("--label-set FILE"))
    }

    @Test func `images that teach nothing leave the label set as it was`() throws {
        let labelSet = try compiled()
        let before = try Data(contentsOf: URL(filePath: labelSet))
        try workspace.photo("cat.jpg", as: "few/tabby_cat/1.jpg")
        let result = try Command([
            "evaluate", path("few"), "--label-set", labelSet, "--fit", "--checkpoint", "demo",
        ]).run()
        #expect(result.status == 2)
        #expect(result.standardError.contains("5 images"), "\(result.standardError)")
        #expect(try Data(contentsOf: URL(filePath: labelSet)) == before)
    }
}
