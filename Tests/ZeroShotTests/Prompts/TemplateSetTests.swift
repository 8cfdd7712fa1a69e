import Foundation
import Testing

@testable import ZeroShot

struct TemplateSetTests {
    @Test(arguments: [
        (
            "default",
            ["a photo of a {class}", "a picture of a {class}", "an image of a {class}"]
        ),
        ("hf", ["This is a photo of {}."]),
    ])
    func `a named set has its templates`(name: String, texts: [String]) throws {
        #expect(try TemplateSet(namedOrAt: name).templates.map(\.text) == texts)
        // They are written as parts in the source; parsing the whole must give the same.
        #expect(try TemplateSet(namedOrAt: name) == TemplateSet(texts))
    }

    @Test func `a template file has one template a line`() throws {
        let set = try TemplateSet(namedOrAt: ReportFixture.url("templates.txt").path())
        #expect(
            set.templates.map { $0.prompt(for: "owl") } == [
                "a drawing of a owl", "an engraving with an owl in it",
            ])
    }

    @Test func `a bad template of a file is named with its line`() throws {
        let file = try ReportFixture.url("templates-brace.txt")
        let error = #expect(throws: PromptError.self) { try TemplateSet(contentsOf: file) }
        #expect(
            error?.description == """
                \(file.path()): line 3: The template 'a drawing of a {kind}' has a stray '{' at \
                column 16. A template has one place for the class name, written {class}, {}, {c} or \
                {a class}, and no other brace: 'a photo of a {class}'.
                """)
    }

    @Test func `what is neither a set nor a file is refused with the sets there are`() {
        let error = #expect(throws: PromptError.self) { try TemplateSet(namedOrAt: "imagenet") }
        #expect(
            error?.description == """
                imagenet: neither a template set nor a file. The sets are default and hf; a file has \
                one template a line.
                """)
    }

    @Test func `a set without templates is refused`() {
        let error = #expect(throws: PromptError.self) { try TemplateSet([]) }
        #expect(
            error?.description == """
                the list of templates: there is no template. A template has one place for the class \
                name, written {class}, {}, {c} or {a class}, and no other brace: 'a photo of a {class}'.
                """)
    }
}
