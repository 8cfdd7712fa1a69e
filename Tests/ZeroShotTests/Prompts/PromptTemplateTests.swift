import Testing

@testable import ZeroShot

struct PromptTemplateTests {
    @Test(arguments: ["\u{1F3FB}", "\u{301}", "\u{FE0F}", "\u{200D}"])
    func `a mark behind the place does not hide its brace`(mark: String) throws {
        let template = try PromptTemplate("an {class}\(mark) here")
        #expect(Array(template.prompt(for: "owl").utf8) == Array("an owl\(mark) here".utf8))
    }

    @Test(arguments: [
        ("a photo of a {class}", "a photo of a owl"), ("{}", "owl"), ("{c}!", "owl!"),
        ("the {c}, from above", "the owl, from above"),
        ("a photo of {a class}.", "a photo of an owl."),
        ("🦉 {class} フクロウ", "🦉 owl フクロウ"),
    ])
    func `the place takes the class name`(text: String, prompt: String) throws {
        let template = try PromptTemplate(text)
        #expect(template.prompt(for: "owl") == prompt)
        #expect(template.text == text)
        #expect("\(template)" == text)
    }

    @Test func `braces and backslashes of a class name stay as they are`() throws {
        let prompt = try PromptTemplate("a {class}").prompt(for: #"{class} {} $& \1 }"#)
        #expect(prompt == #"a {class} {} $& \1 }"#)
    }

    @Test(arguments: [
        ("a photo", TemplateProblem.noPlace, "has no place for the class name"),
        ("", .noPlace, "has no place for the class name"),
        ("{} and {class}", .severalPlaces(2), "has 2 places for the class name"),
        ("{c}{c}{c}", .severalPlaces(3), "has 3 places for the class name"),
        ("a {class", .strayBrace("{", column: 3), "has a stray '{' at column 3"),
        ("a {class}}", .strayBrace("}", column: 10), "has a stray '}' at column 10"),
        ("{{class}}", .strayBrace("{", column: 1), "has a stray '{' at column 1"),
        ("a {label}", .strayBrace("{", column: 3), "has a stray '{' at column 3"),
        ("a { class }", .strayBrace("{", column: 3), "has a stray '{' at column 3"),
        ("a {Class}", .strayBrace("{", column: 3), "has a stray '{' at column 3"),
        ("é {an class}", .strayBrace("{", column: 3), "has a stray '{' at column 3"),
    ])
    func `a text without exactly one place is refused with a sentence`(
        text: String, problem: TemplateProblem, finding: String
    ) {
        let error = #expect(throws: PromptError.self) { try PromptTemplate(text) }
        #expect(error == .template(text, problem, line: nil))
        #expect(
            error?.description == """
                The template '\(text)' \(finding). A template has one place for the class name, \
                written {class}, {}, {c} or {a class}, and no other brace: 'a photo of a {class}'.
                """)
    }

    @Test(arguments: [
        "an owl", "a fox", "an apple", "a hen", "an hour glass", "an heirloom", "an honest face",
        "a horse", "a unicorn", "a uniform", "an unidentified flying object", "an unmade bed",
        "a European roller", "a eucalyptus", "a one-way street", "a ewe",
        "a used car", "an usher", "an urn", "a ukulele", "a Ural owl", "a utensil",
        "an umbrella", "an X-ray", "an SUV", "a UFO", "an MRI scanner", "an LED lamp",
        "a USB stick",
        "an RV", "a TV", "a NASA rocket", "a CAT", "an OWL", "a T-shirt", "a U-boat",
        "an A-frame house",
        "an 8-ball", "an 18-wheeler", "an 11th-century church", "a 110 camera", "a 3D printer",
        "an éclair", "an \"owl\"", "a フクロウ", "a 🦉", "a ", "an ouzel", "a ouija board",
        "a yawl", "an iPod", "an 80s car",
    ])
    func `the article follows the sound of the name`(expected: String) throws {
        let name = expected.drop { $0 != " " }.dropFirst()
        let prompt = try PromptTemplate("{a class}").prompt(for: String(name))
        #expect(prompt == expected)
    }

    @Test(arguments: ["an owl", "a fox", "the moon"])
    func `a name with its own article gets no second one`(name: String) throws {
        #expect(try PromptTemplate("see {a class}").prompt(for: name) == "see \(name)")
    }
}
