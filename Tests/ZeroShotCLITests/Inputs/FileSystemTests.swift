import Foundation
import Testing

@testable import ZeroShotCLI

struct FileSystemTests {
    private let workspace: Workspace

    init() throws {
        workspace = try Workspace()
    }

    private func path(_ name: String) -> FilePath {
        let root = workspace.folder.path(percentEncoded: false)
        return FilePath(bytes: Array("\(root)/\(name)".utf8))
    }

    @Test(arguments: [0, 1, 3 << 18, (3 << 18) + 1])
    func `a file's bytes are read whole`(count: Int) throws {
        let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        try workspace.write(bytes, to: "a.jpg")
        #expect(try FileSystem.contents(of: path("a.jpg"), limit: count) == bytes)
    }

    @Test func `a file over the limit is not read`() throws {
        try workspace.write("four", to: "a.jpg")
        #expect(throws: FileError.tooLarge(limit: 3)) {
            try FileSystem.contents(of: path("a.jpg"), limit: 3)
        }
    }

    @Test func `a stream without end is read up to the limit`() throws {
        let zeros = try FileHandle(forReadingFrom: URL(filePath: "/dev/zero"))
        #expect(throws: FileError.tooLarge(limit: 1 << 20)) {
            try FileSystem.contents(of: zeros.fileDescriptor, limit: 1 << 20)
        }
    }

    @Test func `what is no regular file is refused without waiting`() throws {
        try workspace.write("", to: "photos/a.jpg")
        #expect(unsafe mkfifo(path("pipe.jpg").description, 0o600) == 0)
        let cases: [(FilePath, FileError)] = [
            (path("photos"), .folder),
            (path("pipe.jpg"), .notRegular),
            (FilePath(bytes: Array("/dev/zero".utf8)), .notRegular),
            (path("absent.jpg"), .missing),
            (path("photos/a.jpg/b.jpg"), .missing),
        ]
        for (path, error) in cases {
            #expect(throws: error) { try FileSystem.contents(of: path, limit: 10) }
        }
    }

    @Test func `a link in a circle says so in the system's words`() throws {
        try FileManager.default.createSymbolicLink(
            atPath: path("loop.jpg").description, withDestinationPath: "loop.jpg"
        )
        let error = try #require(throws: FileError.self) {
            try FileSystem.contents(of: path("loop.jpg"), limit: 10)
        }
        #expect(error.description.contains("symbolic links"))
    }

    @Test(arguments: [
        (FileError(errno: EACCES), "Reading is not permitted. Check the permissions."),
        (FileError(errno: ENOENT), "There is no such file. Check the path."),
        (.folder, "This is a folder. Give the files in it, or the folder as an input."),
        (.notRegular, "This is no regular file. Give an image file."),
        (.tooLarge(limit: 3 << 20), "There are more than 3 MiB. Make the image smaller."),
        (
            FileError(errno: EIO),
            "Reading failed (Input/output error). Check the path and the disk."
        ),
    ])
    func `an error says what happened and what to do`(error: FileError, sentence: String) {
        #expect(error.description == sentence)
    }
}
