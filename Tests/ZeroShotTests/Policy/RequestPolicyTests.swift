import Foundation
import Testing

@testable import ZeroShot

/// The entry point: what is looked at, and when nothing is thrown.
struct RequestPolicyTests {
    private func codes(_ request: RequestPolicy) throws -> [Refusal.Code] {
        let found = try refusal { try request.check(against: PolicyCase.topics.get()) }
        return found?.reasons.map(\.code) ?? []
    }

    @Test func `an everyday request passes`() throws {
        #expect(
            try codes(RequestPolicy(labels: ["owl", "fox"], templates: PolicyCase.defaults)) == [])
    }

    @Test(arguments: [
        ["owl", "Owl"], ["owl", " owl\t"], ["stra\u{DF}e", "STRASSE"],
        ["caf\u{E9}", "cafe\u{301}"],
    ])
    func `labels that differ in case, blanks or composition are one`(labels: [String]) throws {
        #expect(try codes(RequestPolicy(labels: labels)) == [.tooFewLabels])
    }

    @Test func `equal labels beside another one are kept`() throws {
        #expect(try codes(RequestPolicy(labels: ["missile", "missile", "owl"])) == [])
    }

    @Test func `where nothing is ranked one label is enough`() throws {
        #expect(try codes(RequestPolicy(labels: ["owl"], isRanking: false)) == [])
        let restricted = RequestPolicy(labels: ["guilty defendant"], isRanking: false)
        #expect(try codes(restricted) == [.restrictedLegal])
    }

    @Test(arguments: ["", "  \n\t"])
    func `a blank consent policy is none`(policy: String) throws {
        let request = RequestPolicy(
            labels: ["owl", "fox"], containsPeople: true, consentPolicy: policy)
        #expect(try codes(request) == [.peopleWithoutPolicy])
    }

    @Test func `a consent policy allows people, not restricted questions`() throws {
        let consent = "Signed forms, 2026, for this study only."
        let people = RequestPolicy(
            labels: ["happy person", "sad person"], containsPeople: true, consentPolicy: consent)
        #expect(try codes(people) == [])
        let restricted = RequestPolicy(labels: ["gay man", "lamp"], consentPolicy: consent)
        #expect(try codes(restricted) == [.restrictedProtected])
    }

    @Test func `half of the labels being about people is not yet more than half`() throws {
        #expect(try codes(RequestPolicy(labels: ["scuba diver", "fish"])) == [])
        let most = RequestPolicy(labels: ["scuba diver", "baseball player", "fish"])
        #expect(try codes(most) == [.peopleWithoutPolicy])
    }

    @Test func `prompts about people make their label one about people`() throws {
        let request = RequestPolicy(
            labels: ["one", "two"],
            prompts: [
                ["a happy person", "a person who laughs"], ["a sad person", "a crying person"],
            ])
        #expect(try codes(request) == [.peopleWithoutPolicy])
    }

    @Test func `a question in the template is judged whatever the labels`() throws {
        let request = RequestPolicy(
            labels: ["yes", "no"], templates: ["is the thing in the picture safe to eat? {}"])
        let found = try #require(try refusal { try request.check() })
        #expect(found.code == .restrictedSafety)
        #expect(found.reasons[0].triggers == ["is the thing in the picture safe to eat? {}"])
    }

    @Test(arguments: ["{class}", "{}", "{c}"])
    func `every notation of the label's place is filled`(place: String) throws {
        let request = RequestPolicy(
            labels: ["asian", "lamp"], templates: ["a portrait of some \(place) person"],
            consentPolicy: "agreed")
        #expect(try codes(request) == [.restrictedProtected])
    }

    @Test func `the place with an article is filled`() throws {
        let request = RequestPolicy(
            labels: ["asian", "lamp"], templates: ["this is {a class} person"],
            consentPolicy: "agreed")
        #expect(try codes(request) == [.restrictedProtected])
    }

    @Test func `a name made by label and template together is a name`() throws {
        let request = RequestPolicy(
            labels: ["Maria", "Robert"], templates: ["a photo of {} Garcia"])
        #expect(try codes(request) == [.restrictedIdentity])
    }

    @Test(
        arguments: [
            ([["fox"], ["Asian person"]], [Refusal.Code.restrictedProtected]),
            ([["man"], ["woman"]], [.restrictedProtected, .peopleWithoutPolicy]),
            ([["fox", "John Smith"], ["owl", "Mary Johnson"]], [.restrictedIdentity]),
            ([["patient with measles"], ["owl"]], [.restrictedMedical]),
            ([["fox", "happy person"], ["owl", "sad person"]], [.peopleWithoutPolicy]),
            ([["fox", "red fox"], ["owl", "eagle owl"]], []),
        ] as [([[String]], [Refusal.Code])])
    func `other names of a class are judged as labels are`(
        names: [[String]], expected: [Refusal.Code]
    ) throws {
        var request = RequestPolicy(labels: ["one", "two"], templates: PolicyCase.defaults)
        request.names = names
        #expect(try codes(request) == expected)
    }

    @Test func `a label is judged although its templates hold another name`() throws {
        var request = RequestPolicy(
            labels: ["guilty defendant", "owl"], templates: ["a statue of a {}"]
        )
        request.names = [["fox"], ["owl"]]
        #expect(try codes(request) == [.restrictedLegal])
        request.labels = ["happy person", "sad person"]
        #expect(try codes(request) == [.peopleWithoutPolicy])
    }

    @Test func `a name made by a template and another name is a name`() throws {
        var request = RequestPolicy(labels: ["one", "two"], templates: ["a photo of {} Garcia"])
        request.names = [["Maria"], ["Robert"]]
        #expect(try codes(request) == [.restrictedIdentity])
    }

    @Test func `a sentence may mention in passing who wears what another name calls`() throws {
        var request = RequestPolicy(
            labels: ["A3", "lamp"],
            prompts: [["An abaya is a robe worn by Muslim women."], ["A lamp."]]
        )
        #expect(try codes(request) == [.restrictedProtected])
        request.names = [["abaya"], ["lamp"]]
        #expect(try codes(request) == [])
    }

    @Test func `what the policy sees of a request are its labels, names and sentences`() throws {
        let text = #"""
            [{"label": "one", "names": ["fox", "zorro"], "description": "A sly animal."}, "owl"]
            """#
        let list = try LabelList(TextFile(Array(text.utf8), name: "labels.json"))
        let policy = RequestPolicy(ClassificationRequest(prompts: ClassPrompts(list)))
        #expect(policy.labels == ["one", "owl"])
        #expect(policy.names == [["fox", "zorro"], ["owl"]])
        #expect(policy.prompts == [["A sly animal."], []])
        #expect(policy.isRanking)
    }
}
