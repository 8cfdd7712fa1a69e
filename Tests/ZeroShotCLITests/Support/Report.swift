import Foundation
import Testing

/// The parts of a JSON report that tests look at.
struct JSONReport: Decodable {
    let checkpoint: Checkpoint
    let labels: [String]
    let images: [Image]
    let notices: [Notice]
    let prompts: Prompts

    struct Checkpoint: Decodable {
        let id: String
        let source: String
        let revision: String?
    }

    struct Image: Decodable {
        let source: String
        let width: Int?
        let height: Int?
        let predictions: [Prediction]
        let notices: [Notice]
        let error: Failure?
    }

    struct Prediction: Decodable {
        let rank: Int
        let label: String
        let similarity: Float
        let probability: Float
    }

    struct Notice: Decodable {
        let code: String
        let message: String
    }

    struct Failure: Decodable {
        let code: String
        let message: String
    }

    struct Prompts: Decodable {
        let count: Int
        let truncated: [Truncated]
    }

    struct Truncated: Decodable {
        let label: String
        let tokens: Int
        let limit: Int
        let lost: String
    }
}

extension Command {
    static let animals = ["--labels", "tabby cat,teapot,rocket"]

    /// `classify` with the demo checkpoint, three labels unless others are given, as JSON.
    static func classify(_ arguments: [String], labels: [String] = animals) -> Command {
        Command(
            ["classify"] + arguments + labels + ["--checkpoint", "demo", "--format", "json"]
        )
    }
}

extension Command.Result {
    /// The standard output as a report.
    func report(sourceLocation: SourceLocation = #_sourceLocation) throws -> JSONReport {
        do {
            return try JSONDecoder().decode(JSONReport.self, from: Data(standardOutput.utf8))
        } catch {
            Issue.record(
                "no report: \(error)\n\(standardOutput)\n\(standardError)",
                sourceLocation: sourceLocation
            )
            throw error
        }
    }
}
