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

    @Test func `what is neither a set nor a file is refused with the sets and their uses`() throws {
        let error = #expect(throws: PromptError.self) { try TemplateSet(namedOrAt: "imagenet") }
        let lines = try #require(error?.description).split(separator: "\n").map(String.init)
        #expect(
            lines[0] == """
                imagenet: neither a template set nor a file. A file has one template a line; the \
                sets are:
                """)
        #expect(lines.dropFirst() == TemplateSet.named.map(\.line)[...])
        #expect(lines[1] == "  default    any pictures, when nothing is known about them")
        #expect(
            lines.contains("  small      pictures of 32 to 64 pixels, such as thumbnails and icons")
        )
    }

    @Test func `no two sets share a name or say the same about their use`() {
        #expect(Set(TemplateSet.named.map(\.name)).count == TemplateSet.named.count)
        #expect(Set(TemplateSet.named.map(\.use)).count == TemplateSet.named.count)
    }

    /// Labels that a set is meant for, with words that need one article or the other, or none.
    private static let harmless = [
        "default": ["fox", "owl"], "hf": ["a fox", "an owl"], "photos": ["fox", "owl", "umbrella"],
        "small": ["truck", "airplane"], "textures": ["striped", "irregular", "gravel"],
        "aerial": ["forest", "industrial area"], "sketches": ["teapot", "elephant"],
        "food": ["apple pie", "dumplings", "rice"], "pets": ["Persian cat", "Afghan hound"],
        "animals": ["tree frog", "orca"], "plants": ["rose", "iris"],
        "products": ["teapot", "umbrella"], "places": ["kitchen", "ice rink", "church"],
        "vehicles": ["school bus", "ambulance"], "documents": ["receipt", "invoice"],
    ]

    @Test(arguments: TemplateSet.named)
    func `templates of a set differ, are templates, and ask nothing that is refused`(
        named: TemplateSet.Named
    ) throws {
        let texts = named.set.templates.map(\.text)
        #expect(Set(texts).count == texts.count)
        #expect(try TemplateSet(texts) == named.set)
        #expect(texts.count >= 7 || ["default", "hf"].contains(named.name))
        let labels = try #require(Self.harmless[named.name])
        #expect(
            throws: Never.self,
            performing: { try RequestPolicy(labels: labels, templates: texts).check() }
        )
        // What a template says must be the same for two labels but for the label: no two prompts of
        // a class are equal.
        for label in labels {
            let prompts = named.set.templates.map { $0.prompt(for: label) }
            #expect(Set(prompts.map(PlainWords.init)).count == prompts.count)
        }
    }

    @Test(arguments: TemplateSet.named)
    func `an article before a label is chosen by the label`(named: TemplateSet.Named) {
        // "a photo of a {class}" of the default set is the field's own and stays as it is.
        guard named.name != "default" else { return }
        for template in named.set.templates {
            let prompt = template.prompt(for: "apple")
            #expect(!prompt.lowercased().contains("a apple"), "\(prompt)")
            #expect(!template.prompt(for: "teapot").contains("an teapot"))
        }
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
