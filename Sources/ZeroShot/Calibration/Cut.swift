internal import Foundation

/// A value that parts numbers to keep from numbers to drop: what is not below it is kept.
struct Cut: Equatable {
    /// Lies halfway between two of the numbers.
    let threshold: Float
    /// How many of each kind are kept.
    let kept: Kinds
    /// How many of each kind there are.
    let all: Kinds

    /// Numbers of both kinds: those that should be kept, and those that should not.
    struct Kinds: Equatable {
        var wanted = 0
        var unwanted = 0
    }

    /// The share of the unwanted that is dropped, less that of the wanted.
    var advantage: Double {
        Double(kept.wanted) / Double(all.wanted) - Double(kept.unwanted) / Double(all.unwanted)
    }

    /// The advantage that the best of all cuts has by chance one time in twenty where both kinds
    /// are alike: the one-sided two-sample test of Kolmogorov and Smirnov, in its form for many.
    var advantageOfChance: Double {
        let (wanted, unwanted) = (Double(all.wanted), Double(all.unwanted))
        return (-log(0.05) / 2 * (wanted + unwanted) / (wanted * unwanted)).squareRoot()
    }

    /// Whether it parts the kinds better than chance does.
    var beatsChance: Bool { advantage > advantageOfChance }

    /// The best cut that drops something; of equally good ones the one that keeps most.
    ///
    /// - Parameters:
    ///   - numbers: finite, of both kinds.
    ///   - isBetter: whether a cut is better than another.
    /// - Returns: nil when all numbers are equal.
    static func best(
        of numbers: [(value: Float, isWanted: Bool)], isBetter: (Cut, Cut) -> Bool
    ) -> Cut? {
        let sorted = numbers.sorted { $0.value < $1.value }
        let wanted = numbers.count(where: \.isWanted)
        let all = Kinds(wanted: wanted, unwanted: numbers.count - wanted)
        var kept = all
        var best: Cut?
        for index in sorted.indices.dropLast() {
            if sorted[index].isWanted { kept.wanted -= 1 } else { kept.unwanted -= 1 }
            let (below, above) = (sorted[index].value, sorted[index + 1].value)
            guard below < above else { continue }
            let middle = below + (above - below) / 2
            let cut = Cut(threshold: middle > below ? middle : above, kept: kept, all: all)
            if best.map({ isBetter(cut, $0) }) ?? true { best = cut }
        }
        return best
    }
}

extension Cut {
    /// The same numbers with none dropped.
    static func keepingAll(of cut: Cut) -> Cut {
        Cut(threshold: cut.threshold, kept: cut.all, all: cut.all)
    }
}
