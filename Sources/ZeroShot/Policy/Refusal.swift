/// A request that is not carried out, with every reason for it.
///
/// The library throws it, the command prints its description and exits with status 3, the server answers 422
/// with the same code.
public struct Refusal: Error, Equatable, Sendable {
    /// The kinds of refusal, in the order in which the first one names the whole.
    public enum Code: String, CaseIterable, Comparable, Codable, Sendable {
        case checkpointUnspecified = "checkpoint-unspecified"
        case tooFewLabels = "too-few-labels"
        case restrictedMedical = "restricted-medical"
        case restrictedLegal = "restricted-legal"
        case restrictedSafety = "restricted-safety"
        case restrictedIdentity = "restricted-identity"
        case restrictedProtected = "restricted-protected"
        case peopleWithoutPolicy = "people-without-policy"
        case crossCheckpoint = "cross-checkpoint"

        /// Whether the left code comes first in the table.
        public static func < (left: Code, right: Code) -> Bool {
            left.place < right.place
        }

        private var place: Int { Self.allCases.firstIndex(of: self) ?? Self.allCases.count }
    }

    /// One reason: its code, what it says, and what in the request brought it about.
    public struct Reason: Equatable, Sendable {
        /// The kind of refusal.
        public let code: Code
        /// What was found and why that is refused, as a sentence.
        public let sentence: String
        /// The labels, templates, prompts or fingerprints that brought it about, as the caller wrote them.
        public let triggers: [String]

        init(code: Code, sentence: String, triggers: [String] = []) {
            self.code = code
            self.sentence = sentence
            self.triggers = triggers
        }
    }

    /// Every reason, in the order of the codes; never empty.
    public let reasons: [Reason]

    /// The code of the whole: that of the first reason.
    public let code: Code

    /// Nil when there is no reason to refuse.
    package init?(reasons: [Reason]) {
        let ordered = Code.allCases.flatMap { code in reasons.filter { $0.code == code } }
        guard let first = ordered.first else { return nil }
        self.reasons = ordered
        code = first.code
    }

    init(_ reason: Reason) {
        reasons = [reason]
        code = reason.code
    }
}

extension Refusal: CustomStringConvertible {
    /// `refused (CODE): ` and then what, why, and where to go instead.
    public var description: String {
        let sentences = reasons.enumerated().map { index, reason in
            index == 0 || reason.code == code
                ? reason.sentence : "Also \(reason.code.rawValue): \(reason.sentence)"
        }
        var directions: [String] = []
        for reason in reasons {
            if let direction = Self.direction(for: reason.code), !directions.contains(direction) {
                directions.append(direction)
            }
        }
        return "refused (\(code.rawValue)): " + (sentences + directions).joined(separator: " ")
    }

    /// Where to go instead; each sentence is said once, whatever the number of reasons.
    private static func direction(for code: Code) -> String? {
        switch code {
        case .checkpointUnspecified:
            """
            Say which with --checkpoint (or ZEROSHOT_CHECKPOINT): an id of the Hub, the folder of a \
            downloaded one, or demo. Typical choices, and how much there is to download:
              CLIP      openai/clip-vit-base-patch32 (0.6 GB), openai/clip-vit-large-patch14 (1.7 GB)
              OpenCLIP  laion/CLIP-ViT-B-32-laion2B-s34B-b79K (0.6 GB), laion/CLIP-ViT-H-14-laion2B-s32B-b79K (3.9 GB)
              SigLIP    google/siglip-base-patch16-224 (0.8 GB), google/siglip-so400m-patch14-384 (3.5 GB)
              SigLIP 2  google/siglip2-base-patch16-224 (1.5 GB), google/siglip2-so400m-patch14-384 (4.5 GB)
            CLIP and OpenCLIP share the probability among the labels; SigLIP and SigLIP 2 judge each label on \
            its own. Larger ones are more often right and slower; start with a base one.
            """
        case .tooFewLabels:
            "Give two labels or more, for example --labels \"owl,fox\"."
        case .restrictedMedical, .restrictedLegal, .restrictedSafety, .restrictedIdentity,
            .restrictedProtected:
            """
            For such a question use a supervised model that was validated for that use, with an audit trail. \
            If the labels are about things, say so in them: 'Chinese food', 'a diseased leaf', 'a male lion'.
            """
        case .peopleWithoutPolicy:
            """
            If the people agreed to this use, say under which terms: --consent-policy "TEXT" or \
            --consent-policy @FILE. The text is recorded in the report word for word.
            """
        case .crossCheckpoint:
            "Compute them anew with one checkpoint, or keep the results apart."
        }
    }
}

extension Refusal {
    /// Nobody said which checkpoint to use.
    public static let checkpointUnspecified = Refusal(
        Reason(
            code: .checkpointUnspecified,
            sentence:
                "no checkpoint was named, and none is chosen silently: the answers differ between "
                + "CLIP, OpenCLIP, SigLIP and SigLIP 2, and with their scale."
        )
    )

    /// Scores of different checkpoints would come to stand on one scale.
    ///
    /// - Parameter fingerprints: The fingerprints found, in any order.
    /// - Returns: The refusal, which names them.
    public static func crossCheckpoint(fingerprints: [String]) -> Refusal {
        Refusal(
            Reason(
                code: .crossCheckpoint,
                sentence: "scores of different checkpoints cannot be compared, and these come from "
                    + fingerprints.map { "'\($0)'" }.joined(separator: " and ") + ".",
                triggers: fingerprints
            )
        )
    }

    /// The metadata of a support image says that people are in it, and there is no consent policy.
    static func supportShowsPeople(path: String, evidence: [String]) -> Refusal {
        Refusal(
            Reason(
                code: .peopleWithoutPolicy,
                sentence: "the metadata of the support image \(path) says that people are in it "
                    + "(\(evidence.joined(separator: ", "))), and no consent policy was given.",
                triggers: [path]
            )
        )
    }
}
