import Foundation
import Testing

@testable import ZeroShot

/// One line of the label set files, and the rules loaded once for all tests of the refusals.
struct PolicyCase {
    /// `pass`, `people`, or the codes expected, joined by `+`.
    let expected: String
    let request: RequestPolicy
    let line: String

    static let topics = Result { try RestrictedTopics() }

    /// The sets of a file; one without a word before a colon expects what is given.
    static func all(in file: String, expecting expected: String? = nil) throws -> [PolicyCase] {
        try lines(of: file).map { line in
            if let expected { return PolicyCase(line, expected: expected) }
            let sides = line.split(separator: ":", maxSplits: 1).map(String.init)
            try #require(sides.count == 2, "\(line)")
            return PolicyCase(sides[1], expected: sides[0])
        }
    }

    static func lines(of file: String) throws -> [String] {
        let folder = try #require(Bundle.module.resourceURL)
            .appendingPathComponent("Fixtures/policy")
        let text = try String(contentsOf: folder.appendingPathComponent(file), encoding: .utf8)
        return text.split(separator: "\n").map(String.init).filter { !$0.hasPrefix("#") }
    }

    /// The names of the public class lists.
    static func classLists() throws -> [String] {
        let folder = try #require(Bundle.module.resourceURL)
            .appendingPathComponent("Fixtures/policy/classes")
        return try FileManager.default.contentsOfDirectory(atPath: folder.path)
            .map { String($0.dropLast(".txt".count)) }.sorted()
    }

    private init(_ line: String, expected: String) {
        self.line = line
        self.expected = expected
        let parts = line.components(separatedBy: " @ ")
        var labels: [String] = []
        var prompts: [[String]] = []
        for entry in parts[0].components(separatedBy: ";") {
            let sides = entry.components(separatedBy: "=>").map {
                $0.trimmingCharacters(in: .whitespaces)
            }
            labels.append(sides[0])
            if sides.count > 1 { prompts.append(sides[1].components(separatedBy: " | ")) }
        }
        let templates =
            parts.count > 1 ? Array(parts.dropFirst()) : prompts.isEmpty ? Self.defaults : []
        request = RequestPolicy(labels: labels, templates: templates, prompts: prompts)
    }

    static let defaults = [
        "a photo of a {class}", "a picture of a {class}", "an image of a {class}",
    ]

    /// What is refused with and without a consent policy, in the words of the files.
    func found() throws -> String {
        let topics = try Self.topics.get()
        var request = request
        request.consentPolicy = "agreed in writing"
        if let refusal = request.refusal(against: topics) {
            let codes = Refusal.Code.allCases.filter { code in
                refusal.reasons.contains { $0.code == code }
            }
            return codes.map(\.rawValue).joined(separator: "+")
        }
        request.consentPolicy = nil
        return request.refusal(against: topics) == nil ? "pass" : "people"
    }

    /// Whether what was found is what the file expects; a single code stands for the code of the whole.
    func isMet(by found: String) -> Bool {
        expected.contains("+")
            ? found == expected : found.split(separator: "+").first.map(String.init) == expected
    }
}

/// What `body` throws as a refusal.
func refusal(of body: () throws -> Void) throws -> Refusal? {
    do {
        try body()
        return nil
    } catch let refusal as Refusal {
        return refusal
    }
}
