import Testing

@testable import ZeroShot

/// Names of persons among words that are names of other things too.
struct PersonNamesTests {
    private let names = PersonNames(
        given: "john\nmary\njasmine~\nvan~\nhiroshi\nluis", surnames: "smith\nrice~\ntanaka\nsilva",
        known: "# people\nbeyonce\nfrida kahlo")

    @Test(arguments: [
        "john smith", "mary rice", "jasmine smith", "john a smith", "john van smith",
        "luis da silva", "mary john smith", "john smith jr", "mr smith", "dr john smith",
        "smith john", "tanaka hiroshi", "beyonce", "frida kahlo", "john smith face",
        "president beyonce", "john smith playing tennis", "john smith in red coat",
    ])
    func `a name is a name`(text: String) {
        #expect(names.isName(PolicyText(text).words[...]))
    }

    @Test(arguments: [
        "", "john", "smith", "jasmine rice", "john lamp", "lamp smith", "rice john",
        "mr lamp", "frida", "john lamp smith", "john smith lamp", "president smith",
    ])
    func `anything else is none`(text: String) {
        #expect(!names.isName(PolicyText(text).words[...]))
    }
}
