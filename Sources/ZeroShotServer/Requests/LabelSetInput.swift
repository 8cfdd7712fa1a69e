internal import ZeroShot

/// Classes to compile into a label set.
struct LabelSetInput {
    let checkpoint: String?
    let prompts: ClassPrompts
    let averaging: ClassPrototypes.Averaging
    let people: RunReport.People

    private static let members =
        ["checkpoint"] + ClassesInput.members.filter { $0 != "labelSet" } + [
            "containsPeople", "consentPolicy",
        ]

    /// - Throws: `RequestError`, `PromptError`.
    init(_ value: RequestValue, limits: ServerLimits) throws {
        let object = try value.object(known: Self.members)
        checkpoint = try object["checkpoint"]?.text()
        guard case .prompts(let prompts, let averaging) = try ClassesInput(object, limits: limits)
        else { preconditionFailure("labelSet is not known here") }
        self.prompts = prompts
        self.averaging = averaging
        people = try RunReport.People(object)
    }
}
