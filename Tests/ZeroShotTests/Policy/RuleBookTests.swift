import Testing

@testable import ZeroShot

/// The rule file's language, on small files of its own.
struct RuleBookTests {
    private static let lists = """
        list neutral
            this
        list medium
            photo
        list carrier
            of
        list relation
            by
        list strict
            person
        list job
            doctor
        list animal
            dog
        list big
            large, very large

        """

    private func topics(_ rules: String) throws -> RestrictedTopics {
        try RestrictedTopics(
            rules: Self.lists + rules, names: PersonNames(given: "", surnames: "", known: ""))
    }

    private func matches(_ phrase: String, _ text: String, mask: String = "x y") throws -> Bool {
        let topics = try topics(
            "mask\n    \(mask)\nexplicit t restricted-legal\n    why: tests\n    \(phrase)\n")
        return !topics.findings(in: topics.masked(topics.tokens(of: text))).explicit.isEmpty
    }

    @Test(arguments: [
        ("red|green box", "a green box", true),
        ("red|green box", "blue box", false),
        ("red not? box", "red box", true),
        ("red not? box", "red not box", true),
        ("red not? box", "red not not box", false),
        ("red not* box", "red not not box", true),
        ("red !box", "red lamp", true),
        ("red !box", "red box", false),
        ("red !box", "red", true),
        ("red .. box", "red a b c d box", true),
        ("red .. box", "red one two three four five box", false),
        ("red _ box", "red wooden box", true),
        ("red _ box", "red box", false),
        ("<big> box", "very large box", true),
        ("<big> box", "large boxes", true),
        ("<big> box", "very box", false),
        ("<number> box", "17 boxes", true),
        ("^ red", "photo of a red box", true),
        ("^ red", "very red", false),
        ("red $", "photo of something red", true),
        ("red $", "red box", false),
        ("^ _ box $", "old box", true),
        ("^ _ box $", "box", false),
    ])
    func `a phrase takes what its signs say`(phrase: String, text: String, isTaken: Bool) throws {
        #expect(try matches(phrase, text) == isTaken)
    }

    @Test func `a thing of the mask is not looked into`() throws {
        #expect(try matches("red", "a red panda"))
        #expect(try !matches("red", "two red pandas", mask: "red panda"))
    }

    @Test(arguments: [
        "explicit t restricted-legal\n    <nowhere> box\n", "explicit t no-such-code\n    box\n",
        "explicit t restricted-legal\n    Box\n", "explicit t restricted-legal\n    red ?? box\n",
        "about\n    box\n", "nonsense here\n    box\n",
        "list again\n    box\nlist again\n    lamp\n",
    ])
    func `a damaged rule file is refused`(rules: String) {
        #expect(throws: RuleBookError.self) { try topics("mask\n    x y\n" + rules) }
    }

    @Test func `a damaged line is named`() {
        #expect(
            RuleBookError(file: "policy/restricted-topics.txt", line: 7, found: "<nowhere>")
                .description
                == "policy/restricted-topics.txt, line 7: '<nowhere>' is no rule. Expected a section "
                + "(list NAME, mask, explicit ID CODE, bare ID CODE, about ID) or a phrase made of words "
                + "and lists that exist. Restore the file that came with zeroshot.")
    }
}
