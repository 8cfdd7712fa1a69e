import Testing

@testable import ZeroShot

/// The sentences of what is not said elsewhere.
struct EvaluationErrorTests {
    private static let advice =
        "Give a folder whose folders are named after classes, or a CSV file with the columns path "
        + "and label."

    @Test(arguments: [
        (InputProblem.missing, "photos: there is no such file or folder. Check the path."),
        (
            .unreadable(reason: "Reading is not permitted."),
            "photos: cannot be read: Reading is not permitted."
        ),
        (.noClassFolders(images: 0), "photos: the folder holds no folders. " + advice),
        (
            .noClassFolders(images: 1),
            "photos: the folder holds no folders, only 1 image. " + advice
        ),
        (.noImages, "photos: the folders in it hold no images. " + advice),
        (.imageFile, "photos: is an image. " + advice),
        (
            .storedWithoutBaseline,
            "photos: is an evaluation that was stored. Say with --baseline which other one to compare "
                + "it with, or give the images to evaluate."
        ),
    ])
    func `an input without labelled images`(problem: InputProblem, message: String) {
        #expect(EvaluationError.input(path: "photos", problem).description == message)
    }

    @Test func `a name for none of the labels that nothing bears`() {
        #expect(
            EvaluationError.noneNotFound("other", source: "photos").description
                == "photos: nothing is named 'other', as --none-label has it. Check the name, or "
                + "leave the option out.")
    }

    @Test(arguments: [
        (
            VariantProblem.unknownSetting("set", known: ["template", "prompts"]),
            "'set' is no setting. Write SETTING=VALUE with one of template, prompts, and commas "
                + "between several."
        ),
        (.noValue("prompts"), "prompts has no value. Write prompts=VALUE."),
        (.twice("prompts"), "prompts is set twice. Keep one, or make two variants of it."),
        (.averaging("mean"), "averaging is 'mean', not normalized or raw."),
        (.templatesTwice, "give either template or template-set."),
        (
            .promptsAlone,
            "templates are used besides the sentences of a prompts file with with-templates only."
        ),
        (.withoutPrompts, "with-templates goes with prompts=FILE only."),
        (
            .labelsMissing(
                file: "cupl.json",
                [.init(name: "owl", nearest: "owls"), .init(name: "fox", nearest: nil)]),
            "cupl.json has no sentences for 'owl' (did you mean 'owls'?), 'fox'. All variants are "
                + "compared on the same labels; add sentences for them."
        ),
    ])
    func `a variant that cannot be tried`(problem: VariantProblem, message: String) {
        #expect(EvaluationError.variant("v", problem).description == "--compare 'v': " + message)
    }

    @Test func `long lists of names are cut`() {
        let unknown = (0..<7).map { EvaluationError.Unknown(name: "n\($0)", nearest: nil) }
        let error = EvaluationError.notAmongLabels(source: "photos", unknown, labels: 2)
        #expect(error.description.hasPrefix("photos: 'n0', 'n1', 'n2', 'n3', 'n4' and 2 more are"))
    }
}
