public import Foundation

/// The candidates the caller wrote, at least one, in the caller's order; equal ones are kept.
public struct LabelList: Sendable, Equatable {
    /// One candidate, and what stands for it in prompts.
    public struct Class: Sendable, Equatable {
        /// What reports call it; without blanks around it.
        public let label: String
        /// What templates are filled with, at least one text: the label, unless other names were
        /// given.
        public var names: [String] { givenNames.isEmpty ? [label] : givenNames }
        /// Sentences that stand for the class besides its filled templates.
        public let descriptions: [String]
        fileprivate let givenNames: [String]

        init(label: String, names: [String] = [], descriptions: [String] = []) {
            self.label = label
            givenNames = names
            self.descriptions = descriptions
        }
    }

    /// In the caller's order.
    public let classes: [Class]

    /// What reports call the classes; without blanks around them.
    public var labels: [String] { classes.map(\.label) }

    /// Labels that came from elsewhere than a caller's text, such as the names of folders.
    package init(labels: [String]) {
        classes = labels.map { Class(label: $0) }
    }

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
        classes = labels.map { Class(label: $0) }
    }

    /// The labels of a file: text with one a line, or JSON with names and descriptions.
    ///
    /// UTF-8 with or without byte order mark. Text has any line end, and blank lines are skipped.
    /// JSON is a list, `[{"label": "cougar", "names": ["cougar", "puma"], "description": "..."},
    /// ...]`, in which names and description may be left out, and a label alone may stand for
    /// itself. A file is read as JSON when its name ends in `.json`; since a pipe has no name, also
    /// when it begins as such a list does.
    ///
    /// - Throws: ``PromptError`` when the file cannot be read, is not UTF-8 or has no label, or is
    ///   JSON of another form.
    public init(contentsOf file: URL) throws {
        try self.init(TextFile(contentsOf: file))
    }

    init(_ file: TextFile) throws {
        classes =
            file.isJSON
            ? try Self.classes(inJSON: file) : file.lines.map { Class(label: $0.text) }
        guard !classes.isEmpty else {
            throw PromptError.noLabels(source: file.name)
        }
    }

    init(classes: [Class]) {
        self.classes = classes
    }

    /// The list with classes of equal labels made one, at the place of the first: with all their
    /// names, each once, and all their descriptions.
    public func merged() -> LabelList {
        var places: [String: Int] = [:]
        var merged: [Class] = []
        for one in classes {
            guard let place = places[one.label] else {
                places[one.label] = merged.count
                merged.append(one)
                continue
            }
            let known = merged[place]
            let hasNames = !known.givenNames.isEmpty || !one.givenNames.isEmpty
            merged[place] = Class(
                label: known.label,
                names: hasNames ? known.names + one.names.filter { !known.names.contains($0) } : [],
                descriptions: known.descriptions + one.descriptions
            )
        }
        return LabelList(classes: merged)
    }

    /// The names of each class; empty where every class has its label alone.
    var names: [[String]] {
        classes.contains { !$0.givenNames.isEmpty } ? classes.map(\.names) : []
    }

    /// The descriptions of each class; empty where no class has one.
    var descriptions: [[String]] {
        classes.contains { !$0.descriptions.isEmpty } ? classes.map(\.descriptions) : []
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
