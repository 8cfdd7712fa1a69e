// Prints how long a checkpoint's tokenizer takes to load: the median and the range of a few times.
//
// `swift run -c release --package-path Benchmarks tokenizer-loading FOLDER [TIMES]`
//
// The goal is half a second for a tokenizer as large as Gemma's, which `Tools/parity/large_tokenizer.py`
// writes into a copy of a checkpoint's folder.

import Foundation
import ZeroShot

let arguments = CommandLine.arguments.dropFirst()
guard let folder = arguments.first, let times = Int(arguments.dropFirst().first ?? "9"), times > 0
else {
    FileHandle.standardError.write(Data("usage: tokenizer-loading FOLDER [TIMES]\n".utf8))
    exit(2)
}
let checkpoint = try Checkpoint(folder)
let clock = ContinuousClock()
let durations = try (0..<times).map { _ in
    try clock.measure { _ = try checkpoint.loadTokenizer() }
}.sorted()
let style = Duration.UnitsFormatStyle(
    allowedUnits: [.milliseconds], width: .narrow, fractionalPart: .show(length: 0)
)
let (least, median, most) = (durations[0], durations[times / 2], durations[times - 1])
print(
    "\(folder): \(median.formatted(style)) (\(least.formatted(style)) to \(most.formatted(style)), "
        + "\(times) times)"
)
