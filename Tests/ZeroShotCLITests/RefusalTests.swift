import Foundation
import Testing

/// Requests that are refused as a whole: status 3, `refused (CODE): `, nothing ranked.
struct RefusalTests {
    private func expectRefusal(
        _ code: String, _ arguments: [String], checkpoint: [String] = ["--checkpoint", "demo"],
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> Command.Result {
        let photo = Workspace.photos.appending(path: "cat.jpg").path()
        let result = try Command(["classify", photo] + arguments + checkpoint).run()
        #expect(result.status == 3, "\(result.standardError)", sourceLocation: sourceLocation)
        #expect(result.standardOutput == "", sourceLocation: sourceLocation)
        #expect(
            result.standardError.hasPrefix("refused (\(code)): "), "\(result.standardError)",
            sourceLocation: sourceLocation
        )
        return result
    }

    @Test func `no checkpoint named`() throws {
        let result = try expectRefusal(
            "checkpoint-unspecified", ["--labels", "cat,dog"], checkpoint: []
        )
        for family in ["CLIP", "OpenCLIP", "SigLIP", "SigLIP 2"] {
            #expect(result.standardError.contains(family))
        }
    }

    @Test(arguments: ["cat", "cat, CAT ,Cat"])
    func `fewer than two distinct labels`(labels: String) throws {
        _ = try expectRefusal("too-few-labels", ["--labels", labels])
    }

    @Test(arguments: [
        ("restricted-medical", "melanoma,benign mole"),
        ("restricted-legal", "guilty defendant,innocent defendant"),
        ("restricted-safety", "safe to eat,not safe to eat"),
        ("restricted-identity", "Barack Obama,Angela Merkel"),
        ("restricted-protected", "an Asian person,a white person"),
    ])
    func `labels that no ranking may answer`(code: String, labels: String) throws {
        _ = try expectRefusal(code, ["--labels", labels])
    }

    @Test func `people without a consent policy`() throws {
        _ = try expectRefusal(
            "people-without-policy", ["--labels", "cat,dog", "--contains-people"]
        )
        _ = try expectRefusal(
            "people-without-policy", ["--labels", "a smiling person,a crying person,a dog"]
        )
    }

    @Test func `several refusals are all listed, the first of the table leading`() throws {
        let result = try expectRefusal(
            "checkpoint-unspecified", ["--labels", "melanoma,benign mole", "--contains-people"],
            checkpoint: []
        )
        #expect(result.standardError.contains("restricted-medical"))
        #expect(result.standardError.contains("people-without-policy"))
    }
}
