import Foundation
import Testing

@testable import ZeroShot

/// The rules against whole label sets: what honest users ask, and what must not be answered.
struct RestrictedTopicsTests {
    @Test(arguments: [
        ("pass.txt", "pass", 150), ("people.txt", "people", 30), ("refused.txt", nil, 150),
        ("paraphrases.txt", nil, 50), ("further.txt", nil, 300),
    ])
    func `label sets are judged as their file says`(
        file: String, expected: String?, atLeast: Int
    ) throws {
        let sets = try PolicyCase.all(in: file, expecting: expected)
        #expect(sets.count >= atLeast)
        for set in sets {
            let found = try set.found()
            #expect(set.isMet(by: found), "expected \(set.expected), found \(found): \(set.line)")
        }
    }

    private static let aboutPeople: Set<String> = ["fer2013", "ucf101", "kinetics400"]
    private static let medical: Set<String> = [
        "pcam", "diabetic-retinopathy", "malaria", "colorectal-histology",
    ]

    @Test func `public class lists pass, but for those about people and diagnoses`() throws {
        let lists = try PolicyCase.classLists()
        #expect(lists.count >= 38)
        for list in lists {
            let labels = try PolicyCase.lines(of: "classes/\(list).txt")
            var request = RequestPolicy(labels: labels, templates: PolicyCase.defaults)
            let topics = try PolicyCase.topics.get()
            let strict = request.refusal(against: topics)
            request.consentPolicy = "agreed in writing"
            let lenient = request.refusal(against: topics)
            if Self.medical.contains(list) {
                #expect(lenient?.code == .restrictedMedical, "\(list)")
            } else {
                #expect(lenient == nil, "\(list): \(lenient?.description ?? "")")
                let code: Refusal.Code? =
                    Self.aboutPeople.contains(list) ? .peopleWithoutPolicy : nil
                #expect(strict?.code == code, "\(list)")
            }
        }
    }

    @Test(arguments: [
        "imagenet1k", "cifar10", "cifar100", "food101", "pets", "flowers", "sun397",
    ])
    func `every class name of a public list passes alone`(list: String) throws {
        let topics = try PolicyCase.topics.get()
        for label in try PolicyCase.lines(of: "classes/\(list).txt") {
            let request = RequestPolicy(
                labels: [label], templates: PolicyCase.defaults, consentPolicy: "agreed",
                isRanking: false)
            let refusal = request.refusal(against: topics)
            #expect(refusal == nil, "\(refusal?.description ?? "")")
        }
    }

    @Test func `a description that mentions people in passing is not refused`() throws {
        let topics = try PolicyCase.topics.get()
        let robe = "An abaya is a long robe worn by Muslim women."
        let passing = RequestPolicy(
            labels: ["abaya", "kimono"],
            prompts: [[robe], ["A kimono is a robe with wide sleeves."]])
        #expect(passing.refusal(against: topics) == nil)

        let asking = RequestPolicy(
            labels: ["abaya", "kimono"],
            prompts: [["A photo of Muslim women."], ["A kimono is a robe with wide sleeves."]],
            consentPolicy: "agreed")
        #expect(asking.refusal(against: topics)?.code == .restrictedProtected)
    }

    @Test func `a fifth of a label's sentences asks, less does not`() throws {
        let topics = try PolicyCase.topics.get()
        func refusal(sentences count: Int) -> Refusal? {
            let plain = (1..<count).map { "Somewhere number \($0) of a long list." }
            return RequestPolicy(
                labels: ["one thing", "another"], prompts: [["A gay man."] + plain, ["A lamp."]]
            ).refusal(against: topics)
        }
        #expect(refusal(sentences: 5)?.code == .restrictedProtected)
        #expect(refusal(sentences: 6) == nil)
    }

    @Test func `bare values refuse from a fifth of the labels on`() throws {
        let topics = try PolicyCase.topics.get()
        func refusal(fillers: Int) -> Refusal? {
            let things = (0..<fillers).map { "thing number \($0)" }
            return RequestPolicy(labels: ["male", "female"] + things).refusal(against: topics)
        }
        #expect(refusal(fillers: 8)?.code == .restrictedProtected)
        #expect(refusal(fillers: 9) == nil)
    }

    @Test func `names refuse when there are two of them, or half of the labels`() throws {
        let topics = try PolicyCase.topics.get()
        func code(_ labels: [String]) -> Refusal.Code? {
            RequestPolicy(labels: labels).refusal(against: topics)?.code
        }
        let things = (0..<20).map { "thing number \($0)" }
        #expect(code(["Maria Lopez", "lamp"]) == .restrictedIdentity)
        #expect(code(["Maria Lopez", "lamp", "chair"]) == nil)
        #expect(code(["Maria Lopez", "John Baker"] + things) == .restrictedIdentity)
        #expect(code(["jasmine rice", "rose wood", "amber stone"]) == nil)
    }

    @Test func `a label that passes alone is judged in its template`() throws {
        let topics = try PolicyCase.topics.get()
        func refusal(_ template: String) -> Refusal? {
            RequestPolicy(
                labels: ["black", "white"], templates: ["a photo of a {}", template],
                consentPolicy: "agreed"
            ).refusal(against: topics)
        }
        #expect(refusal("a {} car") == nil)
        let found = try #require(refusal("a {} woman"))
        #expect(found.code == .restrictedProtected)
        #expect(found.reasons[0].triggers == ["a black woman", "a white woman"])
    }

    @Test func `an attribute of a thing in the template is no attribute of people`() throws {
        let topics = try PolicyCase.topics.get()
        let labels = ["male", "female"]
        let lions = RequestPolicy(labels: labels, templates: ["a photo of a {} lion"])
        #expect(lions.refusal(against: topics) == nil)
        let set = RequestPolicy(labels: labels, templates: ["a portrait of a {}, sharp and bright"])
        #expect(set.refusal(against: topics)?.code == .restrictedProtected)
    }

    @Test func `the rules come with a reason each`() throws {
        let book = try PolicyCase.topics.get().book
        #expect(book.sections.count >= 20)
        for section in book.sections where section.code != nil {
            #expect(!section.reason.isEmpty, "\(section.id)")
        }
        let codes = Set(book.sections.compactMap(\.code))
        #expect(
            codes == [
                .restrictedMedical, .restrictedLegal, .restrictedSafety, .restrictedIdentity,
                .restrictedProtected,
            ])
    }
}
