import Testing

@testable import ZeroShot

struct LabelledTableTests {
    private static func rows(_ text: String) throws -> [LabelledTable.Row] {
        try LabelledTable(TextFile(Array(text.utf8), name: "photos.csv")).rows
    }

    @Test(arguments: [
        "path,label\na.jpg,owl\nb.jpg,\"bear, brown\"\n",
        "path,label\r\na.jpg,owl\r\nb.jpg,\"bear, brown\"",
        "path,label\ra.jpg,owl\rb.jpg,\"bear, brown\"\r",
        "\u{FEFF}label,path\nowl,a.jpg\n\"bear, brown\",b.jpg\n",
        "id, Label ,size,PATH\n1,owl,3,a.jpg\n\n2,\"bear, brown\",\"a\nb\",b.jpg\n",
        "\"path\",\"label\"\n\"a.jpg\", owl \n\"b.jpg\",\"bear, brown\"\n",
    ])
    func `columns may stand in any order, among others, with any line end`(text: String) throws {
        #expect(
            try Self.rows(text) == [
                .init(path: "a.jpg", label: "owl"), .init(path: "b.jpg", label: "bear, brown"),
            ])
    }

    @Test func `two quotes stand for one, and a field may hold line ends`() throws {
        let rows = try Self.rows("path,label,note\n\"a \"\"1\"\".jpg\",owl,\"two\r\nlines\"\n")
        #expect(rows == [.init(path: "a \"1\".jpg", label: "owl")])
    }

    @Test(arguments: [
        (
            "",
            "photos.csv: line 1: the file is empty. Begin it with the line 'path,label', then "
                + "write one image a line."
        ),
        (
            "path;label\na.jpg;owl",
            "photos.csv: line 1: there is no column 'path'; found 'path;label'. The first line must "
                + "name the columns 'path' and 'label', separated by commas."
        ),
        (
            "path,name\na.jpg,owl",
            "photos.csv: line 1: there is no column 'label'; found 'path' and 'name'. The first "
                + "line must name the columns 'path' and 'label', separated by commas."
        ),
        (
            "path,label,Path\n",
            "photos.csv: line 1, column 3: the column 'path' stands there twice. Keep one of them."
        ),
        (
            "path,label\n",
            "photos.csv: line 2: no image follows the names of the columns. Write one a line."
        ),
        (
            "path,label\na.jpg,owl,3\n",
            "photos.csv: line 2: found 3 fields where the first line has 2. Put fields that hold a "
                + "comma in quotes."
        ),
        (
            "path,label\n\na.jpg\n",
            "photos.csv: line 3: found 1 field where the first line has 2. Put fields that hold a "
                + "comma in quotes."
        ),
        (
            "path,label\na.jpg, \n",
            "photos.csv: line 2, column 2 (label): the label is blank. Write it, or take the line "
                + "out."
        ),
        (
            "label,path\nowl,\"a\u{0}.jpg\"\n",
            "photos.csv: line 2, column 2 (path): the path holds a control character. Take it out."
        ),
        (
            "path,label\na.jpg,owl\nb.jpg,fox\na.jpg,fox\n",
            "photos.csv: line 4: 'a.jpg' stands on line 2 already. Each image counts once; take one "
                + "out."
        ),
    ])
    func `a table that does not say which image has which label is refused by line and column`(
        text: String, message: String
    ) {
        let error = #expect(throws: EvaluationError.self) { try Self.rows(text) }
        #expect(error?.description == message)
    }

    @Test(arguments: [
        (
            "path,label\n\"a.jpg,owl\nb.jpg,fox\n",
            "photos.csv: line 2, character 1: this quote is never closed. Close it, or write \"\" "
                + "for a quote that belongs to the field."
        ),
        (
            "path,label\na.jpg,owl\nb 5\".jpg,fox\n",
            "photos.csv: line 3, character 4: a quote stands inside a field. Put the whole field in "
                + "quotes and write \"\" for the one inside."
        ),
        (
            "path,label\r\n\"a\r\nb\"c,owl\r\n",
            "photos.csv: line 3, character 3: something follows the closing quote. Put a comma "
                + "there, or write \"\" for a quote that belongs to the field."
        ),
    ])
    func `a quote in the wrong place is found by line and character`(
        text: String, message: String
    ) {
        let error = #expect(throws: EvaluationError.self) { try Self.rows(text) }
        #expect(error?.description == message)
    }

    @Test func `text that is not UTF-8 is refused by line`() {
        #expect(throws: PromptError.self) {
            try LabelledTable(TextFile([UInt8]("path,label\n".utf8) + [0xFF], name: "a.csv"))
        }
    }
}
