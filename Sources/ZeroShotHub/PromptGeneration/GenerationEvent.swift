/// What a caller may want to tell while prompts are generated.
package enum GenerationEvent: Sendable, Equatable {
    case progress(GenerationProgress)
    /// Something to know; its description is a sentence.
    case notice(GenerationNotice)
}

/// How far a run is.
package struct GenerationProgress: Sendable, Equatable {
    /// Answers that are there, those of earlier runs included.
    package var answers: Int
    /// Of these, what was there before.
    package var keptAnswers: Int
    package var totalAnswers: Int
}

/// Something that went otherwise than it should, without being an error.
package enum GenerationNotice: Sendable, Equatable {
    /// A request is made again after a pause.
    case tryingAgain(endpoint: String, reason: String, pause: Duration)
    /// The end of the answers' file was cut off, as a killed run leaves it.
    case cutAnswerDropped(file: String)
    /// A key that may not be meant for a connection that others can read.
    case keyWithheld(variable: String, endpoint: String)
}

extension GenerationNotice: CustomStringConvertible {
    /// A sentence for people.
    package var description: String {
        switch self {
        case .tryingAgain(let endpoint, let reason, let pause):
            "\(endpoint): \(reason); trying again in \(Self.seconds(pause)) s."
        case .cutAnswerDropped(let file):
            "\(file): the last answer was not written to its end; it is asked for again."
        case .keyWithheld(let variable, let endpoint):
            "\(variable) is not sent to \(endpoint), because others could read it on its way. Where "
                + "that is meant, say --key-variable \(variable)."
        }
    }

    /// Rounded up: who counts along is not kept waiting.
    private static func seconds(_ pause: Duration) -> Int64 {
        let (seconds, attoseconds) = pause.components
        return attoseconds > 0 ? seconds + 1 : seconds
    }
}
