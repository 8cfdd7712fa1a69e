import Testing

@testable import ZeroShot

struct LabelledClassesTests {
    @Test func `a name means the label that differs at most in case and underscores`() throws {
        let classes = try LabelledClasses(
            labels: ["golden retriever", "Great Dane", "owl"], noneName: "Other_things")
        let answers = try classes.answers(
            for: ["golden_retriever", "great dane", "owl", "other things"], source: "photos")
        #expect(
            answers == [
                "golden_retriever": .label(0), "great dane": .label(1), "owl": .label(2),
                "other things": .noLabel,
            ])
    }

    @Test func `where case tells two labels apart, a name must be exact`() throws {
        let classes = try LabelledClasses(labels: ["crane", "Crane"])
        #expect(
            try classes.answers(for: ["crane", "Crane"], source: "photos")
                == ["crane": .label(0), "Crane": .label(1)])
        #expect(throws: EvaluationError.self) {
            try classes.answers(for: ["CRANE"], source: "photos")
        }
    }

    @Test func `an underscore in a label is found again`() throws {
        let classes = try LabelledClasses(labels: ["a_b", "c"])
        #expect(try classes.answers(for: ["a_b", "A b"], source: "photos").count == 2)
    }

    @Test func `names that are not among the labels are listed, with what was meant perhaps`()
        throws
    {
        let classes = try LabelledClasses(labels: ["tabby cat", "golden retriever"])
        let error = #expect(throws: EvaluationError.self) {
            try classes.answers(for: ["taby_cat", "zebra", "golden retriever"], source: "photos")
        }
        #expect(
            error?.description
                == "photos: 'taby_cat' (did you mean 'tabby cat'?), 'zebra' are not among the 2 "
                + "labels. Add them to the labels, or name images that have no right label with "
                + "--none-label.")
    }

    @Test func `the name for none of the labels cannot be one of them`() {
        let error = #expect(throws: EvaluationError.self) {
            try LabelledClasses(labels: ["owl", "Background"], noneName: "background")
        }
        #expect(
            error?.description
                == "--none-label 'background' is the label 'Background'. Take it out of the labels, "
                + "or give images without a right label another name.")
    }

    @Test func `identifiers are told from names`() {
        #expect(
            ReadableNames.identifiers(
                among: ["n01440764", "tench", "n0144076", "0", "12-3", "n01440764 tench", "7up"])
                == ["n01440764", "0", "12-3"])
    }
}
