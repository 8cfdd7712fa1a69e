import ArgumentParser
import Foundation
import ZeroShot

/// What the caller says about people in the images.
struct PeopleOptions: ParsableArguments {
    @Flag(help: "The images are known to contain people; needs --consent-policy.")
    private var containsPeople = false

    @Option(
        help: ArgumentHelp(
            "The policy under which pictures of people may be ranked.",
            discussion: "A text, or @FILE; it is recorded in the report word for word.",
            valueName: "text|@file"
        )
    )
    private var consentPolicy: String?

    /// The declaration for the report.
    ///
    /// - Throws: `UsageError` when the policy's file cannot be read or the policy is empty.
    func declaration() throws -> RunReport.People {
        RunReport.People(declared: containsPeople, consentPolicy: try policy())
    }

    private func policy() throws -> String? {
        guard let consentPolicy else { return nil }
        let text: String
        if consentPolicy.hasPrefix("@") {
            let path = String(consentPolicy.dropFirst())
            do {
                text = try String(contentsOfFile: path, encoding: .utf8)
            } catch {
                throw UsageError.unreadableConsentPolicy(path: path)
            }
        } else {
            text = consentPolicy
        }
        guard !text.allSatisfy(\.isWhitespace) else { throw UsageError.emptyConsentPolicy }
        return text
    }
}
