import ArgumentParser
import ZeroShot

/// The images to read.
struct InputOptions: ParsableArguments {
    @Argument(
        help: ArgumentHelp(
            "Files, folders, http(s) addresses, @list.txt with one input a line, or - for standard input.",
            valueName: "input"
        )
    )
    private var inputs: [String]

    @Option(help: "Larger images fail before any pixel is decoded.")
    var maximumPixels = ImageReader.defaultMaximumPixels

    func validate() throws {
        guard maximumPixels >= 1 else {
            throw ValidationError("--maximum-pixels is \(maximumPixels); give at least 1.")
        }
    }

    /// Finds the images.
    ///
    /// - Throws: `UsageError`.
    func expand() throws -> InputExpansion {
        try InputExpansion(inputs)
    }
}
