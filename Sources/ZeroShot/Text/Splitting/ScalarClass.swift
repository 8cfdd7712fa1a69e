/// What a split pattern asks of a character.
enum ScalarClass: Equatable {
    case letter  // \p{L}
    case number  // \p{N}
    case whitespace  // \s
    case symbol  // [^\s\p{L}\p{N}]

    /// The class by Swift's Unicode tables.
    init(_ scalar: Unicode.Scalar) {
        if scalar.isASCII {
            self = Self.ascii[Int(scalar.value)]
        } else {
            self.init(properties: scalar.properties)
        }
    }

    /// The class of a character that the given Unicode version knows; newer ones are symbols.
    init(_ scalar: Unicode.Scalar, upTo version: Unicode.Version) {
        if scalar.isASCII {
            self = Self.ascii[Int(scalar.value)]
        } else if let age = scalar.properties.age, age <= version {
            self.init(properties: scalar.properties)
        } else {
            self = .symbol
        }
    }

    private init(properties: Unicode.Scalar.Properties) {
        switch properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter:
            self = .letter
        case .decimalNumber, .letterNumber, .otherNumber:
            self = .number
        default:
            self = properties.isWhitespace ? .whitespace : .symbol
        }
    }

    private static let ascii: [ScalarClass] = (UInt8(0)...127).map {
        ScalarClass(properties: Unicode.Scalar($0).properties)
    }
}
