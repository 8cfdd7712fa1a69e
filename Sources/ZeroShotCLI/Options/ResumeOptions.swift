import ArgumentParser

/// Whether a run goes on with the output of one that was stopped.
struct ResumeOptions: ParsableArguments {
    @Flag(
        name: .customLong("resume"),
        help: ArgumentHelp(
            "Go on where a run that was stopped, or killed, left its --output FILE.",
            discussion: """
                Inputs whose rows are in FILE are not done again; without FILE the run begins. \
                FILE.resume says how the rows were made, and other options or another checkpoint \
                are refused.
                """
        )
    )
    var isSet = false

    /// Checks that there is a file to go on with, in a form that shows where it ends.
    ///
    /// - Parameters:
    ///   - output: the file.
    ///   - format: the form that was asked for.
    ///   - formats: those that a run can go on with.
    /// - Throws: `ValidationError`.
    func validate(output: String?, format: String, among formats: [String]) throws {
        guard isSet else { return }
        guard output != nil else {
            throw ValidationError("--resume needs --output FILE, with which the run goes on.")
        }
        guard formats.contains(format) else {
            throw ValidationError(
                "--resume goes with --format \(formats.joined(separator: " or ")); "
                    + "\(format) does not show how far a run came.")
        }
    }
}
