import Foundation
import Testing

@testable import ZeroShot

struct ClassPromptsTests {
    @Test func `without a choice every label stands in the three default templates`() {
        let prompts = ClassPrompts(labels: ["fox", "owl"])
        #expect(
            Array(prompts.all) == [
                "a photo of a fox", "a picture of a fox", "an image of a fox",
                "a photo of a owl", "a picture of a owl", "an image of a owl",
            ])
        #expect(prompts.count == 6)
        #expect(
            prompts.templates.map(\.text) == [
                "a photo of a {class}", "a picture of a {class}", "an image of a {class}",
            ])
    }

    @Test func `sentences stand alone, or behind the templates when both are asked for`() throws {
        let file = try PromptFile(contentsOf: ReportFixture.url("sentences.json"))
        let alone = ClassPrompts(file)
        #expect(alone.labels == ["tree frog", "tailed frog", "bullfrog"])
        #expect(alone.prompts(ofClass: 1) == ["A tailed frog lives in cold streams."])
        #expect(alone.count == 5)
        #expect(alone.templates.isEmpty)

        let both = ClassPrompts(file, withTemplates: .huggingFace)
        #expect(
            both.prompts(ofClass: 2) == [
                "This is a photo of bullfrog.", "A bullfrog is a large frog.", "It calls at night.",
            ])
        #expect(both.count == 8)
        #expect(Array(both.all).count == 8)
    }

    @Test func `equal labels are kept`() {
        #expect(ClassPrompts(labels: ["owl", "owl"]).count == 6)
    }

    @Test func `labels choose classes of a prompts file and order them`() throws {
        let file = try PromptFile(contentsOf: ReportFixture.url("sentences.json"))
        let list = try LabelList(commaSeparated: "bullfrog,tailed frog,bullfrog")
        let prompts = try ClassPrompts(list, sentencesFrom: file)
        #expect(prompts.labels == ["bullfrog", "tailed frog", "bullfrog"])
        #expect(prompts.prompts(ofClass: 1) == ["A tailed frog lives in cold streams."])
        #expect(prompts.prompts(ofClass: 0) == prompts.prompts(ofClass: 2))
        #expect(prompts.count == 5)
    }

    @Test func `names fill the templates beside a prompts file, descriptions come first`() throws {
        let file = try PromptFile(contentsOf: ReportFixture.url("sentences.json"))
        let labels = #"""
            [{"label": "tailed frog", "names": ["bell toad"], "description": "A small frog."}]
            """#
        let list = try LabelList(TextFile(Array(labels.utf8), name: "labels.json"))
        let prompts = try ClassPrompts(list, sentencesFrom: file, withTemplates: .huggingFace)
        #expect(
            prompts.prompts(ofClass: 0) == [
                "This is a photo of bell toad.", "A small frog.",
                "A tailed frog lives in cold streams.",
            ])
    }

    @Test func `labels that a prompts file does not have are named`() throws {
        let file = try PromptFile(contentsOf: ReportFixture.url("sentences.json"))
        let list = try LabelList(commaSeparated: "bullfrog,Tree frog,newt")
        let error = #expect(throws: PromptError.self) {
            try ClassPrompts(list, sentencesFrom: file)
        }
        #expect(
            error?.description == """
                \(try ReportFixture.url("sentences.json").path()): there are no sentences for \
                'Tree frog' and 'newt'. Its classes are 'tree frog', 'tailed frog' and 'bullfrog'; \
                write labels as the file writes them.
                """)
    }
}
