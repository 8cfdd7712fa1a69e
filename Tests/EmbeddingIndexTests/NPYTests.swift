import Foundation
import Testing

@testable import EmbeddingIndex
@testable import ZeroShot

/// Arrays and paths that are imported.
struct NPYTests {
    private let index: TestIndex

    init() throws {
        index = try TestIndex()
    }

    private func header(_ text: String, version: UInt8 = 1) -> [UInt8] {
        let text = Array(text.utf8)
        let size =
            [UInt8(text.count & 0xFF), UInt8(text.count >> 8)] + (version > 1 ? [0, 0] : [])
        return [0x93] + Array("NUMPY".utf8) + [version, 0] + size + text
    }

    private func file(_ bytes: [UInt8], named name: String = "a.npy") throws -> String {
        let file = index.photos.appending(path: name)
        try Data(bytes).write(to: file)
        return file.path(percentEncoded: false)
    }

    @Test(arguments: [
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }          \n",
        "{'shape':(2,3),'fortran_order':False,\"descr\":\"<f4\"}",
    ])
    func `headers of all versions are read`(text: String) throws {
        for version in UInt8(1)...3 {
            let parsed = try NPYHeader(header(text, version: version))
            #expect(parsed.elementType == "<f4" && !parsed.isFortranOrder)
            #expect(parsed.shape == [2, 3])
            #expect(parsed.length == (version == 1 ? 10 : 12) + text.utf8.count)
        }
    }

    @Test(arguments: [
        ("", "a text in quotes was expected"),
        ("{'descr': '<f4', 'fortran_order': False}", "are not all there"),
        ("{'descr': '<f4', 'descr': '<f4'}", "'descr' is there twice"),
        ("{'descr': '<f4', 'order': False}", "'order' is unknown"),
        ("{'descr': '<f4', 'fortran_order': 0, 'shape': (2,)}", "True or False was expected"),
        ("{'descr': '<f4', 'fortran_order': False, 'shape': (2, -1)}", "a number was expected"),
        ("{'descr': '<f4', 'fortran_order': False, 'shape': (2 3)}", "')' was expected"),
        ("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3)} x", "more behind '}'"),
        ("{'descr': '<f4", "a text in quotes was expected"),
        ("{'shape': (99999999999999999999,)}", "a number was expected"),
    ])
    func `a header that is none says why`(text: String, reason: String) throws {
        let error = #expect(throws: NPYProblem.self) {
            try NPYHeader(header(text.isEmpty ? "{x" : text))
        }
        #expect(error?.description.contains(reason) == true, "\(error?.description ?? "")")
    }

    @Test func `what is no array is told apart`() throws {
        #expect(throws: NPYProblem.notAnArray) { try NPYHeader(Array("PK\u{3}\u{4}........".utf8)) }
        #expect(throws: NPYProblem.notAnArray) { try NPYHeader([0x93]) }
        #expect(throws: NPYProblem.version(major: 4)) { try NPYHeader(header("{}", version: 4)) }
        #expect(throws: NPYProblem.header("it is cut")) {
            try NPYHeader(Array(header("{'descr': '<f4'}").dropLast(3)))
        }
        #expect(throws: NPYProblem.elementType("a structure")) {
            try NPYHeader(header("{'descr': [('a', '<f4')]}"))
        }
    }

    @Test(arguments: [
        ("'>f4'", "False", "(2, 3)", NPYProblem.elementType(">f4")),
        ("'<f8'", "False", "(2, 3)", .elementType("<f8")),
        ("'|O'", "False", "(2, 3)", .elementType("|O")),
        ("'<f4'", "True", "(2, 3)", .fortranOrder),
        ("'<f4'", "False", "(6,)", .shape("(6)")),
        ("'<f4'", "False", "(2, 3, 1)", .shape("(2, 3, 1)")),
        ("'<f4'", "False", "(2, 0)", .shape("(2, 0)")),
    ])
    func `an array of another form is refused`(
        type: String, order: String, shape: String, problem: NPYProblem
    ) throws {
        let path = try file(
            header("{'descr': \(type), 'fortran_order': \(order), 'shape': \(shape), }")
                + Array(repeating: 0, count: 24))
        #expect(throws: IndexError.array(file: path, problem)) { try NPYFile(path: path) }
    }

    private func array(
        _ values: [Float], columns: Int, half: Bool = false
    ) throws -> String {
        let type = half ? "<f2" : "<f4"
        let start = header(
            "{'descr': '\(type)', 'fortran_order': False, "
                + "'shape': (\(values.count / columns), \(columns)), }\n")
        let bytes = values.flatMap { value in
            half
                ? (0..<2).map { UInt8(truncatingIfNeeded: Float16(value).bitPattern >> ($0 * 8)) }
                : (0..<4).map { UInt8(truncatingIfNeeded: value.bitPattern >> ($0 * 8)) }
        }
        return try file(start + bytes)
    }

    @Test func `a cut array is refused`() throws {
        let path = try array([1, 2, 3, 4], columns: 2)
        let bytes = try Data(contentsOf: URL(filePath: path))
        try bytes.dropLast().write(to: URL(filePath: path))
        #expect(
            throws: IndexError.array(
                file: path, .size(bytes: bytes.count - 1, expected: bytes.count))
        ) { try NPYFile(path: path) }
    }

    @Test(arguments: [false, true])
    func `rows are read at unit length`(half: Bool) throws {
        let file = try NPYFile(path: array([3, 4, 0, -2, 1, 0], columns: 2, half: half))
        #expect(file.rows == 3 && file.columns == 2)
        #expect(try file.unitRows(0..<3).values == [0.6, 0.8, 0, -1, 1, 0])
        #expect(try file.unitRows(1..<2).values == [0, -1])
    }

    @Test(arguments: [(Float(0), true), (.nan, false), (.infinity, false)])
    func `a row without direction is refused`(value: Float, isZero: Bool) throws {
        let path = try array([1, 0, value, 0, 0, 1], columns: 2)
        #expect(throws: IndexError.array(file: path, .row(1, isZero: isZero))) {
            try NPYFile(path: path).unitRows(0..<3)
        }
    }

    private func paths(_ text: String, name: String) throws -> [String] {
        var paths: [String] = []
        try PathList(file: file(Array(text.utf8), named: name)).forEach { paths.append($0) }
        return paths
    }

    @Test func `paths are lines of text or of JSON`() throws {
        #expect(try paths("a.jpg\r\nb c.jpg\n", name: "p.txt") == ["a.jpg", "b c.jpg"])
        #expect(try paths("\u{FEFF}a.jpg\nb", name: "p.txt") == ["a.jpg", "b"])
        #expect(
            try paths(
                """
                {"caption": "x", "image_path": "1.jpg"}
                {"url": "u", "path": "2.jpg"}
                {"url": "http://x/3.jpg"}

                """, name: "p.JSONL") == ["1.jpg", "2.jpg", "http://x/3.jpg"])
    }

    @Test func `a list of paths that is none says why`() throws {
        func problem(_ bytes: [UInt8], _ name: String) throws -> String {
            let path = try file(bytes, named: name)
            let error = #expect(throws: IndexError.self) {
                try PathList(file: path).forEach { _ in }
            }
            return error?.description ?? ""
        }
        #expect(
            try problem(Array("a\n\nb\n".utf8), "p.txt").hasSuffix(
                PathListProblem.empty(line: 2).description))
        #expect(try problem([0x61, 0xFF], "p.txt").contains("is not UTF-8"))
        #expect(
            try problem(Array("{\"path\": \"a\"}\n[]\n".utf8), "p.jsonl").contains(
                "line 2 is no JSON object"))
        #expect(throws: IndexError.self) { try PathList(file: "/nowhere/p.txt") }
    }

    private func importing(_ values: [Float], _ paths: String) throws {
        let builder = try index.builder(origin: .imported)
        let list = try file(Array(paths.utf8), named: "paths.txt")
        try builder.add(
            NPYFile(path: array(values, columns: TestIndex.dimension)), PathList(file: list)
        ) { _ in }
    }

    @Test func `imported rows are found by their paths`() throws {
        let (first, second) = (try TestIndex.embedding(1), try TestIndex.embedding(2))
        try importing(first.map { $0 * 7 } + second, "s3://b/1.jpg\n2.jpg\n")
        var reader = try IndexReader(index.folder)
        #expect(reader.header.origin == .imported)
        var images = try reader.allImages()
        #expect(images.map(\.source) == ["2.jpg", "s3://b/1.jpg"])
        #expect(images.map(\.row) == [1, 0])
        #expect(try reader.rows.unitRows([0]).similarities(to: first)[0] > 0.999999)
        #expect(try reader.verify() == [])
        // A second part is added; a path that is there already gets its new row.
        try importing(try TestIndex.embedding(3) + TestIndex.embedding(4), "2.jpg\n3.jpg\n")
        reader = try IndexReader(index.folder)
        images = try reader.allImages()
        #expect(images.map(\.source) == ["2.jpg", "3.jpg", "s3://b/1.jpg"])
        #expect(images.map(\.row) == [2, 3, 0])
        #expect(try reader.hiddenRows(withPolicy: false).contains(1))
    }

    @Test func `nothing is imported unless all of it can be`() throws {
        let good = try TestIndex.embedding(1)
        let bad = [Float](repeating: 0, count: TestIndex.dimension)
        #expect(throws: IndexError.self) { try importing(good + bad, "a\nb\n") }
        let error = #expect(throws: IndexError.self) { try importing(good + good, "a\n") }
        #expect(error?.description.contains("there are 1 paths for 2 rows") == true)
        let builder = try index.builder(origin: .imported)
        let other = #expect(throws: IndexError.self) {
            try builder.add(
                NPYFile(path: array([1, 2, 3], columns: 3)),
                PathList(file: file(Array("a\n".utf8), named: "paths.txt"))
            ) { _ in }
        }
        #expect(
            other?.description.contains(
                "the rows have 3 values, and embeddings of 'made/up' have 20") == true)
        #expect(try IndexReader(index.folder).rows.count == 0)
    }
}
