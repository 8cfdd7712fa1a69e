import Foundation
import Testing

@testable import ZeroShot

/// Files and folders of a checkpoint that the system does not give.
struct UnreadableTests {
    private let folder = URL.temporaryDirectory.appending(path: UUID().uuidString)
        .path(percentEncoded: false)

    @Test func `a configuration that is not there is told in the system's words`() {
        let file = "\(folder)/config.json"
        #expect(
            throws: CheckpointError.unreadable(file: file, reason: "No such file or directory")
        ) {
            try ConfigurationObject(file: URL(filePath: file))
        }
    }

    @Test func `a tokenizer that is not there is told in the system's words`() {
        let file = "\(folder)/tokenizer.model"
        #expect(
            throws: TokenizerError.unreadable(file: file, reason: "No such file or directory")
        ) {
            try TokenizerFile(binary: URL(filePath: file))
        }
    }

    @Test func `a file in place of a checkpoint's folder is told in the system's words`() throws {
        try Data().write(to: URL(filePath: folder))
        defer { try? FileManager.default.removeItem(atPath: folder) }
        #expect(throws: CheckpointError.unreadable(file: folder, reason: "Not a directory")) {
            try FolderContents.names(in: URL(filePath: folder))
        }
    }
}
