import Foundation
import Testing

/// The command as `make install` lays it out, away from the build folder.
struct InstallationTests {
    private let workspace: Workspace
    private let binary: URL

    init() throws {
        workspace = try Workspace()
        let prefix = workspace.folder
        binary = prefix.appending(path: "bin/zeroshot")
        let share = prefix.appending(path: "share/zeroshot")
        let build = Command.binary.deletingLastPathComponent()
        let files = FileManager.default
        for folder in [binary.deletingLastPathComponent(), share.deletingLastPathComponent()] {
            try files.createDirectory(at: folder, withIntermediateDirectories: true)
        }
        try files.copyItem(at: Command.binary, to: binary)
        try files.copyItem(
            at: build.appending(path: "zeroshot_ZeroShot.resources/Resources"), to: share
        )
        try files.copyItem(
            at: build.appending(path: "zeroshot_BundledCheckpoints.resources"),
            to: share.appending(path: "checkpoints")
        )
    }

    private func command(_ arguments: String...) -> Command {
        var command = Command(arguments)
        command.binary = binary
        command.folder = URL(filePath: "/")
        return command
    }

    @Test func `the self-test passes from the root folder`() throws {
        let result = try command("doctor").run()
        #expect(result.status == 0, "\(result.standardError)")
        for check in ["decoding", "image tower", "text tower"] {
            #expect(result.standardOutput.contains("ok  \(check): "))
        }
    }

    @Test func `a missing resource is named with the places looked at`() throws {
        let share = workspace.folder.appending(path: "share/zeroshot")
        try FileManager.default.removeItem(at: share.appending(path: "checkpoints"))
        let result = try command(
            "classify", Workspace.photos.appending(path: "cat.jpg").path(), "--labels", "cat,dog",
            "--checkpoint", "demo"
        ).run()
        #expect(result.status == 5)
        #expect(result.standardError.contains("checkpoints/demo, which ships with zeroshot, is "))
        #expect(result.standardError.contains(share.path() + "/checkpoints/demo"))
    }
}
