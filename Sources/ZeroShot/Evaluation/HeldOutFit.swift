/// What a calibration does to images that did not teach it.
///
/// The images are split into two halves; each is judged by what the other one taught. So the numbers
/// are honest, although every image takes part in both.
package struct HeldOutFit: Sendable, Equatable {
    /// What one half teaches about the other.
    package struct Lesson {
        /// How similarities become probabilities.
        package let scoring: Scoring
        /// Whether an image, by its row, is answered at all.
        package let answers: (_ row: Int) -> Bool

        package init(scoring: Scoring, answers: @escaping (_ row: Int) -> Bool) {
            self.scoring = scoring
            self.answers = answers
        }
    }

    /// The seed of the split; the same images are always split in the same way.
    package static let seed: UInt64 = 1

    /// With the checkpoint's own probabilities, over images with a right label.
    package let before: ReliabilityDiagram
    /// With those that the other half taught.
    package let after: ReliabilityDiagram
    /// Answered images, and those of them that are right; images without a right label are wrong.
    package let answered: Proportion
    package let rightAmongAnswered: Proportion
    /// First places among all images that are right.
    package let rightAmongAll: Proportion

    /// Fits on each half and judges the other.
    ///
    /// - Parameters:
    ///   - similarities: `[N][L]`.
    ///   - answers: the place of each image's right label; nil where none is right.
    ///   - labels: tell equal labels.
    ///   - scoring: the checkpoint's own.
    ///   - fit: what the images with these rows teach.
    /// - Throws: what `fit` throws.
    package init(
        similarities: [[Float]], answers: [Int?], labels: [String], scoring: Scoring,
        fit: (_ rows: [Int]) throws -> Lesson
    ) rethrows {
        let (first, second) = Self.halves(of: answers)
        var before: [(probability: Float, isRight: Bool)] = []
        var after = before
        var (answered, rightAnswered, right) = (0, 0, 0)
        for (teaching, judged) in [(first, second), (second, first)] {
            let lesson = try fit(teaching)
            for row in judged {
                guard let best = Self.firstPlace(similarities[row]) else { continue }
                let isRight = answers[row].map { labels[$0] == labels[best] } ?? false
                right += isRight ? 1 : 0
                if lesson.answers(row) {
                    answered += 1
                    rightAnswered += isRight ? 1 : 0
                }
                guard answers[row] != nil else { continue }
                before.append((scoring.probabilities(of: similarities[row])[best], isRight))
                after.append((lesson.scoring.probabilities(of: similarities[row])[best], isRight))
            }
        }
        self.before = ReliabilityDiagram(before)
        self.after = ReliabilityDiagram(after)
        self.answered = Proportion(answered, of: answers.count)
        rightAmongAnswered = Proportion(rightAnswered, of: answered)
        rightAmongAll = Proportion(right, of: answers.count)
    }

    /// Two halves of the images, with as many of each answer as can be; their rows in order.
    static func halves(of answers: [Int?]) -> (first: [Int], second: [Int]) {
        var numbers = SplitMix(state: seed)
        let shuffled = answers.indices.shuffled(using: &numbers)
        var halves: [[Int]] = [[], []]
        var seen: [Int?: Int] = [:]
        for row in shuffled {
            // By turns within an answer. Answers begin by turns too, so that classes of a single
            // image do not all come to lie in one half.
            let turn = seen[answers[row]] ?? seen.count
            halves[turn % 2].append(row)
            seen[answers[row]] = turn + 1
        }
        return (halves[0].sorted(), halves[1].sorted())
    }

    /// The label with the highest similarity, the first of equal ones.
    private static func firstPlace(_ similarities: [Float]) -> Int? {
        similarities.indices.max { first, second in
            (similarities[first], second) < (similarities[second], first)
        }
    }

    /// A small generator of random numbers whose numbers never change.
    ///
    /// Source: G. Steele et al., Fast splittable pseudorandom number generators (2014).
    private struct SplitMix: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = state
            mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
            return mixed ^ (mixed >> 31)
        }
    }
}
