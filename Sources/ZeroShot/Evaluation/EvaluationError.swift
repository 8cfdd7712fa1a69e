/// What is wrong with labelled images, or with evaluations that are to be compared.
package enum EvaluationError: Error, Sendable, Equatable {
    /// A CSV file breaks RFC 4180 at a character of a line, both from 1.
    case csv(file: String, line: Int, character: Int, CSVProblem)
    /// A CSV file does not say which image has which label.
    case table(file: String, line: Int, TableProblem)
    /// A folder, or a file, that holds no labelled images.
    case input(path: String, InputProblem)

    /// Names that are not among the labels.
    case notAmongLabels(source: String, [Unknown], labels: Int)
    /// The name for images without a right label is a label itself.
    case noneIsLabel(String, label: String)
    /// No image has that name.
    case noneNotFound(String, source: String)

    /// A variant that says what cannot be understood.
    case variant(String, VariantProblem)

    /// An evaluation that was stored cannot be read.
    case stored(file: String, StoredProblem)
    /// Two evaluations are not over the same images, labels or answers.
    case notComparable(first: String, second: String, ComparisonProblem)

    /// More names than that are counted in a message, not listed.
    static let shownNames = 5

    /// A name that is not among the labels, and the label that looks most like it.
    package struct Unknown: Sendable, Equatable {
        package let name: String
        package let nearest: String?
    }
}

/// How a text breaks RFC 4180.
package enum CSVProblem: Sendable, Equatable {
    /// A quote is never closed.
    case openQuote
    /// A quote stands inside a field that does not begin with one.
    case quoteInside
    /// Something follows a closing quote.
    case textAfterQuote
}

/// Why a table does not say which image has which label; columns count from 1.
package enum TableProblem: Sendable, Equatable {
    case noHeader
    case missingColumn(String, found: [String])
    case repeatedColumn(String, number: Int)
    case noRows
    case fields(found: Int, expected: Int)
    case blank(column: String, number: Int)
    case controlCharacter(column: String, number: Int)
    case repeatedPath(String, firstLine: Int)
}

/// Why a path leads to no labelled images.
package enum InputProblem: Sendable, Equatable {
    case missing
    case unreadable(reason: String)
    case noClassFolders(images: Int)
    case noImages
    case imageFile
    case storedWithoutBaseline
}

/// Why a variant cannot be tried.
package enum VariantProblem: Error, Sendable, Equatable {
    case unknownSetting(String, known: [String])
    case noValue(String)
    case twice(String)
    case averaging(String)
    case templatesTwice
    case promptsAlone
    case withoutPrompts
    case labelsMissing(file: String, [EvaluationError.Unknown])
}

/// Why a stored evaluation cannot be read.
package enum StoredProblem: Error, Sendable, Equatable {
    case unreadable(reason: String)
    case notJSON(JSONSyntaxError)
    case schema(found: String?)
    case member(String)
}

/// Why two evaluations cannot be compared.
package enum ComparisonProblem: Sendable, Equatable {
    case labels(onlyFirst: [String], onlySecond: [String])
    case images(onlyFirst: [String], onlySecond: [String])
    case answer(path: String, first: String?, second: String?)
    case size(path: String)
    case noImages
}
