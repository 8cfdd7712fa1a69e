import Foundation
import ZeroShot

/// What is known of one checkpoint, and why it cannot be used if it cannot.
struct CheckpointDescription {
    private let location: CheckpointLocation
    private let outcome: Result<Known, any Error>

    private struct Known {
        let details: CheckpointDetails
        let fingerprint: String
    }

    /// Opens the checkpoint and reads its tokenizer; what goes wrong is part of the description.
    init(of location: CheckpointLocation) {
        self.location = location
        outcome = Result {
            let checkpoint = try Checkpoint(at: location)
            _ = try checkpoint.loadTokenizer()
            return Known(
                details: checkpoint.details(), fingerprint: try checkpoint.fingerprint()
            )
        }
    }

    var isUsable: Bool {
        if case .success = outcome { true } else { false }
    }

    /// One fact a line.
    var text: String {
        facts.map { name, value in
            name.padding(toLength: 16, withPad: " ", startingAt: 0) + value + "\n"
        }.joined()
    }

    private var facts: [(String, String)] {
        var facts = [("checkpoint", location.id)]
        switch outcome {
        case .success(let known):
            let details = known.details
            facts += [
                ("family", details.family.rawValue),
                ("image tower", "\(details.architecture), \(details.resolution.text) pixels"),
                (
                    "text tower",
                    "\(details.contextLength) tokens, vocabulary of \(details.vocabularySize)"
                ),
                ("embedding", "\(details.embeddingDimension) values"),
                ("probability", Self.text(details.scoring)),
                ("parity", details.parity.rawValue),
                (
                    "weights",
                    "\(Self.millions(details.parameters)) parameters, stored as "
                        + "\(details.storedAs), \(ByteCount.text(details.weightBytes))"
                ),
                ("files", details.weightFiles.joined(separator: ", ")),
                ("licence", details.licence ?? "not stated in the folder"),
                ("fingerprint", known.fingerprint),
            ]
        case .failure:
            break
        }
        facts.append(("folder", location.folder.path(percentEncoded: false)))
        if let revision = location.revision { facts.append(("revision", revision)) }
        switch outcome {
        case .success: facts.append(("usable", "yes"))
        case .failure(let error): facts.append(("usable", "no: \(error)"))
        }
        return facts
    }

    private static func millions(_ parameters: Int) -> String {
        String(format: "%.1f million", Double(parameters) / 1e6)
    }

    /// The facts as one object; those that are not known are null.
    var json: OrderedJSON {
        let known = try? outcome.get()
        let details = known?.details
        return [
            "schema": "zeroshot.checkpoint/1",
            "id": .string(location.id),
            "source": .string(location.source.rawValue),
            "revision": .text(location.revision),
            "folder": .string(location.folder.path(percentEncoded: false)),
            "usable": .bool(isUsable),
            "error": .text(outcome.errorText),
            "family": .text(details?.family.rawValue),
            "architecture": .text(details?.architecture),
            "resolution": details?.resolution.json ?? .null,
            "embeddingDimension": .count(details?.embeddingDimension),
            "contextLength": .count(details?.contextLength),
            "vocabularySize": .count(details?.vocabularySize),
            "scoring": details?.scoring.json ?? .null,
            "parity": .text(details?.parity.rawValue),
            "parameters": .count(details?.parameters),
            "storedAs": .text(details?.storedAs),
            "weightFiles": .texts(details?.weightFiles ?? []),
            "weightBytes": .count(details?.weightBytes),
            "licence": .text(details?.licence),
            "fingerprint": .text(known?.fingerprint),
        ]
    }

    private static func text(_ scoring: Scoring) -> String {
        switch scoring {
        case .softmax(let scale):
            String(format: "softmax of %.2f times similarity", scale)
        case .sigmoid(let scale, let bias):
            String(format: "sigmoid of %.2f times similarity %+.2f", scale, bias)
        }
    }
}

extension Result where Failure == any Error {
    /// The sentence of the error; nil where there is none.
    var errorText: String? {
        guard case .failure(let error) = self else { return nil }
        return "\(error)"
    }
}
