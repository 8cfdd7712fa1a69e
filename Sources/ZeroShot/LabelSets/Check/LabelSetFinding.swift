/// Something about the classes of a label set that may cost right answers, seen without an image.
public enum LabelSetFinding: Sendable, Equatable {
    /// How much a finding costs.
    public enum Severity: String, Sendable, CaseIterable, Comparable {
        /// The classes cannot be told apart, or are not seen.
        case high
        /// Right answers are likely to be lost.
        case medium
        /// Worth a look.
        case low

        /// Whether the left one costs more.
        public static func < (left: Severity, right: Severity) -> Bool {
            left.place < right.place
        }

        private var place: Int { Self.allCases.firstIndex(of: self) ?? Self.allCases.count }
    }

    /// A word of a label, and how the checkpoint's tokenizer breaks it up.
    public struct Word: Sendable, Equatable {
        /// The label that the word stands in.
        public let label: String
        /// A run of letters.
        public let text: String
        /// In Unicode scalars of the composed form.
        public let letters: Int
        /// Tokens, special tokens not counted.
        public let pieces: Int
    }

    /// Labels that are equal but for case, Unicode form and blanks around them.
    case equalLabels([String])
    /// Labels with one prototype.
    case equalPrototypes([String])
    /// A word with letters that the tokenizer has no piece for.
    case unknownLetters(Word)
    /// Two labels whose prototypes are nearly one.
    case nearDuplicates(String, String, cosine: Float)
    /// A word beyond ASCII that the tokenizer spells out, letter by letter or byte by byte.
    case spelledOut(Word)
    /// Two labels that are near to one another beside the others; the distance is relative to the
    /// typical one between two labels of the set.
    case confusable(String, String, cosine: Float, distance: Float)
    /// A word that the tokenizer breaks into many pieces.
    case manyPieces(Word)
    /// Classes with different numbers of prompts; `labels` are those with the fewest.
    case unequalPromptCounts(fewest: Int, median: Int, most: Int, labels: [String])
}

extension LabelSetFinding {
    /// A word for programs; it does not change from version to version.
    public var code: String {
        switch self {
        case .equalLabels: "equal-labels"
        case .equalPrototypes: "equal-prototypes"
        case .unknownLetters: "unknown-letters"
        case .nearDuplicates: "near-duplicates"
        case .spelledOut: "spelled-out"
        case .confusable: "confusable"
        case .manyPieces: "many-pieces"
        case .unequalPromptCounts: "unequal-prompt-counts"
        }
    }

    /// How much it costs.
    public var severity: Severity {
        switch self {
        case .equalLabels, .equalPrototypes, .unknownLetters: .high
        case .nearDuplicates, .spelledOut: .medium
        case .confusable, .manyPieces, .unequalPromptCounts: .low
        }
    }

    /// The labels that it is about, as the caller wrote them.
    public var labels: [String] {
        switch self {
        case .equalLabels(let labels), .equalPrototypes(let labels),
            .unequalPromptCounts(_, _, _, let labels):
            labels
        case .nearDuplicates(let first, let second, _),
            .confusable(let first, let second, _, _):
            [first, second]
        case .unknownLetters(let word), .spelledOut(let word), .manyPieces(let word):
            [word.label]
        }
    }

    /// What was found, as a sentence with its numbers.
    public var message: String {
        switch self {
        case .equalLabels(let labels):
            "\(Listing.quoted(labels)) are one label, once case, Unicode form and blanks around "
                + "them are put aside."
        case .equalPrototypes(let labels):
            "\(Listing.quoted(labels)) have one prototype: no image tells them apart."
        case .unknownLetters(let word):
            "\(word.named) has letters that the tokenizer has no piece for; the text tower does "
                + "not see them."
        case .nearDuplicates(let first, let second, let cosine):
            "'\(first)' and '\(second)': cosine \(cosine.text(digits: 4))."
        case .spelledOut(let word):
            "\(word.named) is spelled out by this tokenizer: \(word.pieces) pieces for "
                + "\(word.letters) letters, \(word.text.utf8.count) bytes."
        case .confusable(let first, let second, let cosine, let distance):
            "'\(first)' and '\(second)': cosine \(cosine.text(digits: 3)), "
                + "\(distance.text(digits: 2)) of the typical distance between two labels here."
        case .manyPieces(let word):
            "\(word.named) is broken by this tokenizer into \(word.pieces) pieces for "
                + "\(word.letters) letters."
        case .unequalPromptCounts(let fewest, let median, let most, let labels):
            "The classes have \(fewest) to \(most) prompts, half of them \(median) or more. "
                + "The fewest: \(Listing.quoted(labels))."
        }
    }

    /// What can be done about it.
    public var advice: String {
        switch self {
        case .equalLabels:
            "Keep one of them: their order decides which comes first, and with a softmax they "
                + "share one probability."
        case .equalPrototypes:
            "Give them names or prompts that the checkpoint can tell apart. Where prompts were "
                + "cut, see that the name stands before the cut."
        case .unknownLetters:
            "Write the name in letters that the checkpoint knows, or use one whose tokenizer was "
                + "made for many languages, such as SigLIP 2."
        case .nearDuplicates:
            "Merge them, or give them prompts that say what distinguishes them."
        case .spelledOut:
            "A tokenizer without pieces for a word met it seldom, and so did the checkpoint. "
                + "Give the name in English, or use a checkpoint whose tokenizer was made for many "
                + "languages, such as SigLIP 2."
        case .confusable:
            "This is from the texts alone: near prototypes leave a small difference between two "
                + "scores, but only labelled images tell whether they are confused. Prompts that "
                + "say what distinguishes the two move them apart."
        case .manyPieces:
            "A word that is rare to the tokenizer is often rare to the checkpoint. Add a more "
                + "common name, or a prompt that describes the class."
        case .unequalPromptCounts:
            "A prototype of few prompts leans on their wording. Give those classes more, or use "
                + "templates besides."
        }
    }
}

extension LabelSetFinding.Word {
    /// The label, and the word where that is not all of it.
    fileprivate var named: String {
        label == text ? "'\(label)'" : "'\(label)': '\(text)'"
    }
}
