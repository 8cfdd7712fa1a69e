import Foundation
import Testing

/// `labels` and `--label-set` of the built command.
struct LabelSetTests {
    private let workspace: Workspace
    private let hub: HubCacheFolder
    private let photo: String
    private let file: String

    init() throws {
        workspace = try Workspace()
        hub = try HubCacheFolder(in: workspace, as: "owls/clip")
        photo = try workspace.photo(as: "cat.jpg")
        file = workspace.folder.appending(path: "things.labelset").path(percentEncoded: false)
    }

    private static let labels = ["--labels", "cat,rocket,cup of coffee"]

    private func command(_ arguments: [String], checkpoint: String? = "owls/clip") -> Command {
        var command = Command(
            arguments + (checkpoint.map { ["--checkpoint", $0] } ?? []))
        command.environment = hub.environment
        return command
    }

    @discardableResult
    private func compile(
        _ labels: [String] = labels, checkpoint: String = "owls/clip", to output: String? = nil,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> Command.Result {
        let result = try command(
            ["labels", "compile", "--output", output ?? file] + labels, checkpoint: checkpoint
        ).run()
        #expect(result.status == 0, "\(result.standardError)", sourceLocation: sourceLocation)
        #expect(result.standardOutput == "", sourceLocation: sourceLocation)
        return result
    }

    private func classify(
        _ labels: [String], checkpoint: String? = "owls/clip"
    ) throws -> Command.Result {
        try command(["classify", photo, "--format", "json"] + labels, checkpoint: checkpoint).run()
    }

    /// Overwrites the text tower's tensors with values that are no numbers.
    ///
    /// The fingerprint stays: a large file in the Hub's cache bears it as its name.
    private func spoilTextTower() throws {
        let file = try hub.blob(of: "model.safetensors", in: "owls/clip")
        var bytes = [UInt8](try Data(contentsOf: file))
        let size = bytes[..<8].reversed().reduce(0) { $0 << 8 | Int($1) }
        let header = try #require(
            try JSONSerialization.jsonObject(with: Data(bytes[8..<8 + size])) as? [String: Any]
        )
        for (name, tensor) in header where name.hasPrefix("text_") {
            let offsets = (tensor as? [String: Any])?["data_offsets"] as? [Int]
            let range = try #require(offsets).map { 8 + size + $0 }
            for index in range[0]..<range[1] { bytes[index] = 0xFF }
        }
        try Data(bytes).write(to: file)
    }

    @Test func `a label set gives its labels' report without the text tower's weights`() throws {
        let expected = try classify(Self.labels)
        try compile()
        try spoilTextTower()
        #expect(try classify(Self.labels).status == 5)
        let found = try classify(["--label-set", file])
        #expect(found.status == 0 && found.standardError == "", "\(found.standardError)")
        let member = #/  "labelSet": \{\s*"path": "([^"]*)",\s*"sha256": "([0-9a-f]{64})"\s*\},\n/#
        let match = try #require(found.standardOutput.firstMatch(of: member))
        #expect(String(match.1) == file)
        #expect(found.standardOutput.replacing(member, with: "") == expected.standardOutput)

        var sum = Command(file)
        sum.binary = URL(filePath: "/usr/bin/sha256sum")
        #expect(try sum.run().standardOutput.hasPrefix(match.2))
        let text = try command(["classify", photo, "--label-set", file]).run()
        #expect(text.standardOutput.contains("Label set   "))
    }

    @Test func `the same labels compile to the same bytes, with and without the cache`() throws {
        try compile()
        let first = try Data(contentsOf: URL(filePath: file))
        try compile(Self.labels + ["--no-cache"])
        #expect(try Data(contentsOf: URL(filePath: file)) == first)
        var cached = command(["labels", "compile", "--output", file] + Self.labels)
        cached.environment["XDG_CACHE_HOME"] = workspace.folder.path(percentEncoded: false)
        for _ in 0..<2 {
            #expect(try cached.run().status == 0)
            #expect(try Data(contentsOf: URL(filePath: file)) == first)
        }
    }

    @Test func `compile says what it wrote, and what there is to know`() throws {
        let long = String(repeating: "very ", count: 300) + "{}"
        let result = try compile(["--labels", "cat,dog,cat", "--template", long])
        #expect(result.standardError.contains("notice: 'cat' repeats an earlier label."))
        #expect(result.standardError.contains("notice: 3 of 3 prompts were longer than"))
        #expect(
            result.standardError.contains(
                #/things\.labelset: 3 labels from 3 prompts for owls/clip, sha256 [0-9a-f]{12}\n/#))
    }

    @Test func `another checkpoint is refused by name`() throws {
        try compile()
        let copy = workspace.folder.appending(path: "copy")
        try FileManager.default.copyItem(at: HubCacheFolder.fixture("clip-hf"), to: copy)
        let path = copy.path(percentEncoded: false)
        let config = copy.appending(path: "config.json")
        try (try Data(contentsOf: config) + Data("\n".utf8)).write(to: config)
        for arguments in [
            ["classify", photo, "--label-set", file], ["labels", "check", "--label-set", file],
        ] {
            let result = try command(arguments, checkpoint: path).run()
            #expect(result.status == 3 && result.standardOutput == "")
            #expect(result.standardError.hasPrefix("refused (cross-checkpoint): "))
            #expect(result.standardError.contains("was compiled for 'owls/clip' (revision"))
            #expect(result.standardError.contains("would be embedded by '\(path)' (sha256"))
        }
        // The labels of the one, compiled for the other, are the other's.
        let other = workspace.folder.appending(path: "b").path(percentEncoded: false)
        try compile(["--label-set", file], checkpoint: path, to: other)
        let anew = try classify(["--label-set", other], checkpoint: path)
        #expect(anew.status == 0, "\(anew.standardError)")
        #expect(
            try anew.report().images[0].predictions.map(\.similarity)
                == classify(Self.labels, checkpoint: path).report().images[0].predictions
                .map(\.similarity))
    }

    @Test func `without a checkpoint it is said which one the label set is for`() throws {
        try compile()
        let result = try classify(["--label-set", file], checkpoint: nil)
        #expect(result.status == 3)
        #expect(result.standardError.hasPrefix("refused (checkpoint-unspecified): "))
        #expect(
            result.standardError.contains(
                "The label set \(file) was compiled for 'owls/clip' (revision"))
    }

    @Test func `another parity is an error that says both ways out`() throws {
        try hub.add("openclip-vit", as: "owls/open")
        try compile(checkpoint: "owls/open")
        let result = try classify(["--label-set", file, "--parity", "hf"], checkpoint: "owls/open")
        #expect(result.status == 2, "\(result.standardError)")
        #expect(result.standardError.contains("compiled with --parity openclip"))
        #expect(result.standardError.contains("zeroshot labels compile --parity hf"))
    }

    @Test func `a label set takes the place of labels, prompts and averaging`() throws {
        try compile()
        let labels = try workspace.write("cat\ndog", to: "labels.txt")
        for option in [
            ["--labels", "a,b"], ["--labels-file", labels], ["--prompts", labels],
            ["--template", "{}"], ["--template-set", "default"], ["--averaging", "normalized"],
            ["--with-templates"],
        ] {
            let result = try classify(["--label-set", file] + option)
            #expect(result.status == 2, "\(option)")
            #expect(result.standardError.contains(option[0]), "\(result.standardError)")
        }
    }

    @Test(arguments: [
        ("", "an empty file"), ("cat\ndog", "--labels-file"), ("{}", "--prompts"),
        ("zeroshot.labelset/9 12\n", "zeroshot.labelset/9"),
    ])
    func `what is no label set is a usage error`(text: String, sentence: String) throws {
        let path = try workspace.write(text, to: "odd")
        for arguments in [
            ["classify", photo, "--label-set", path], ["labels", "check", "--label-set", path],
        ] {
            let result = try command(arguments).run()
            #expect(result.status == 2 && result.standardError.contains(sentence))
        }
        let shown = try Command("labels", "show", path).run()
        #expect(shown.status == 2 && shown.standardError.contains(sentence))
    }

    @Test func `the policy judges when labels are compiled, checked and used`() throws {
        for verb in [["labels", "compile", "--output", file], ["labels", "check"]] {
            let result = try command(verb + ["--labels", "melanoma,benign mole"]).run()
            #expect(result.status == 3)
            #expect(result.standardError.hasPrefix("refused (restricted-medical): "))
            let both = try command(verb + ["--labels", "melanoma,benign mole"], checkpoint: nil)
                .run()
            #expect(both.standardError.hasPrefix("refused (checkpoint-unspecified): "))
            #expect(both.standardError.contains("Also restricted-medical: "))
        }
        #expect(!FileManager.default.fileExists(atPath: file))

        let people = ["--labels", "a smiling person,a crying person"]
        #expect(try command(["labels", "compile", "--output", file] + people).run().status == 3)
        try compile(people + ["--consent-policy", "Form 7"])
        let used = try classify(["--label-set", file])
        #expect(used.status == 3)
        #expect(used.standardError.hasPrefix("refused (people-without-policy): "))
        #expect(try classify(["--label-set", file, "--consent-policy", "Form 7"]).status == 0)
    }

    @Test func `a full disk leaves what was there, and no half file`() throws {
        try compile()
        let before = try Data(contentsOf: URL(filePath: file))
        let many = (1...2000).map { "thing \($0)" }.joined(separator: ",")
        var limited = command(["labels", "compile", "--output", file, "--labels", many])
        let script = #"trap '' XFSZ; ulimit -f 32; exec "$0" "$@""#
        limited.arguments =
            ["-c", script, limited.binary.path(percentEncoded: false)] + limited.arguments
        limited.binary = URL(filePath: "/bin/sh")
        let full = try limited.run()
        #expect(full.status == 1 && full.standardOutput == "")
        #expect(
            full.standardError == """
                error: \(file): the label set cannot be written (File too large); what was there \
                before is untouched. Make room or permit writing, or name another file.

                """)
        #expect(try Data(contentsOf: URL(filePath: file)) == before)
        let names = try FileManager.default.contentsOfDirectory(
            atPath: workspace.folder.path(percentEncoded: false))
        #expect(names.sorted() == ["cat.jpg", "hub", "things.labelset"])

        let device = try command(
            ["labels", "compile", "--output", "/dev/full"] + Self.labels
        ).run()
        #expect(device.status == 1)
        #expect(device.standardError.contains("(No space left on device)"))
        #expect(FileManager.default.fileExists(atPath: "/dev/full"))
    }

    @Test func `check finds what the labels have, from labels and from a label set`() throws {
        let labels = ["--labels", "cat,CAT,rocket,медведь"]
        let text = try command(["labels", "check"] + labels).run()
        #expect(text.status == 0, "\(text.standardError)")
        #expect(text.standardOutput.contains("high: equal-labels, 1\n- 'cat' and 'CAT' are one"))

        try compile(labels)
        let known = try command(["labels", "check", "--label-set", file]).run()
        #expect(known.standardOutput == text.standardOutput)
        let alone = try command(["labels", "check", "--label-set", file], checkpoint: nil).run()
        #expect(alone.status == 0)
        #expect(alone.standardOutput.contains("was not looked at"))

        let json = try command(
            ["labels", "check", "--format", "json", "--label-set", file]
        ).run()
        let found = try #require(
            JSONSerialization.jsonObject(with: Data(json.standardOutput.utf8)) as? [String: Any])
        #expect(found["schema"] as? String == "zeroshot.labels-check/1")
        let findings = try #require(found["findings"] as? [[String: Any]])
        #expect(findings.first?["code"] as? String == "equal-labels")
        #expect(findings.first?["labels"] as? [String] == ["cat", "CAT"])
    }

    @Test func `show says what is in a label set`() throws {
        try compile()
        let text = try Command("labels", "show", file).run()
        #expect(text.status == 0)
        for part in [
            "checkpoint    owls/clip, \(HubCacheFolder.commit), CLIP", "parity hf, float32",
            "labels        3: 'cat', 'rocket' and 'cup of coffee'", "9, 0 of them cut",
            "calibration   none: nothing was measured",
        ] {
            #expect(text.standardOutput.contains(part), "\(text.standardOutput)")
        }
        let json = try Command("labels", "show", "--format", "json", file).run()
        let found = try #require(
            JSONSerialization.jsonObject(with: Data(json.standardOutput.utf8)) as? [String: Any])
        #expect(found["schema"] as? String == "zeroshot.labelset/1")
        #expect(found["labels"] as? [String] == ["cat", "rocket", "cup of coffee"])
        #expect((found["file"] as? [String: String])?["path"] == file)
        #expect(found["calibration"] is NSNull)
    }
}
