extension PromptError: CustomStringConvertible {
    /// The sentence for people: what is wrong, where, and what to do.
    public var description: String {
        switch self {
        case .unreadable(let file, let reason):
            return "\(file): cannot be read: \(reason)."
        case .notUTF8(let file, let line, let offset, let looksLikeUTF16):
            let guess = looksLikeUTF16 ? "; it looks like UTF-16" : ""
            return "\(file): line \(line), byte \(offset): not valid UTF-8\(guess). "
                + "Save the file as UTF-8."
        case .noLabels(let source):
            return "\(source): there is no label. Name at least two classes to choose among."
        case .label(let position, let problem):
            return "Label \(position): \(problem.sentence)"
        case .noTemplates(let source):
            return "\(source): there is no template. \(Self.templateAdvice)"
        case .template(let text, let problem, let line):
            let place = line.map { "\($0.file): line \($0.number): " } ?? ""
            return "\(place)The template '\(text)' \(problem.finding). \(Self.templateAdvice)"
        case .unknownTemplateSet(let argument, let known):
            return "\(argument): neither a template set nor a file. A file has one template a "
                + "line; the sets are:\n"
                + known.map(\.line).joined(separator: "\n")
        case .promptFile(let file, let problem):
            return "\(file): \(problem.sentence)"
        case .labelsFile(let file, let problem):
            return "\(file): \(problem.sentence)"
        case .labelsWithoutSentences(let labels, let file, let known):
            return "\(file): there are no sentences for \(Listing.quoted(labels)). Its classes are "
                + "\(Listing.quoted(known)); write labels as the file writes them."
        }
    }

    private static let templateAdvice =
        "A template has one place for the class name, written {class}, {}, {c} or {a class}, and "
        + "no other brace: 'a photo of a {class}'."
}

extension LabelProblem {
    fileprivate var sentence: String {
        switch self {
        case .empty:
            "nothing stands between the commas. Write a label there, or take one comma away."
        case .openQuote:
            "its quote is not closed. Close it, or write \"\" for a quote that belongs to the label."
        case .textAfterQuote(let label):
            "something follows the closing quote of \"\(label)\". Put a comma there, or write \"\" "
                + "for a quote that belongs to the label."
        case .lineBreak:
            "it goes over a line end. Separate labels by commas, or put them one a line into a "
                + "labels file."
        }
    }
}

extension TemplateProblem {
    fileprivate var finding: String {
        switch self {
        case .noPlace: "has no place for the class name"
        case .severalPlaces(let count): "has \(count) places for the class name"
        case .strayBrace(let brace, let column): "has a stray '\(brace)' at column \(column)"
        }
    }
}

extension PromptFileProblem {
    fileprivate var sentence: String {
        switch self {
        case .notJSON(let error):
            "line \(error.line), column \(error.column): not JSON: \(error.problem). \(Self.advice)"
        case .notAnObject(let found):
            "found \(found) where an object of classes was expected. \(Self.advice)"
        case .noClasses:
            "there is no class. \(Self.advice)"
        case .repeatedClasses(let classes):
            "\(Listing.quoted(classes)) \(classes.count == 1 ? "stands" : "stand") there more than "
                + "once. If each name means one class, have its entries merged (--merge-classes); "
                + "else give the classes different names."
        case .unnamedClass:
            "a class has a blank name. \(Self.advice)"
        case .sentences(let label, let problem):
            "class '\(label)': \(problem.sentence)"
        }
    }

    fileprivate static let advice =
        #"A prompts file reads {"tree frog": ["A tree frog is small.", ...], ...}."#
}

extension SentencesProblem {
    fileprivate var sentence: String {
        switch self {
        case .notAList(let found):
            "found \(found) where a list of sentences was expected. \(PromptFileProblem.advice)"
        case .none:
            "it has no sentences. Give it at least one, or leave the class out."
        case .notAText(let position, let found):
            "sentence \(position): found \(found) where a text was expected. "
                + PromptFileProblem.advice
        case .blank(let position):
            "sentence \(position) is blank. Write it, or leave it out."
        }
    }
}
