public import Foundation

/// The candidates the caller wrote, at least one, in the caller's order; equal ones are kept.
public struct LabelList: Sendable, Equatable {
    /// Without blanks around them.
    public let labels: [String]

    /// Labels separated by commas, with quotes as in CSV: `fox,"bear, brown",owl`.
    ///
    /// - Throws: ``PromptError`` for no label at all, an empty one, or a misplaced quote.
    public init(commaSeparated text: String) throws {
        guard text.contains(where: { !$0.isWhitespace }) else {
            throw PromptError.noLabels(source: "the list of labels")
        }
        var labels: [String] = []
        var rest = text[...]
        while true {
            let label = try Self.takeLabel(from: &rest, position: labels.count + 1)
            labels.append(label)
            guard rest.popFirst() != nil else { break }  // the comma
        }
        self.labels = labels
    }

    /// The labels of a text file, one a line.
    ///
    /// UTF-8 with or without byte order mark, any line end; blank lines are skipped.
    ///
    /// - Throws: ``PromptError`` when the file cannot be read, is not UTF-8 or has no label.
    public init(contentsOf file: URL) throws {
        try self.init(TextFile(contentsOf: file))
    }

    init(_ file: TextFile) throws {
        labels = file.lines.map(\.text)
        guard !labels.isEmpty else {
            throw PromptError.noLabels(source: file.name)
        }
    }

    /// Takes one label and leaves `rest` at the comma behind it, or empty.
    private static func takeLabel(from rest: inout Substring, position: Int) throws -> String {
        rest = rest.drop(while: \.isWhitespace)
        let label: String
        if rest.first == "\"" {
            rest.removeFirst()
            label = try takeQuoted(from: &rest, position: position)
            rest = rest.drop(while: \.isWhitespace)
            guard rest.isEmpty || rest.first == "," else {
                throw PromptError.label(position: position, .textAfterQuote(label))
            }
        } else {
            let field = rest.prefix { $0 != "," }
            rest = rest[field.endIndex...]
            label = String(field)
        }
        let trimmed = label.trimmingCharacters(in: .whitespacesAndNewlines)
        guard !trimmed.isEmpty else {
            throw PromptError.label(position: position, .empty)
        }
        guard !trimmed.contains(where: \.isNewline) else {
            throw PromptError.label(position: position, .lineBreak)
        }
        return trimmed
    }

    /// Takes what stands up to the closing quote; two quotes stand for one.
    private static func takeQuoted(from rest: inout Substring, position: Int) throws -> String {
        var label = ""
        while let character = rest.popFirst() {
            if character != "\"" {
                label.append(character)
            } else if rest.first == "\"" {
                label.append(rest.removeFirst())
            } else {
                return label
            }
        }
        throw PromptError.label(position: position, .openQuote)
    }
}
