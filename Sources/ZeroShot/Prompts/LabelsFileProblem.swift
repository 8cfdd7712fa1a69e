/// What is wrong with a labels file in JSON.
public enum LabelsFileProblem: Sendable, Equatable {
    /// It is not JSON.
    case notJSON(JSONSyntaxError)
    /// It holds something else than a list.
    case notAList(found: String)
    /// An entry of the list, counted from 1, is no class.
    case entry(position: Int, LabelEntryProblem)
}

/// What is wrong with one class of a labels file.
public enum LabelEntryProblem: Error, Sendable, Equatable {
    /// It is neither a text nor an object.
    case notALabel(found: String)
    /// It has no label.
    case noLabel
    /// It has a member that nothing reads.
    case unknownMember(String)
    /// It has a member twice.
    case repeatedMember(String)
    /// A member holds something else than a text.
    case notAText(member: String, found: String)
    /// A text has nothing in it.
    case blank(member: String)
    /// Its names are no list.
    case namesNotAList(found: String)
    /// Its list of names is empty.
    case noNames
    /// Its list of names has one twice.
    case repeatedName(String)
}

extension LabelsFileProblem {
    var sentence: String {
        switch self {
        case .notJSON(let error):
            "line \(error.line), column \(error.column): not JSON: \(error.problem). \(Self.advice)"
        case .notAList(let found):
            "found \(found) where a list of labels was expected. \(Self.advice) Sentences for each "
                + "class are a prompts file."
        case .entry(let position, let problem):
            "entry \(position): \(problem.sentence)"
        }
    }

    fileprivate static let advice =
        #"A labels file in JSON reads [{"label": "cougar", "names": ["cougar", "puma"], "#
        + #""description": "A cougar is a large cat."}, ...]; names and description may be left out."#
}

extension LabelEntryProblem {
    fileprivate var sentence: String {
        needsForm ? "\(finding) \(LabelsFileProblem.advice)" : finding
    }

    /// Whether the form of a class helps to see what is wrong.
    private var needsForm: Bool {
        switch self {
        case .notALabel, .noLabel, .unknownMember, .notAText, .namesNotAList: true
        case .repeatedMember, .blank, .noNames, .repeatedName: false
        }
    }

    /// What is wrong, without the form of a labels file.
    package var finding: String {
        switch self {
        case .notALabel(let found):
            "found \(found) where a class was expected."
        case .noLabel:
            "it has no label."
        case .unknownMember(let name):
            "it has a member '\(name)', which means nothing here."
        case .repeatedMember(let name):
            "it has the member '\(name)' twice. Keep one."
        case .notAText(let member, let found):
            "found \(found) in '\(member)' where a text was expected."
        case .blank(let member):
            "a text in '\(member)' is blank. Write it, or leave it out."
        case .namesNotAList(let found):
            "found \(found) in 'names' where a list was expected."
        case .noNames:
            "its list of names is empty. Give it a name, or leave the list out: the label is then "
                + "the name."
        case .repeatedName(let name):
            "the name '\(name)' stands there twice. Keep one."
        }
    }
}
