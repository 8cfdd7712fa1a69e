import Foundation
import Testing

@testable import ZeroShot

struct PromptFileTests {
    private static func parse(_ text: String) throws -> PromptFile {
        try PromptFile(TextFile(Array(text.utf8), name: "p.json"))
    }

    @Test func `classes keep the file's order`() throws {
        let names = (0..<50).map { "class \(($0 * 37) % 50)" }
        let text = "{" + names.map { "\"\($0)\": [\"about \($0)\"]" }.joined(separator: ",") + "}"
        let file = try Self.parse(text)
        #expect(file.classes.map(\.label) == names)
        #expect(file.classes.map(\.sentences) == names.map { ["about \($0)"] })
    }

    @Test func `names and sentences are unescaped and otherwise left alone`() throws {
        let file = try Self.parse(#"{"k\u00e4uz\ud83e\udd89": ["A \"small\" owl.\n", " two "]}"#)
        #expect(
            file.classes == [
                PromptFile.Class(label: "käuz🦉", sentences: ["A \"small\" owl.\n", " two "])
            ])
    }

    @Test(arguments: [
        (
            "{\n  \"owl\": [\"An owl.\",]\n}",
            "p.json: line 2, column 21: not JSON: ']' where a value was expected. "
        ),
        (
            "",
            "p.json: line 1, column 1: not JSON: the end of the file where a value was expected. "
        ),
        ("owl: An owl.", "p.json: line 1, column 1: not JSON: 'o' where a value was expected. "),
        ("[\"owl\"]", "p.json: found a list where an object of classes was expected. "),
        ("3", "p.json: found a number where an object of classes was expected. "),
        ("{}", "p.json: there is no class. "),
        ("{\"owl\": [\"a\"], \" \": [\"b\"]}", "p.json: a class has a blank name. "),
        (
            "{\"owl\": \"An owl.\"}",
            "p.json: class 'owl': found a text where a list of sentences was expected. "
        ),
        (
            "{\"owl\": {\"a\": 1}}",
            "p.json: class 'owl': found an object where a list of sentences was expected. "
        ),
        (
            "{\"owl\": [\"An owl.\", null]}",
            "p.json: class 'owl': sentence 2: found null where a text was expected. "
        ),
        (
            "{\"owl\": [true]}",
            "p.json: class 'owl': sentence 1: found true or false where a text was expected. "
        ),
    ])
    func `a file of another form is refused, with the form it should have`(
        text: String, message: String
    ) {
        let error = #expect(throws: PromptError.self) { try Self.parse(text) }
        #expect(
            error?.description
                == message
                + #"A prompts file reads {"tree frog": ["A tree frog is small.", ...], ...}."#)
    }

    @Test(arguments: [
        (
            "{\"owl\": [\"a\"], \"fox\": []}",
            "p.json: class 'fox': it has no sentences. Give it at least one, or leave the class out."
        ),
        (
            "{\"owl\": [\"a\", \" \\n\"]}",
            "p.json: class 'owl': sentence 2 is blank. Write it, or leave it out."
        ),
        (
            "{\"missile\": [\"a\"], \"owl\": [\"b\"], \"missile\": [\"c\"]}",
            "p.json: 'missile' stands there more than once. If each name means one class, have its "
                + "entries merged (--merge-classes); else give the classes different names."
        ),
        (
            "{\"a\":[\"x\"],\"b\":[\"x\"],\"b\":[\"x\"],\"a\":[\"x\"]}",
            "p.json: 'b' and 'a' stand there more than once. If each name means one class, have "
                + "its entries merged (--merge-classes); else give the classes different names."
        ),
    ])
    func `a class without sentences or with two entries is named`(text: String, message: String) {
        let error = #expect(throws: PromptError.self) { try Self.parse(text) }
        #expect(error?.description == message)
    }

    @Test func `entries of one class are merged on request, at the place of the first`() throws {
        let text = #"{"crane": ["c1", "c2"], "owl": ["o"], "crane": ["c2", "c3"]}"#
        let file = try PromptFile(
            TextFile(Array(text.utf8), name: "p.json"), repeatedClasses: .merged
        )
        #expect(
            file.classes == [
                PromptFile.Class(label: "crane", sentences: ["c1", "c2", "c2", "c3"]),
                PromptFile.Class(label: "owl", sentences: ["o"]),
            ])
    }

    @Test func `a repeated sentence counts as often as it stands there`() throws {
        let prompts = ClassPrompts(try Self.parse(#"{"owl": ["o1", "o2", "o1"], "fox": ["f"]}"#))
        #expect(prompts.prompts(ofClass: 0) == ["o1", "o2", "o1"])
        let prototypes = try ClassPrototypes(
            prompts, embeddings: Embeddings([1, 0, 0, 1, 1, 0, 0, 1], dimension: 2)
        )
        // (1,0) + (0,1) + (1,0) = (2,1)
        #expect(prototypes.embeddings[0] == [0.8944272, 0.4472136])
    }

    @Test func `a file that is not there is named`() {
        let error = #expect(throws: PromptError.self) {
            try PromptFile(contentsOf: URL(filePath: "no-such.json"))
        }
        #expect(error?.description == "no-such.json: cannot be read: there is no such file.")
    }

    @Test func `many names are cut short in a message`() {
        let names = (1...8).map { "c\($0)" }
        #expect(Listing.quoted(names) == "'c1', 'c2', 'c3', 'c4', 'c5' and 3 more")
        #expect(Listing.quoted(Array(names.prefix(3))) == "'c1', 'c2' and 'c3'")
        #expect(Listing.quoted(["c1"]) == "'c1'")
    }
}
