import Foundation
import Testing

/// A run over many tiny pictures, some of which fail and some of which have odd names, in a form
/// that a run can go on with.
struct SmallJob {
    enum Form: String, CaseIterable, CustomTestStringConvertible {
        case report = "classify jsonl"
        case csv = "classify csv"
        case embeddings = "embed images jsonl"
        case array = "embed images npy"

        var testDescription: String { rawValue }

        /// What a run of this form writes besides the output.
        var namesSuffix: String? { self == .array ? ".sources.txt" : nil }
    }

    let form: Form
    let workspace: Workspace
    let list: String
    var output: String { path("out") }

    /// - Parameters:
    ///   - form: of the output.
    ///   - count: of the inputs; every seventh fails, and one is named twice.
    /// - Throws: what writing the files throws.
    init(_ form: Form, count: Int) throws {
        self.form = form
        workspace = try Workspace()
        let picture = try OddImage.onePixel()
        var inputs: [String] = []
        for number in 0..<count {
            let name = number % 5 == 0 ? "p\(number), \"quoted\".png" : "p\(number).png"
            let isBad = number % 7 == 3
            inputs.append(
                try isBad
                    ? workspace.write("no picture", to: "in/\(name)")
                    : workspace.write(picture, to: "in/\(name)"))
        }
        inputs.append(inputs[0])
        list = try workspace.write(inputs.joined(separator: "\n"), to: "list.txt")
    }

    func path(_ name: String) -> String {
        workspace.folder.appending(path: name).path(percentEncoded: false)
    }

    /// The command that writes to a file of this name.
    func command(to name: String = "out", _ arguments: String...) -> Command {
        let words = form.rawValue.split(separator: " ").map(String.init)
        let labels = words[0] == "classify" ? Command.animals + ["--top", "2"] : []
        return Command(
            words.dropLast() + ["@\(list)"] + labels
                + [
                    "--checkpoint", "demo", "--format", words[words.count - 1], "--output",
                    path(name), "--batch-size", "4",
                ] + arguments)
    }

    /// The bytes of the output's files.
    func bytes(of name: String = "out") throws -> [Data] {
        try ([""] + (form.namesSuffix.map { [$0] } ?? [])).map {
            try Data(contentsOf: URL(filePath: path(name) + $0))
        }
    }

    /// What a run that nothing disturbs writes.
    func undisturbed() throws -> [Data] {
        let result = try command(to: "whole").run()
        #expect(result.status == 4, "\(result.standardError)")
        #expect(!FileManager.default.fileExists(atPath: path("whole.resume")))
        return try bytes(of: "whole")
    }

    /// In bytes; 0 where there is no output.
    var size: Int {
        let attributes = try? FileManager.default.attributesOfItem(atPath: output)
        return attributes?[.size] as? Int ?? 0
    }
}
