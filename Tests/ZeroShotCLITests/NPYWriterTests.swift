import Foundation
import Testing

@testable import ZeroShotCLI

struct NPYWriterTests {
    private let workspace: Workspace

    init() throws {
        workspace = try Workspace()
    }

    @Test func `each name is one line of UTF-8, whatever a file system allows`() throws {
        let array = workspace.folder.appending(path: "x.npy")
        var writer = try NPYWriter(path: array.path(percentEncoded: false), .floats(1))
        let names: [[UInt8]] = [
            Array("a b.jpg".utf8), Array("two\nlines.jpg".utf8), Array("é.jpg".utf8),
            [0x66, 0xFF, 0x2E], [],
        ]
        try writer.add(names.map { $0[...] }, rows: [UInt8](repeating: 0, count: 4 * names.count))
        try writer.finish()
        let text = try Data(contentsOf: workspace.folder.appending(path: "x.npy.sources.txt"))
        let expected = "a b.jpg\ntwo\u{FFFD}lines.jpg\né.jpg\nf\u{FFFD}.\n\n"
        #expect(Array(text) == Array(expected.utf8))
        let header = try Data(contentsOf: array).prefix(128)
        #expect(String(decoding: header, as: UTF8.self).contains("'shape': (5, 1)"))
    }
}
