internal import ZeroShot

/// One line of the answers' file.
enum AnswerRecord: Equatable {
    /// Under which settings the answers below were given; the first line.
    case settings([Setting])
    case answer(GivenAnswer)
    /// The output was written, and has this SHA-256.
    case output(hash: String)

    /// A setting by its name in the file.
    typealias Setting = OrderedJSON.Member

    /// What marks the file, and the form of its lines.
    private static let form = "zeroshot.answers/1"

    /// Nil for a line that no run writes.
    init?(line: some StringProtocol) {
        guard case .object(let members)? = try? OrderedJSON(parsing: String(line)),
            let first = members.first
        else { return nil }
        switch (first.name, first.value) {
        case ("schema", .string(Self.form)):
            self = .settings(Array(members.dropFirst()))
        case ("output", .string(let hash)):
            self = .output(hash: hash)
        case ("class", .string(let label)):
            guard members.map(\.name) == ["class", "question", "end", "text"],
                case .string(let question) = members[1].value,
                case .string(let word) = members[2].value,
                let end = ModelAnswer.End(rawValue: word),
                case .string(let text) = members[3].value
            else { return nil }
            let answer = ModelAnswer(text: text, end: end)
            self = .answer(GivenAnswer(label: label, question: question, answer: answer))
        default:
            return nil
        }
    }

    /// The line, without its end.
    var line: String {
        let json: OrderedJSON =
            switch self {
            case .settings(let settings):
                .object([Setting(name: "schema", value: .string(Self.form))] + settings)
            case .answer(let given):
                [
                    "class": .string(given.label), "question": .string(given.question),
                    "end": .string(given.answer.end.rawValue), "text": .string(given.answer.text),
                ]
            case .output(let hash): ["output": .string(hash)]
            }
        return json.description
    }
}

/// An answer, and what was asked.
struct GivenAnswer: Sendable, Equatable {
    let label: String
    /// As it was written, with its place.
    let question: String
    let answer: ModelAnswer
}
