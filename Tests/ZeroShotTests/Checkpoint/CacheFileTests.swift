import Foundation
import Testing

@testable import ZeroShot

struct CacheFileTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func write(_ name: String) throws -> String {
        try CacheFile.write(to: folder.path(name)) { try $0.write(contentsOf: Data("abc".utf8)) }
        return folder.path(name)
    }

    private func contents(_ path: String) throws -> String? {
        try CacheFile(path: path).map { file in
            let data = try file.handle.readToEnd() ?? Data()
            #expect(data.count == file.size)
            return String(decoding: data, as: UTF8.self)
        }
    }

    @Test func `a file of the user is opened`() throws {
        #expect(try contents(write("a")) == "abc")
    }

    @Test func `a link, a pipe, a folder and nothing are not`() throws {
        let target = try write("target")
        for (name, destination) in [("link", target), ("broken", "nowhere"), ("loop", "loop")] {
            try FileManager.default.createSymbolicLink(
                atPath: folder.path(name), withDestinationPath: destination
            )
        }
        let made = unsafe mkfifo(folder.path("pipe"), 0o600)
        try #require(made == 0)
        for name in ["link", "broken", "loop", "pipe", "absent", "", "target/below"] {
            #expect(try contents(folder.path(name)) == nil, "\(name)")
        }
        #expect(CacheFile(path: "/dev/null") == nil)
    }

    @Test(arguments: [0o620, 0o602, 0o666])
    func `a file that others may write is not`(mode: Int) throws {
        let path = try write("a")
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
        #expect(try contents(path) == nil)
    }

    @Test func `a file of another user is not`() throws {
        // Only the superuser can give a file away, and only others have files that are not theirs.
        var path = "/etc/passwd"
        if geteuid() == 0 {
            path = try write("a")
            let given = unsafe chown(path, 12345, 12345)
            try #require(given == 0)
        }
        #expect(try contents(path) == nil)
    }

    @Test func `whatever is in a file's place is replaced`() throws {
        let victim = try write("victim")
        try FileManager.default.createSymbolicLink(
            atPath: folder.path("a"), withDestinationPath: "victim"
        )
        try CacheFile.write(to: folder.path("a")) { try $0.write(contentsOf: Data("new".utf8)) }
        #expect(try contents(folder.path("a")) == "new")
        #expect(try contents(victim) == "abc")
    }

    @Test func `a file that could not be written whole leaves nothing`() throws {
        struct Full: Error {}
        let path = try write("a")
        #expect(throws: Full.self) {
            try CacheFile.write(to: path) { file in
                try file.write(contentsOf: Data("half".utf8))
                throw Full()
            }
        }
        #expect(try contents(path) == "abc")
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path("")) == ["a"])
    }

    @Test func `a folder in a file's place is told in the system's words`() throws {
        try FileManager.default.createDirectory(
            atPath: folder.path("a/b"), withIntermediateDirectories: true
        )
        let error = #expect(throws: (any Error).self) { try write("a") }
        #expect(error?.systemReason == "Is a directory")
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path("")) == ["a"])
    }

    @Test(arguments: [
        (["XDG_CACHE_HOME": "/x", "HOME": "/h"], "/x/zeroshot"),
        (["XDG_CACHE_HOME": "", "HOME": "/h"], "/h/.cache/zeroshot"),
        (["XDG_CACHE_HOME": "relative", "HOME": "/h"], "/h/.cache/zeroshot"),
        (["HOME": "/h"], "/h/.cache/zeroshot"),
        (["HOME": "h"], nil),
        ([:], nil),
    ])
    func `the environment names the cache folder`(
        environment: [String: String], path: String?
    ) {
        let folder = CacheFolder(environment: environment)
        #expect(folder?.url.path(percentEncoded: false) == path)
        let prototypes = PrototypeCache(environment: environment)?.folder
        #expect(prototypes?.path(percentEncoded: false) == path.map { $0 + "/prototypes" })
    }
}
