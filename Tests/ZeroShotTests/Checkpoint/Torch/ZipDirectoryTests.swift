import Foundation
import Testing

@testable import ZeroShot

/// Zip files that torch did not write, or that are not whole.
struct ZipDirectoryTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func open(_ bytes: [UInt8]) throws -> ZipDirectory {
        try folder.write(bytes, to: "model.pt")
        return try ZipDirectory(of: MappedFile(path: folder.path("model.pt")))
    }

    /// Two entries that nothing is wrong with.
    private static func plain(_ change: (inout ZipWriter) -> Void = { _ in }) -> ZipWriter {
        var zip = ZipWriter(entries: [
            ZipWriter.Entry(name: "a/first", data: [1, 2, 3]),
            ZipWriter.Entry(name: "a/second", data: [4, 5]),
        ])
        change(&zip)
        return zip
    }

    @Test(arguments: [false, true], [false, true])
    func `entries are found, with 32 and with 64 bits`(hasLargeEnd: Bool, isLarge: Bool) throws {
        let zip = Self.plain { zip in
            zip.hasLargeEnd = hasLargeEnd
            for index in zip.entries.indices { zip.entries[index].isLarge = isLarge }
        }
        let directory = try open(zip.bytes)
        #expect(directory.names == ["a/first", "a/second"])
        let file = try MappedFile(path: folder.path("model.pt"))
        #expect(file.bytes(try #require(try directory.data(of: "a/first"))) == [1, 2, 3])
        #expect(file.bytes(try #require(try directory.data(of: "a/second"))) == [4, 5])
        #expect(try directory.data(of: "a/third") == nil)
    }

    struct Broken: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let bytes: [UInt8]
        let message: String

        init(_ name: String, _ message: String, _ change: (inout ZipWriter) -> Void) {
            self.init(name, plain(change).bytes, message)
        }

        init(_ name: String, _ bytes: [UInt8], _ message: String) {
            testDescription = name
            self.bytes = bytes
            self.message = message
        }

        private static let distrust = "Torch writes no such archive; do not use the file."
        private static let again = "Download the file again."
        private static let size = plain().bytes.count

        /// With an entry of another name, which is `shown` so.
        private static func named(_ name: String, _ shown: String) -> Broken {
            Broken(
                "named \(shown)",
                "its entry '\(shown)' has a name that Torch does not write. \(distrust)"
            ) { $0.entries[1].name = name }
        }

        static let all: [Broken] = [
            named("../../etc/passwd", "../../etc/passwd"),
            named("/etc/passwd", "/etc/passwd"),
            named("a/./second", "a/./second"),
            named("a//second", "a//second"),
            named("a\\..\\second", "a\\..\\second"),
            named("a\0second", "a\\u{0}second"),
            named("", ""),
            Broken("one name twice", "it has two entries 'a/first'. \(distrust)") {
                $0.entries[1].name = "a/first"
            },
            Broken("encrypted", "its entry 'a/second' is encrypted. \(distrust)") {
                $0.entries[1].flags |= 1
            },
            Broken(
                "one entry in the other",
                "its entries 'a/first' and 'a/second' overlap. \(distrust)"
            ) { zip in
                let inner = ZipWriter(entries: [zip.entries[1]]).bytes
                zip.entries[0].data = Array(inner.prefix(60))
                zip.entries[1].listedOffset = 45
            },
            Broken(
                "one entry into the other",
                "its entries 'a/first' and 'a/second' overlap. \(distrust)"
            ) { $0.entries[0].listedBytes = 20 },
            Broken(
                "another name before the data",
                "its entry 'a/second' is not what its zip directory says. \(again)"
            ) { $0.entries[1].headerName = "a/seconD" },
            Broken(
                "no header before the data",
                "its entry 'a/second' is not what its zip directory says. \(again)"
            ) { $0.entries[1].listedOffset = 3 },
            Broken(
                "an entry behind the end",
                """
                its entry 'a/second' should be 2 bytes at 4294967294, but the file has \(size). \
                \(again)
                """
            ) { $0.entries[1].listedOffset = 0xFFFF_FFFE },
            Broken(
                "an entry that is too long",
                """
                its entry 'a/second' should be 4000 bytes at 48, but the file has \(size). \(again)
                """
            ) { $0.entries[1].listedBytes = 4000 },
            Broken(
                "a zip64 entry that is far too long",
                """
                its entry 'a/second' should be 18446744073709551615 bytes at 48, but the file has \
                \(size + 28). \(again)
                """
            ) {
                $0.entries[1].isLarge = true
                $0.entries[1].listedBytes = .max
            },
            Broken(
                "a zip64 entry that is far away",
                """
                its entry 'a/second' should be 2 bytes at 9223372036854775808, but the file has \
                \(size + 28). \(again)
                """
            ) {
                $0.entries[1].isLarge = true
                $0.entries[1].listedOffset = 1 << 63
            },
            Broken(
                "a directory entry without its mark",
                plain().bytes.enumerated().map { $0.offset == 96 ? 0 : $0.element },
                damagedEntry(0)
            ),
            Broken(
                "more entries than fit",
                "its zip directory should be 107 bytes at 96, but the file has \(size). \(again)"
            ) { $0.listedCount = 3 },
            Broken("fewer entries than there are", damagedEntry(1)) { $0.listedCount = 1 },
            Broken(
                "a directory for 2^64 - 1 entries",
                "its zip directory should be 107 bytes at 96, but the file has \(size). \(again)"
            ) { $0.listedCount = .max },
            Broken(
                "a directory elsewhere",
                "its zip directory should be 107 bytes at 90, but the file has \(size). \(again)"
            ) { $0.listedDirectoryOffset = 90 },
            Broken(
                "a directory of 2^64 - 1 bytes",
                """
                its zip directory should be 18446744073709551615 bytes at 96, but the file has \
                \(size). \(again)
                """
            ) { $0.listedDirectoryBytes = .max },
            Broken(
                "a directory that starts at 2^64 - 1",
                """
                its zip directory should be 107 bytes at 18446744073709551615, but the file has \
                \(size). \(again)
                """
            ) { $0.listedDirectoryOffset = .max },
            Broken(
                "bytes behind its end", plain().bytes + [0],
                """
                the zip directory that should end its \(size + 1) bytes is not there. \(again)
                """
            ),
            Broken(
                "only its first bytes", Array(plain().bytes.prefix(20)),
                "the zip directory that should end its 20 bytes is not there. \(again)"
            ),
        ]

        private static func damagedEntry(_ number: Int) -> String {
            "entry \(number) of its zip directory cannot be read. \(again)"
        }
    }

    @Test(arguments: Broken.all)
    func `a broken archive is refused, and the message says how it is broken`(
        broken: Broken
    ) throws {
        let problem = try #require(throws: TorchArchiveProblem.self) { try open(broken.bytes) }
        #expect(problem.description == broken.message)
    }

    @Test func `a compressed entry is refused when it is needed`() throws {
        let zip = Self.plain {
            $0.entries[1].method = 8
        }
        let directory = try open(zip.bytes)
        #expect(try directory.data(of: "a/first") != nil)
        let problem = try #require(throws: TorchArchiveProblem.self) {
            try directory.data(of: "a/second")
        }
        #expect(
            problem.description == """
                its entry 'a/second' is compressed, and Torch stores it as it is. Somebody packed \
                the archive anew; use the file as it was published.
                """
        )
    }

    @Test func `an archive cut anywhere is refused`() throws {
        let whole = Self.plain().bytes
        for count in 0..<whole.count {
            #expect(throws: TorchArchiveProblem.noDirectory(fileBytes: count)) {
                try open(Array(whole[..<count]))
            }
        }
    }
}
