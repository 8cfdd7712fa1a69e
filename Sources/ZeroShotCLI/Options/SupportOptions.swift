import ArgumentParser
import Foundation
import ZeroShot

/// A few labelled images that take part in a ranking.
struct SupportOptions: ParsableArguments {
    @Option(
        name: .customLong("support"),
        help: ArgumentHelp(
            "A folder of a few labelled images, in folders named after labels.",
            discussion: """
                Ranks then follow the prompts and the likeness to these images together; nothing \
                is trained.
                """,
            valueName: "folder"
        )
    )
    private var folder: String?

    @Option(help: "How much the images of --support weigh beside the prompts (1).")
    private var alpha: Double?

    @Option(help: "How near an image of --support must lie to count; higher is nearer (5.5).")
    private var beta: Double?

    func validate() throws {
        for (name, value) in [("--alpha", alpha), ("--beta", beta)] {
            guard let value else { continue }
            guard folder != nil else { throw ValidationError("\(name) goes with --support only.") }
            guard value.isFinite, value >= 0 else {
                throw ValidationError("\(name) is \(value); give a number not below 0.")
            }
        }
        if folder?.isEmpty == true {
            throw ValidationError("--support is empty; give a folder.")
        }
    }

    var isGiven: Bool { folder != nil }

    /// The request; nil where there is no folder.
    func request(maximumPixels: Int) -> SupportRequest? {
        guard let folder else { return nil }
        var request = SupportRequest(folder: URL(filePath: folder))
        if let alpha { request.alpha = alpha }
        if let beta { request.beta = beta }
        request.maximumPixels = maximumPixels
        return request
    }
}
