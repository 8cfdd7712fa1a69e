/// Classes compiled for one checkpoint: their prototypes, the prompts that these stand for, and
/// what tells whether they may be used.
///
/// ```swift
/// let labelSet = try await classifier.compile(ClassificationRequest(labels: ["fox", "owl"]))
/// try labelSet.write(to: URL(filePath: "animals.labelset"))
///
/// let animals = try LabelSet(contentsOf: URL(filePath: "animals.labelset"))
/// let report = try await classifier.classify(images, ClassificationRequest(labelSet: animals))
/// ```
public struct LabelSet: Sendable, Equatable {
    /// The file that a label set was read from.
    public struct File: Sendable, Equatable {
        /// The path as it was given.
        public let path: String
        /// SHA-256 of all its bytes, in hexadecimal, as `sha256sum` prints it.
        public let sha256: String

        package init(path: String, sha256: String) {
            self.path = path
            self.sha256 = sha256
        }
    }

    /// The classes and their prompts.
    public let prompts: ClassPrompts
    /// The path of the prompts file, when the prompts came from one.
    public let promptsFile: String?
    /// How the prompts of a class were averaged.
    public let averaging: ClassPrototypes.Averaging
    /// One vector for each class.
    public let prototypes: ClassPrototypes
    /// The prompts that the tokenizer had to cut, in the order of the classes.
    public let truncated: [TruncatedPrompt]
    /// The checkpoint whose text tower computed the prototypes.
    public let checkpoint: CheckpointSummary
    /// The reference whose numbers they are.
    public let parity: ParityMode
    /// SHA-256, in hexadecimal, over the files that the checkpoint's tokenizer was read from.
    public let tokenizerFingerprint: String
    /// The code that computed the prototypes.
    public let code: CodeVersion
    /// What labelled images taught about the scores of these classes; nil until they are measured.
    public var calibration: Calibration?
    /// Where the label set was read from, and what the file was then; nil when it was not read.
    public package(set) var file: File?

    /// SHA-256, in hexadecimal, over labels, templates and sentences, word for word and in order.
    public var promptsFingerprint: String { prompts.fingerprint }
}

/// The versions of all code that decides on a prototype's numbers, down to how sums are rounded.
public struct CodeVersion: Sendable, Equatable {
    /// As `zeroshot --version` prints it.
    public let zeroshot: String
    /// Of what is computed from texts.
    public let computation: Int
    /// Of the library for the arithmetic.
    public let oneDNN: String
    /// The processor features that the library used.
    public let instructions: String
}

extension CodeVersion: CustomStringConvertible {
    /// For example `zeroshot 0.1.0 (texts 2, oneDNN 2.6.3, Intel AVX2)`.
    public var description: String {
        "zeroshot \(zeroshot) (texts \(computation), oneDNN \(oneDNN), \(instructions))"
    }
}
