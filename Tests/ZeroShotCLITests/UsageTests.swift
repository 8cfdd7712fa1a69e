import Foundation
import Testing

/// Wrong usage: status 2, one clear sentence on standard error, nothing on standard output.
struct UsageTests {
    private let workspace: Workspace
    private let photo: String

    init() throws {
        workspace = try Workspace()
        photo = try workspace.photo(as: "cat.jpg")
    }

    private func expectUsage(
        _ command: Command, _ sentence: String, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let result = try command.run()
        #expect(result.status == 2, sourceLocation: sourceLocation)
        #expect(result.standardOutput == "", sourceLocation: sourceLocation)
        #expect(
            result.standardError.contains(sentence), "\(result.standardError)",
            sourceLocation: sourceLocation
        )
    }

    @Test func `a folder without images`() throws {
        let folder = workspace.folder.appending(path: "none")
        try workspace.write("text", to: "none/notes.txt")
        try expectUsage(
            Command.classify([folder.path()]), "holds no images"
        )
    }

    @Test(arguments: [
        ("a photo", "no place for the class"),
        ("a photo of {} and }", "'}'"),
        ("a photo of {klass}", "'{'"),
        ("{} or {}", "2 places"),
    ])
    func `a template that is none`(template: String, sentence: String) throws {
        try expectUsage(Command.classify([photo, "--template", template]), sentence)
    }

    @Test func `an empty labels file`() throws {
        let labels = try workspace.write("\n  \r\n", to: "labels.txt")
        try expectUsage(
            Command.classify([photo], labels: ["--labels-file", labels]), "labels.txt"
        )
    }

    @Test(arguments: [
        ("{\"cat\": [\"A cat.\"]", "prompts.json"),
        ("{\"cat\": [\"A cat.\"], \"dog\": []}", "'dog'"),
        ("{\"cat\": [\"A cat.\"], \"dog\": [7]}", "'dog'"),
        ("[]", "prompts.json"),
    ])
    func `a prompts file that is none`(text: String, sentence: String) throws {
        let prompts = try workspace.write(text, to: "prompts.json")
        try expectUsage(Command.classify([photo], labels: ["--prompts", prompts]), sentence)
    }

    @Test func `a consent policy that is not there`() throws {
        try expectUsage(
            Command.classify([photo, "--consent-policy", "@missing.txt"]), "missing.txt"
        )
        try expectUsage(Command.classify([photo, "--consent-policy", "  "]), "empty")
    }

    @Test(arguments: [
        ["--top", "0"], ["--threshold", "nan"], ["--batch-size", "0"], ["--threads", "0"],
        ["--format", "yaml"], ["--progress", "maybe"], ["--no-such-option"],
    ])
    func `an option out of its range`(option: [String]) throws {
        try expectUsage(Command.classify([photo] + option), option[0])
    }

    @Test func `labels from nowhere or from two places`() throws {
        try expectUsage(Command.classify([photo], labels: []), "No labels.")
        let labels = try workspace.write("cat\ndog", to: "labels.txt")
        try expectUsage(
            Command.classify([photo], labels: ["--labels", "a,b", "--labels-file", labels]),
            "Give only one of"
        )
    }

    @Test func `a list of inputs that is not there`() throws {
        try expectUsage(Command.classify(["@absent.txt"]), "absent.txt")
    }
}
