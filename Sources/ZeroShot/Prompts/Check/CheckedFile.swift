package import Foundation

/// A file that belongs to prompts, told from the others by what is in it.
package enum CheckedFile: Sendable {
    /// JSON that is an object: sentences for each class.
    case sentences(PromptFile)
    /// JSON that is a list, or text: labels.
    case labels(LabelList)
    /// Text whose first line has a brace, as every template has: templates, one a line.
    case templates(TemplateSet)

    /// Reads the file.
    ///
    /// - Throws: ``PromptError``.
    package init(
        contentsOf file: URL, repeatedClasses: PromptFile.RepeatedClasses = .refused
    ) throws {
        try self.init(TextFile(contentsOf: file), repeatedClasses: repeatedClasses)
    }

    init(_ text: TextFile, repeatedClasses: PromptFile.RepeatedClasses = .refused) throws {
        if text.isJSON {
            let isList = text.text.first { !$0.isWhitespace } == "["
            self =
                isList
                ? .labels(try LabelList(text))
                : .sentences(try PromptFile(text, repeatedClasses: repeatedClasses))
        } else if text.lines.first?.text.contains("{") == true {
            self = .templates(try TemplateSet(text))
        } else {
            self = .labels(try LabelList(text))
        }
    }
}
