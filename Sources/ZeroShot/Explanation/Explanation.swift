/// Why a ranking is as it is, as far as prompts and preprocessing can tell.
///
/// It says what the numbers are made of. It does not say what in the picture a checkpoint looked
/// at, nor that the ranking is right.
public struct Explanation: Sendable, Equatable {
    /// A prompt and what it adds to the similarity of its label.
    public struct PromptShare: Sendable, Equatable {
        /// The prompt as the tokenizer got it.
        public let prompt: String
        /// Cosine of the image embedding and this prompt's own, -1...1.
        public let similarity: Float
        /// What of the label's similarity comes from this prompt.
        ///
        /// A prototype is the mean of prompt vectors, made as long as 1: the contributions of all
        /// prompts of a label sum to its similarity.
        public let contribution: Float
        /// The contribution divided by the label's similarity.
        ///
        /// Nil where that similarity is not above 0: parts of such a sum are no shares.
        public let share: Float?
    }

    /// One place of the ranking and the prompts behind it.
    public struct Place: Sendable, Equatable {
        /// The label's place, from 1.
        public let rank: Int
        /// The label as the caller wrote it.
        public let label: String
        /// Its similarity, as in the ranking.
        public let similarity: Float
        /// The number of its prompts.
        public let promptCount: Int
        /// The prompts most similar to the image, best first.
        public let highest: [PromptShare]
        /// Of the others, the least similar, worst first.
        public let lowest: [PromptShare]
    }

    /// How steady the first place is when the prompts are others.
    public struct Stability: Sendable, Equatable {
        /// How the prompts were varied.
        public enum Method: String, Sendable {
            /// Each template stands alone for all labels.
            case eachTemplate = "each-template"
            /// Where labels have sentences of their own: the prompts of the first two labels are
            /// left out one at a time.
            case leaveOneOut = "leave-one-out"
        }

        /// A label, and how often it came first.
        public struct First: Sendable, Equatable {
            /// The label as the caller wrote it.
            public let label: String
            /// The number of variations that put it first.
            public let count: Int
        }

        /// What one variation did to the ranking.
        public struct Variation: Sendable, Equatable {
            /// The template that stood alone, or the prompt that was left out.
            public let prompt: String
            /// Whose prompt was left out; nil for a template.
            public let label: String?
            /// The label that came first.
            public let first: String
            /// The place that the ranking's own first label got.
            public let rank: Int
        }

        /// How the prompts were varied.
        public let method: Method
        /// The number of variations.
        public let count: Int
        /// Variations that put another label first.
        public let changed: Int
        /// The labels that came first, the most frequent one first.
        public let firsts: [First]
        /// The best and the worst place of the ranking's own first label.
        public let ranks: ClosedRange<Int>
        /// With templates, each of them; with prompts left out, the first few that changed the
        /// first place.
        public let variations: [Variation]

        /// Variations that changed the first place, as a fraction of all.
        public var flipRate: Double { Double(changed) / Double(count) }
    }

    /// The first places of the ranking.
    public let places: [Place]
    /// How steady the first place is; nil where there is nothing to vary: a single template, or a
    /// single prompt for each of the first two labels.
    public let stability: Stability?
    /// How much of the picture was seen.
    public let visible: VisiblePart
}
