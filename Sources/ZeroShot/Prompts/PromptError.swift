/// What is wrong with labels, templates or a prompts file.
public enum PromptError: Error, Sendable, Equatable {
    /// A file could not be read.
    case unreadable(file: String, reason: String)
    /// A file holds bytes that are not UTF-8, at this offset from 0.
    case notUTF8(file: String, line: Int, offset: Int, looksLikeUTF16: Bool)

    /// No label at all.
    case noLabels(source: String)
    /// A label of a comma-separated list, counted from 1.
    case label(position: Int, LabelProblem)

    /// No template at all.
    case noTemplates(source: String)
    /// A text that is no template, and where it stands when it came from a file.
    case template(String, TemplateProblem, line: FileLine?)
    /// Neither a named set nor a file.
    case unknownTemplateSet(String, known: [TemplateSet.Named])

    /// A prompts file that is none.
    case promptFile(String, PromptFileProblem)

    /// A labels file in JSON that is none.
    case labelsFile(String, LabelsFileProblem)
    /// A prompts file has no sentences for some of the labels asked for; it has these classes.
    case labelsWithoutSentences([String], file: String, known: [String])
}

/// What is wrong with one label of a comma-separated list.
public enum LabelProblem: Sendable, Equatable {
    /// Nothing stands between two commas.
    case empty
    /// A quote is not closed.
    case openQuote
    /// Something follows the closing quote.
    case textAfterQuote(String)
    /// The label goes over a line end.
    case lineBreak
}

/// Why a text is no template.
public enum TemplateProblem: Sendable, Equatable {
    /// It has no place for the class name.
    case noPlace
    /// It has this many places.
    case severalPlaces(Int)
    /// A brace, at this column from 1, that belongs to no place.
    case strayBrace(Character, column: Int)
}

/// A line of a file.
public struct FileLine: Sendable, Equatable {
    /// The path as it was given.
    public let file: String
    /// Counted from 1.
    public let number: Int
}

/// What is wrong with a prompts file.
public enum PromptFileProblem: Sendable, Equatable {
    /// It is not JSON.
    case notJSON(JSONSyntaxError)
    /// It holds something else than an object of classes.
    case notAnObject(found: String)
    /// It holds an empty object.
    case noClasses
    /// These classes stand there more than once.
    case repeatedClasses([String])
    /// A class has a blank name.
    case unnamedClass
    /// What stands for a class is no list of sentences.
    case sentences(of: String, SentencesProblem)
}

/// What is wrong with the sentences of one class; positions count from 1.
public enum SentencesProblem: Error, Sendable, Equatable {
    /// The class's value is no list.
    case notAList(found: String)
    /// The list is empty.
    case none
    /// An element of the list is no text.
    case notAText(position: Int, found: String)
    /// An element of the list has no text in it.
    case blank(position: Int)
}
