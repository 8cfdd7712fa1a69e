import Foundation
import Testing

/// The compiled examples run and keep what their comments promise.
struct SnippetTests {
    @Test(
        arguments: ["ClassifyOneCall", "ClassifyByHand", "EmbedAndCompare", "CompileLabelSet"]
    )
    func `an example runs on the example photo`(name: String) throws {
        var command = Command(Workspace.photos.appending(path: "cat.jpg").path())
        command.binary = Command.binary.deletingLastPathComponent().appending(path: name)
        command.folder = Workspace.photos.appending(path: "../..").standardized
        let result = try command.run()
        #expect(result.status == 0, "\(result.standardError)")
        #expect(result.standardOutput != "")
    }

    @Test func `the example with a Hub id finds it in the cache`() throws {
        let workspace = try Workspace()
        let cache = try HubCacheFolder(in: workspace, as: "owls/clip")
        var command = Command("owls/clip", Workspace.photos.appending(path: "cat.jpg").path())
        command.binary = Command.binary.deletingLastPathComponent()
            .appending(path: "ClassifyWithHubCheckpoint")
        command.environment = cache.environment
        let result = try command.run()
        #expect(result.status == 0, "\(result.standardError)")
        #expect(result.standardOutput.contains("revision \(HubCacheFolder.commit)"))
    }
}
