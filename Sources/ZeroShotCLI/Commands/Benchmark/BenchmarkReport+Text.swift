import Foundation
import ImageCodecs
import OneDNN
import ZeroShot

extension BenchmarkReport {
    /// The report for people.
    var text: String {
        facts.map { name, value in
            name.padding(toLength: 13, withPad: " ", startingAt: 0) + value + "\n"
        }.joined() + "\n" + table.text + "\n" + Self.explanation + "\n"
    }

    private var facts: [(String, String)] {
        [
            (
                "checkpoint",
                "\(checkpointID), \(checkpoint.family.rawValue) \(checkpoint.architecture), "
                    + checkpoint.resolution.text
            ),
            (
                "processor",
                "\(Machine.processor ?? "of unknown name"), \(ProcessorCount.current.count) processors, "
                    + "\(Engine.instructionSet), \(ByteCount.text(Machine.memory))"
            ),
            (
                "versions",
                "zeroshot \(ProductVersion.current), oneDNN \(Engine.version), "
                    + "libvips \(ImageDecoder.libraryVersion)"
            ),
            (
                "inputs",
                "photos: \(inputs.photos), labels: \(inputs.labels), prompts: \(inputs.prompts), "
                    + "labels of the stage ranking: \(inputs.rankedLabels)"
            ),
            ("run", "\(threads) threads, \(rounds) rounds, \(precision.name)"),
            (
                "peak",
                "\(Self.giga(peakRate)) GFLOP/s, a product of two \(PeakProduct.size) x "
                    + "\(PeakProduct.size) matrices"
            ),
            ("loading", loading),
            ("peak memory", peakMemory.map(ByteCount.text) ?? "not known here"),
        ]
    }

    private var loading: String {
        let towers = [("image tower", imageTowerLoading), ("text tower", textTowerLoading)]
        let texts = towers.compactMap { name, seconds in
            seconds.map { "\(name) \(Self.milliseconds($0)) ms" }
        }
        return texts.isEmpty ? "no tower" : texts.joined(separator: ", ")
    }

    private var table: TextTable {
        var table = TextTable([
            "stage", "batch", "ms each", "least", "most", "GFLOP each", "GFLOP/s", "of the peak",
        ])
        for result in stages {
            table.add([
                result.stage.rawValue,
                "\(result.batch)",
                Self.milliseconds(result.seconds.median),
                Self.milliseconds(result.seconds.least),
                Self.milliseconds(result.seconds.most),
                result.work.map { String(format: "%.4g", Double($0.neededFLOPs) / 1e9) } ?? "",
                result.rate.map(Self.giga) ?? "",
                result.rate.map { String(format: "%.0f %%", 100 * $0 / peakRate) } ?? "",
            ])
        }
        return table
    }

    private static func milliseconds(_ seconds: Double) -> String {
        String(format: "%.4g", seconds * 1e3)
    }

    private static func giga(_ rate: Double) -> String {
        String(format: "%.0f", rate / 1e9)
    }

    private static let explanation = """
        Times are for one photo, image or prompt: the median of the rounds, the least and the most.
        GFLOP counts the matrix products and convolutions that an embedding needs, two operations
        for a multiply-add. What a reference computes in vain, such as padding and the rows of the
        last block that nothing reads, is not counted and so raises no rate.
        """
}
