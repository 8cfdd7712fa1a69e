/// The pattern of a `Replace` or `Split` step.
enum StepPattern: Equatable, CustomStringConvertible, Decodable {
    case string(String)
    case regex(String)

    private enum CodingKeys: String, CodingKey {
        case string = "String"
        case regex = "Regex"
    }

    init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        if let expression = try values.decodeIfPresent(String.self, forKey: .regex) {
            self = .regex(expression)
        } else {
            self = .string(try values.decode(String.self, forKey: .string))
        }
    }

    var description: String {
        switch self {
        case .string(let string): "the string '\(string)'"
        case .regex(let expression): "the regular expression '\(expression)'"
        }
    }
}

extension TokenizerStep {
    /// The option `pattern`: a string that is not empty, or one of the expressions that are known.
    ///
    /// - Throws: ``UnsupportedStep``, `DecodingError`.
    func pattern() throws -> TextPattern {
        let pattern: StepPattern = try value("pattern")
        switch pattern {
        case .string(""):
            throw unsupported(
                "pattern", found: pattern.description, supported: ["a string that is not empty"]
            )
        case .string(let string):
            return .literal(Array(string.unicodeScalars))
        case .regex(let expression):
            do {
                return .expression(try SplitPattern(expression, engine: .oniguruma))
            } catch let error as SplitPattern.Unknown {
                throw unsupported(
                    "pattern", found: "a regular expression with '\(error.alternative)'",
                    supported: SplitPattern.supportedAlternatives
                )
            }
        }
    }
}
