/// Which label came first for the images of which class.
package struct ConfusionMatrix: Sendable, Equatable {
    /// Images of one class for which one other label came first.
    package struct Pair: Sendable, Equatable {
        /// The class of the images, a position in the list of classes.
        package let answer: Int
        /// The label that came first, a position in the list of classes.
        package let predicted: Int
        package let count: Int
    }

    /// What is right and what is wrong of one class.
    package struct ClassResult: Sendable, Equatable {
        /// Of the images of the class, those that it came first for.
        package let recall: Proportion
        /// Of the images that the class came first for, those that are its own.
        package let precision: Proportion
    }

    package let classCount: Int
    /// Only those that are not 0, by answer, then by prediction.
    private let counts: [Cell: Int]

    private struct Cell: Hashable {
        let answer: Int
        let predicted: Int
    }

    /// One outcome for each image: its class, and the class that came first.
    package init(classCount: Int, _ outcomes: [(answer: Int, predicted: Int)]) {
        self.classCount = classCount
        var counts: [Cell: Int] = [:]
        for outcome in outcomes {
            counts[Cell(answer: outcome.answer, predicted: outcome.predicted), default: 0] += 1
        }
        self.counts = counts
    }

    /// How many images of a class had another, or the same, come first.
    package subscript(answer: Int, predicted: Int) -> Int {
        counts[Cell(answer: answer, predicted: predicted)] ?? 0
    }

    /// What was confused, most often first; then in the order of the classes.
    package var confusions: [Pair] {
        counts.filter { $0.key.answer != $0.key.predicted }
            .map { Pair(answer: $0.key.answer, predicted: $0.key.predicted, count: $0.value) }
            .sorted { ($1.count, $0.answer, $0.predicted) < ($0.count, $1.answer, $1.predicted) }
    }

    /// One for each class.
    package var classResults: [ClassResult] {
        var images = [Int](repeating: 0, count: classCount)
        var predictions = images
        for (cell, count) in counts {
            images[cell.answer] += count
            predictions[cell.predicted] += count
        }
        return (0..<classCount).map { index in
            ClassResult(
                recall: Proportion(self[index, index], of: images[index]),
                precision: Proportion(self[index, index], of: predictions[index]))
        }
    }

    /// The mean recall of the classes that have images; nil when there are none.
    package var meanRecall: Double? {
        let recalls = classResults.compactMap(\.recall.value)
        return recalls.isEmpty ? nil : recalls.reduce(0, +) / Double(recalls.count)
    }
}
