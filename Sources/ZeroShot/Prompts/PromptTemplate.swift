/// A text with one place for the class name.
///
/// The place is written `{class}`, `{}` or `{c}`; `{a class}` puts a or an before the name.
public struct PromptTemplate: Sendable, Equatable {
    enum Place: Sendable, Equatable {
        case plain(String)  // as it was written
        case withArticle

        static let notations: KeyValuePairs = [
            "{class}": Place.plain("{class}"), "{}": .plain("{}"), "{c}": .plain("{c}"),
            "{a class}": .withArticle,
        ]

        var notation: String {
            switch self {
            case .plain(let notation): notation
            case .withArticle: "{a class}"
            }
        }
    }

    private let before: String
    private let place: Place
    private let after: String

    init(before: String, place: Place, after: String = "") {
        self.before = before
        self.place = place
        self.after = after
    }

    /// A template such as `a photo of a {class}`.
    ///
    /// - Throws: ``PromptError/template(_:_:line:)`` when the text has no place, several places,
    ///   or any other brace.
    public init(_ text: String) throws {
        // Scalar by scalar, as Python formats: with a mark behind it, a brace is part of a character.
        var parts = [String.UnicodeScalarView()]
        var places: [Place] = []
        var rest = text[...].unicodeScalars
        while let scalar = rest.first {
            let found = Place.notations.first { rest.starts(with: $0.key.unicodeScalars) }
            if let found {
                places.append(found.value)
                parts.append(String.UnicodeScalarView())
                rest.removeFirst(found.key.unicodeScalars.count)
                continue
            }
            if scalar == "{" || scalar == "}" {
                let column = text.unicodeScalars.prefix(upTo: rest.startIndex).count + 1
                throw PromptError.template(
                    text, .strayBrace(Character(scalar), column: column), line: nil)
            }
            parts[parts.count - 1].append(rest.removeFirst())
        }
        guard let place = places.first else {
            throw PromptError.template(text, .noPlace, line: nil)
        }
        guard places.count == 1 else {
            throw PromptError.template(text, .severalPlaces(places.count), line: nil)
        }
        self.init(before: String(parts[0]), place: place, after: String(parts[1]))
    }

    /// The template as it was written.
    public var text: String { before + place.notation + after }

    /// The template filled in.
    public func prompt(for label: String) -> String {
        switch place {
        case .plain: before + label + after
        case .withArticle: before + IndefiniteArticle.before(label) + label + after
        }
    }
}

extension PromptTemplate: CustomStringConvertible {
    /// The template as it was written.
    public var description: String { text }
}
