extension LabelSetError: CustomStringConvertible {
    /// The sentence for people; nothing in it that a terminal would obey.
    public var description: String { TerminalText.safe(sentence) }

    private var sentence: String {
        switch self {
        case .unreadable(let file, let reason):
            "\(file): this label set cannot be read: \(reason). Check the path."
        case .notALabelSet(let file, let lookalike):
            "\(file): this is no label set but \(lookalike.sentence)"
        case .newerVersion(let file, let version, let known):
            """
            \(file): this label set has the form zeroshot.labelset/\(version), and zeroshot \
            \(ProductVersion.current) reads up to zeroshot.labelset/\(known). Use the zeroshot \
            that wrote it, or a later one, or compile it anew with this one.
            """
        case .damaged(let file, let damage):
            "\(file): this label set is damaged: \(damage.sentence). \(Self.remedy)"
        case .tooLarge(let excess):
            excess.sentence
        case .unwritable(let file, let reason):
            """
            \(file): the label set cannot be written (\(reason)); what was there before is \
            untouched. Make room or permit writing, or name another file.
            """
        case .otherParity(let file, let compiled, let run):
            """
            \(Self.name(file)) was compiled with --parity \(compiled.rawValue), and this run \
            computes with --parity \(run.rawValue), which reads texts or pictures otherwise. Use \
            --parity \(compiled.rawValue) here, or compile the label set anew: zeroshot labels \
            compile --parity \(run.rawValue).
            """
        case .otherPrecision(let file, let compiled, let run):
            """
            \(Self.name(file)) was compiled with --precision \(Self.option(compiled)), and this \
            run computes with --precision \(Self.option(run)). Use --precision \
            \(Self.option(compiled)) here, or compile the label set anew: zeroshot labels compile \
            --precision \(Self.option(run)).
            """
        case .otherAveraging(let file, let compiled, let requested):
            """
            \(Self.name(file)) was compiled with --averaging \(compiled.rawValue), and \
            \(requested.rawValue) is asked for. Compile it anew: zeroshot labels compile \
            --averaging \(requested.rawValue).
            """
        case .checkpointChanged(let folder):
            """
            \(folder): files of this checkpoint changed while it was in use, so nobody can say \
            which of them the vectors come from. Try again once nothing writes there.
            """
        }
    }

    private static let remedy = "Compile it anew with zeroshot labels compile, or copy it again."

    private static func name(_ file: String?) -> String {
        file.map { "\($0): this label set" } ?? "The label set"
    }

    /// The value of `--precision` for what a report calls `float32`.
    private static func option(_ name: String) -> String {
        TowerPrecision.allCases.first { $0.name == name }?.rawValue ?? name
    }
}

extension LabelSetLookalike {
    fileprivate var sentence: String {
        switch self {
        case .empty: "an empty file. Compile one: zeroshot labels compile --output FILE."
        case .json: "JSON. Sentences for classes are given with --prompts."
        case .text: "some other text. A list of labels is given with --labels-file."
        case .other: "something else. Compile one: zeroshot labels compile --output FILE."
        }
    }
}

extension LabelSetDamage {
    fileprivate var sentence: String {
        switch self {
        case .firstLine:
            "its first line does not say how long its header is"
        case .size(let found, let expected):
            "it has \(found) bytes, and its header speaks of \(expected)"
        case .checksum:
            "its bytes do not have the checksum at its end, so some were changed"
        case .header(let offset, let expected):
            "at byte \(offset) of its header \(expected) was expected"
        case .member(let name, let problem):
            "'\(name)' in its header \(problem)"
        case .prototype(let label):
            "the vector of '\(label)' is not of unit length"
        }
    }
}

extension LabelSetExcess {
    fileprivate var sentence: String {
        switch self {
        case .text(let bytes, let limit):
            """
            The labels, templates and sentences take \(bytes) bytes, and a label set holds at most \
            \(limit). Give fewer sentences a class, or split the classes.
            """
        case .values(let count, let limit):
            """
            The prototypes have \(count) values, and a label set holds at most \(limit). Split the \
            classes.
            """
        }
    }
}
