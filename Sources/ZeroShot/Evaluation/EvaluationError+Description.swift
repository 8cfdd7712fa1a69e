extension EvaluationError: CustomStringConvertible {
    /// The sentence for people: what is wrong, where, and what to do.
    package var description: String {
        switch self {
        case .csv(let file, let line, let character, let problem):
            "\(file): line \(line), character \(character): \(problem.sentence)"
        case .table(let file, let line, let problem):
            "\(file): line \(line)\(problem.place): \(problem.sentence)"
        case .input(let path, let problem):
            "\(path): \(problem.sentence)"
        case .notAmongLabels(let source, let unknown, let labels):
            "\(source): \(Self.listing(unknown)) \(unknown.count == 1 ? "is" : "are") not among "
                + "the \(labels) labels. Add them to the labels, or name images that have no right "
                + "label with --none-label."
        case .noneIsLabel(let name, let label):
            "--none-label '\(name)' is the label '\(label)'. Take it out of the labels, or give "
                + "images without a right label another name."
        case .noneNotFound(let name, let source):
            "\(source): nothing is named '\(name)', as --none-label has it. Check the name, or "
                + "leave the option out."
        case .variant(let text, let problem):
            "--compare '\(text)': \(problem.sentence)"
        case .stored(let file, let problem):
            "\(file): \(problem.sentence)"
        case .notComparable(let first, let second, let problem):
            "\(first) and \(second) cannot be compared: \(problem.sentence)"
        }
    }

    fileprivate static func listing(_ unknown: [Unknown]) -> String {
        let shown = unknown.prefix(Self.shownNames).map { unknown in
            "'\(unknown.name)'" + (unknown.nearest.map { " (did you mean '\($0)'?)" } ?? "")
        }
        let rest = unknown.count - shown.count
        return shown.joined(separator: ", ") + (rest > 0 ? " and \(rest) more" : "")
    }
}

extension CSVProblem {
    fileprivate var sentence: String {
        switch self {
        case .openQuote:
            "this quote is never closed. Close it, or write \"\" for a quote that belongs to the "
                + "field."
        case .quoteInside:
            "a quote stands inside a field. Put the whole field in quotes and write \"\" for the "
                + "one inside."
        case .textAfterQuote:
            "something follows the closing quote. Put a comma there, or write \"\" for a quote "
                + "that belongs to the field."
        }
    }
}

extension TableProblem {
    fileprivate var place: String {
        switch self {
        case .repeatedColumn(_, let number): ", column \(number)"
        case .blank(let column, let number), .controlCharacter(let column, let number):
            ", column \(number) (\(column))"
        default: ""
        }
    }

    fileprivate var sentence: String {
        switch self {
        case .noHeader:
            "the file is empty. Begin it with the line 'path,label', then write one image a line."
        case .missingColumn(let column, let found):
            "there is no column '\(column)'; found \(Listing.quoted(found)). The first line must "
                + "name the columns 'path' and 'label', separated by commas."
        case .repeatedColumn(let column, _):
            "the column '\(column)' stands there twice. Keep one of them."
        case .noRows:
            "no image follows the names of the columns. Write one a line."
        case .fields(let found, let expected):
            "found \(found) \(found == 1 ? "field" : "fields") where the first line has "
                + "\(expected). Put fields that hold a comma in quotes."
        case .blank(let column, _):
            "the \(column) is blank. Write it, or take the line out."
        case .controlCharacter(let column, _):
            "the \(column) holds a control character. Take it out."
        case .repeatedPath(let path, let firstLine):
            "'\(path)' stands on line \(firstLine) already. Each image counts once; take one out."
        }
    }
}

extension InputProblem {
    fileprivate var sentence: String {
        switch self {
        case .missing: "there is no such file or folder. Check the path."
        case .unreadable(let reason): "cannot be read: \(reason)"
        case .noClassFolders(let images):
            "the folder holds no folders"
                + (images > 0 ? ", only \(images) \(images == 1 ? "image" : "images")" : "")
                + ". \(Self.advice)"
        case .noImages: "the folders in it hold no images. \(Self.advice)"
        case .imageFile: "is an image. \(Self.advice)"
        case .storedWithoutBaseline:
            "is an evaluation that was stored. Say with --baseline which other one to compare it "
                + "with, or give the images to evaluate."
        }
    }

    private static let advice =
        "Give a folder whose folders are named after classes, or a CSV file with the columns path "
        + "and label."
}

extension VariantProblem {
    fileprivate var sentence: String {
        switch self {
        case .unknownSetting(let setting, let known):
            "'\(setting)' is no setting. Write SETTING=VALUE with one of "
                + known.joined(separator: ", ") + ", and commas between several."
        case .noValue(let setting): "\(setting) has no value. Write \(setting)=VALUE."
        case .twice(let setting): "\(setting) is set twice. Keep one, or make two variants of it."
        case .averaging(let value):
            "averaging is '\(value)', not normalized or raw."
        case .templatesTwice: "give either template or template-set."
        case .promptsAlone:
            "templates are used besides the sentences of a prompts file with with-templates only."
        case .withoutPrompts: "with-templates goes with prompts=FILE only."
        case .labelsMissing(let file, let labels):
            "\(file) has no sentences for \(EvaluationError.listing(labels)). All variants are "
                + "compared on the same labels; add sentences for them."
        }
    }
}

extension StoredProblem {
    fileprivate var sentence: String {
        switch self {
        case .unreadable(let reason): "cannot be read: \(reason)"
        case .notJSON(let error):
            "line \(error.line), column \(error.column): not JSON: \(error.problem). \(Self.advice)"
        case .schema(let found):
            "found \(found.map { "the schema '\($0)'" } ?? "no schema") where "
                + "'\(EvaluationReport.schema)' was expected. \(Self.advice)"
        case .member(let path):
            "\(path) is missing or not of the form that an evaluation has. \(Self.advice)"
        }
    }

    private static let advice = "Make one with zeroshot evaluate ... --format json --output FILE."
}

extension ComparisonProblem {
    fileprivate var sentence: String {
        switch self {
        case .labels(let onlyFirst, let onlySecond):
            "their labels differ" + Self.difference(onlyFirst, onlySecond)
                + ". Evaluate both with the same labels."
        case .images(let onlyFirst, let onlySecond):
            "their images differ" + Self.difference(onlyFirst, onlySecond)
                + ". Evaluate both on the same folder or CSV file; images are told by their path "
                + "in it."
        case .answer(let path, let first, let second):
            "the right label of \(path) is \(Self.label(first)) in the first and "
                + "\(Self.label(second)) in the second. Evaluate both with the same answers."
        case .size(let path):
            "\(path) has other pixels in the second than in the first. Evaluate both on the same "
                + "images."
        case .noImages:
            "no image was ranked in both of them. See the errors of their images."
        }
    }

    private static func label(_ label: String?) -> String { label.map { "'\($0)'" } ?? "none" }

    private static func difference(_ onlyFirst: [String], _ onlySecond: [String]) -> String {
        let parts = [("first", onlyFirst), ("second", onlySecond)].compactMap { name, values in
            values.isEmpty
                ? nil : "only the \(name) has \(Listing.quoted(values, shown: 3))"
        }
        return parts.isEmpty ? "" : ": " + parts.joined(separator: ", and ")
    }
}
