import ArgumentParser
import ZeroShot

/// How what a search found is written.
struct MatchOptions: ParsableArguments {
    @Option(help: "How many images to show.")
    var top = 20

    @Option(help: "The form of the report: text, json, jsonl or csv.")
    var format = MatchFormat.text

    @Option(help: "Write results to this file instead of standard output.")
    var output: String?

    func validate() throws {
        guard top >= 1 else { throw ValidationError("--top is \(top); give at least 1.") }
    }
}

extension MatchFormat: ExpressibleByArgument {}
