import Testing
import ZeroShot

@testable import ZeroShotHub

/// The answers about one class together.
struct GeneratedClassTests {
    private let topics: RestrictedTopics

    init() throws {
        topics = try RestrictedTopics()
    }

    private func generate(_ answers: [String], about label: String) throws -> GeneratedClass {
        try GeneratedClass(
            label: label, answers: answers.map { ModelAnswer(text: $0, end: .complete) },
            judgedBy: topics
        )
    }

    @Test func `a sentence is kept once, whatever its case, article and punctuation`() throws {
        let found = try generate(
            ["A tree frog is green. It is small.", "The Tree Frog is green!", "It is green."],
            about: "tree frog"
        )
        #expect(found.sentences == ["A tree frog is green.", "A tree frog is small."])
        #expect(found.dropped == DroppedSentences(duplicates: 2))
    }

    @Test func `sentences in another script are told apart`() throws {
        let found = try generate(["青蛙是绿色的。青蛙很小很绿。", "青蛙是绿色的。"], about: "青蛙")
        #expect(found.sentences == ["青蛙是绿色的。", "青蛙很小很绿。"])
    }

    @Test func `sentences that a ranking must not ask are left out`() throws {
        let found = try generate(
            ["An elderly Asian woman in a uniform.", "A nurse wears a uniform."], about: "nurse"
        )
        #expect(found.sentences == ["A nurse wears a uniform."])
        #expect(found.dropped.restricted == 1)
        // What is left is a request that is not refused for them.
        let other = ["A teapot has a spout."]
        try RequestPolicy(
            labels: ["nurse", "teapot", "rocket"], prompts: [found.sentences, other, other]
        ).check(against: topics)
    }

    @Test func `what is said in passing stays`() throws {
        let sentence = "An abaya is a robe worn by Muslim women."
        #expect(try generate([sentence], about: "abaya").sentences == [sentence])
    }

    @Test func `people in sentences are no reason to leave them out`() throws {
        let sentence = "A bride wears a white dress beside the groom."
        #expect(try generate([sentence], about: "bride").sentences == [sentence])
    }
}
