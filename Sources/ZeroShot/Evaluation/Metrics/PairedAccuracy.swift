/// The accuracies of two runs over the same images, compared image by image.
package struct PairedAccuracy: Sendable, Equatable {
    package let bothRight: Int
    package let onlyFirstRight: Int
    package let onlySecondRight: Int
    package let bothWrong: Int

    /// Whether each image was right, in the same order.
    package init(first: [Bool], second: [Bool]) {
        precondition(first.count == second.count, "both runs are over the same images")
        var counts = [0, 0, 0, 0]
        for (first, second) in zip(first, second) {
            counts[(first ? 0 : 2) + (second ? 0 : 1)] += 1
        }
        (bothRight, onlyFirstRight, onlySecondRight, bothWrong) = (
            counts[0], counts[1], counts[2], counts[3]
        )
    }

    package var images: Int { bothRight + onlyFirstRight + onlySecondRight + bothWrong }
    package var first: Proportion { Proportion(bothRight + onlyFirstRight, of: images) }
    package var second: Proportion { Proportion(bothRight + onlySecondRight, of: images) }

    /// How much higher the second accuracy is, -1...1; nil without images.
    package var difference: Double? {
        images > 0 ? Double(onlySecondRight - onlyFirstRight) / Double(images) : nil
    }

    /// The interval of the difference at 95 %; nil without images.
    ///
    /// Wald's interval after one image was added to each of the two cells that differ, which keeps
    /// its level with few images. Source: D. G. Bonett and R. M. Price, Journal of Educational and
    /// Behavioral Statistics 37 (2012).
    package var interval: ClosedRange<Double>? {
        guard images > 0 else { return nil }
        let number = Double(images + 2)
        let gained = Double(onlySecondRight + 1) / number
        let lost = Double(onlyFirstRight + 1) / number
        let difference = gained - lost
        let variance = (gained + lost - difference * difference) / number
        let half = Proportion.normalQuantile * variance.squareRoot()
        return max(-1, difference - half)...min(1, difference + half)
    }

    /// McNemar's exact test: the chance of so uneven a split of the images that only one run had
    /// right, if both were equally good.
    package var pValue: Double { ExactSignTest.pValue(onlyFirstRight, onlySecondRight) }
}
