/// What labelled images taught and what they did not, and what that does to these images.
///
/// Numbers on the images that taught are better than on others: try a calibration on images of
/// which it knows nothing.
public struct CalibrationFit: Sendable, Equatable {
    /// How well probabilities fit the answers.
    public struct Quality: Sendable, Equatable {
        /// How unlikely what is so was held to be.
        ///
        /// Softmax: the mean over images that show a label of -log p of that label. Sigmoid: the
        /// mean over all images and labels of -log p of what is so.
        public let negativeLogLikelihood: Double
        /// The mean distance between the first places' probability and how often they are right,
        /// in ``CalibrationFit/bins`` bins of equal width, over images that show a label.
        public let expectedCalibrationError: Double
    }

    /// What the rules do with the images.
    public struct Answers: Sendable, Equatable {
        /// Answered with the right label.
        public let right: Int
        /// Answered with a wrong one, those that show none of the labels among them.
        public let wrong: Int
        /// None of these, and the first place would have been right.
        public let withheldRight: Int
        /// None of these, and the first place would have been wrong.
        public let withheldWrong: Int

        init(given: Cut.Kinds, all: Cut.Kinds) {
            right = given.wanted
            wrong = given.unwanted
            withheldRight = all.wanted - given.wanted
            withheldWrong = all.unwanted - given.unwanted
        }

        /// The share of images that are answered, 0...1.
        public var coverage: Double {
            Double(right + wrong) / Double(max(1, right + wrong + withheldRight + withheldWrong))
        }

        /// The share of wrong ones among the answers; nil when there is none.
        public var error: Double? {
            right + wrong > 0 ? Double(wrong) / Double(right + wrong) : nil
        }
    }

    /// Kinds of labelled images that a value needs.
    public enum Kind: Sendable, Equatable {
        /// Images that show one of the labels.
        case ofLabels
        /// Images whose first place is right.
        case right
        /// Images whose first place is wrong, those that show none of the labels among them.
        case wrong
    }

    /// Why something was not learnt.
    public enum Obstacle: Sendable, Equatable {
        /// Fewer images of a kind than ``CalibrationFit/fewestImages``.
        case tooFew(Kind, found: Int)
        /// Ever lower temperatures fit better.
        case everLower
        /// Ever higher temperatures fit better, or all alike.
        case everHigher
        /// Right and wrong are not parted better than by chance: the difference between the shares
        /// that are withheld, and what it must exceed.
        case chance(difference: Double, needed: Double)
        /// All values are equal.
        case noDifference
        /// There are no background prompts.
        case notGiven

        static func noBetterThanChance(_ cut: Cut?) -> Obstacle {
            cut.map { .chance(difference: $0.advantage, needed: $0.advantageOfChance) }
                ?? .noDifference
        }
    }

    /// Fewer images of a kind teach nothing.
    public static let fewestImages = 5
    /// Temperatures outside are not learnt.
    public static var temperatureBounds: ClosedRange<Double> { TemperatureFit.bounds }
    /// The number of bins of the expected calibration error.
    public static let bins = 15

    /// All labelled images.
    public let images: Int
    /// Those that show one of the labels.
    public let labelled: Int
    /// Those whose first place is right.
    public let right: Int

    /// With the checkpoint's own probabilities; nil when no image shows a label.
    public let before: Quality?
    /// With the calibration's.
    public internal(set) var after: Quality?
    /// What threshold, margin and background prompts do with these images.
    public internal(set) var answers = Answers(given: Cut.Kinds(), all: Cut.Kinds())

    /// Why the temperature was not learnt; nil when it was.
    public internal(set) var temperature: Obstacle?
    /// Why the threshold was not learnt; nil when it was.
    public internal(set) var threshold: Obstacle?
    /// Why the margin was not learnt; nil when it was.
    public internal(set) var margin: Obstacle?
    /// Why the background rule is not used; nil when it is.
    public internal(set) var background: Obstacle?
    /// Why thresholds for single labels were not learnt; nil when they were.
    public internal(set) var labelThresholds: Obstacle?
    /// Labels that have a threshold of their own; the others share one, or with sigmoids 0.5.
    public internal(set) var ownLabelThresholds = 0

    init(images: Int, labelled: Int, right: Int, before: Quality?) {
        self.images = images
        self.labelled = labelled
        self.right = right
        self.before = before
    }

    /// Whether anything was learnt.
    public var learntSomething: Bool {
        [temperature, threshold, margin, background, labelThresholds].contains(nil)
    }
}
