import ArgumentParser
import ZeroShot

/// How rankings are shown and judged.
struct RankingOptions: ParsableArguments {
    @Option(help: "How many labels to show for each image (default: \(Self.defaultTop)).")
    private var top: Int?

    @Option(
        help: """
            Below this the confidence in an image's first place is flagged low (default: the label \
            set's threshold, else 0.2).
            """
    )
    var threshold: Float?

    @Flag(
        help: ArgumentHelp(
            "Decide each label on its own, besides the ranking.",
            discussion: """
                True at a probability of 0.5 or at a threshold learnt from labelled images, without \
                which CLIP and OpenCLIP cannot do it. All labels that are true are shown.
                """
        )
    )
    var multiLabel = false

    private static let defaultTop = 5

    func validate() throws {
        if let top, top < 1 { throw ValidationError("--top is \(top); give at least 1.") }
        if let threshold, !threshold.isFinite {
            throw ValidationError("--threshold is \(threshold); give a number.")
        }
    }

    /// How many labels are shown for each image.
    var places: Int { top ?? Self.defaultTop }

    /// Whether the caller said how many labels to show.
    var limitsPlaces: Bool { top != nil }

    /// All options of this group that were given.
    var given: [String] {
        [
            top.map { _ in "--top" }, threshold.map { _ in "--threshold" },
            multiLabel ? "--multi-label" : nil,
        ].compactMap(\.self)
    }
}
