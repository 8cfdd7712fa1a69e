import ArgumentParser
import Foundation
import ZeroShot
import ZeroShotHub

/// Answers batches of images that another program sends over standard input.
struct WorkerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "worker",
        abstract: "Answers batches of images over standard input and output, for other programs.",
        discussion: """
            Ranks the classes you name, or gives embeddings when you name none. Only frames of the \
            worker's protocol go in and out (WorkerProtocol.md among the articles). The process \
            ends with its input. Exit status: 0 done, 2 wrong usage or a wrong frame, 3 refused, \
            5 the checkpoint cannot be used.
            """
    )

    @OptionGroup var checkpoint: CheckpointOptions
    @OptionGroup var classes: ClassOptions
    @OptionGroup var ranking: RankingOptions
    @OptionGroup var support: SupportOptions
    @OptionGroup var people: PeopleOptions

    @Option(help: "Images that go through the image tower at once.")
    var batchSize = 16

    @Option(help: "Larger images fail before any pixel is decoded.")
    var maximumPixels = ImageReader.defaultMaximumPixels

    @Option(help: "How images are decoded: exact, as Pillow does; or fast.")
    var decode = DecodingMode.exact

    @Option(
        help: ArgumentHelp(
            "Seconds between signs of life while a batch is computed.", valueName: "seconds")
    )
    var heartbeat = 5.0

    @Flag(help: "Take images from addresses of this machine and of private networks too.")
    var privateAddresses = false

    @Flag(help: "Compute the prototypes of the labels anew, and do not keep them.")
    var noCache = false

    private static let possibleHeartbeats = 0.01...3600

    func validate() throws {
        guard batchSize >= 1 else {
            throw ValidationError("--batch-size is \(batchSize); give at least 1.")
        }
        guard maximumPixels >= 1 else {
            throw ValidationError("--maximum-pixels is \(maximumPixels); give at least 1.")
        }
        guard Self.possibleHeartbeats.contains(heartbeat) else {
            throw ValidationError("--heartbeat is \(heartbeat); give 0.01 to 3600 seconds.")
        }
        guard classes.areGiven else {
            let unused = ranking.given + (support.isGiven ? ["--support"] : [])
            guard unused.isEmpty else {
                throw ValidationError(
                    """
                    \(unused.joined(separator: ", ")) means nothing without classes: the worker \
                    then gives embeddings.
                    """)
            }
            return
        }
        try classes.requireClasses()
    }

    func run() async throws {
        let limits = FrameLimits()
        let session = WorkerSession(
            output: FrameWriter(), limits: limits, heartbeat: .seconds(heartbeat))
        do {
            try session.output.send(WorkerMessages.hello(limits, heartbeat: heartbeat))
            let queue = FrameQueue(FrameReader(descriptor: STDIN_FILENO, limits: limits))
            try await session.withHeartbeat {
                let (mode, images) = try await load()
                try await session.answer(queue, with: images, mode)
            }
        } catch {
            throw report(error, to: session.output)
        }
    }

    /// Tells the other side why the worker ends; the status tells the system.
    private func report(_ error: any Error, to output: FrameWriter) -> any Error {
        let status = ExitStatus(reporting: error)
        // Who has gone needs no reason, and a signal gives its own.
        if error is ClosedPipe || error is CancellationError { return status }
        let frame =
            (error as? Refusal).map(WorkerMessages.refused)
            ?? WorkerMessages.error(error, status: status)
        // Standard error has the reason too, so nothing is lost where the pipe is closed.
        try? output.send(frame)
        return status
    }

    /// Everything that comes before the first batch.
    private func load() async throws -> (WorkerMode, WorkerImages) {
        let people = try people.declaration()
        let topics = try RestrictedTopics()
        let request = classes.areGiven ? try request(people) : nil
        if let request {
            try checkpoint.requireAllowed(request, by: topics)
        }
        let classifier = ZeroShotClassifier(
            checkpoint: try await checkpoint.open(progress: .never),
            threads: try checkpoint.threadCount(),
            prototypeCache: noCache ? nil : PrototypeCache()
        )
        let mode: WorkerMode
        if let request {
            let prepared = try await classifier.prepare(request, judgedBy: topics)
            if let problem = prepared.cacheProblem { StandardError.write("notice: \(problem)") }
            mode = .classify(prepared)
        } else {
            mode = .embed(classifier.checkpoint, decode, people)
        }
        // Before the worker says that it is ready: a checkpoint that cannot be used says so first.
        try await classifier.encoder.loadImageTower()
        return (mode, images(classifier, people))
    }

    private func images(
        _ classifier: ZeroShotClassifier, _ people: RunReport.People
    ) -> WorkerImages {
        // Addresses come from tables that anybody may have written.
        var downloads = ImageDownloader.Limits()
        downloads.publicAddressesOnly = !privateAddresses
        return WorkerImages(
            classifier: classifier,
            reader: ImageReader(
                checkpoint: classifier.checkpoint, consentPolicy: people.consentPolicy,
                maximumPixels: maximumPixels, decoding: decode
            ),
            downloads: downloads, batchSize: batchSize)
    }

    private func request(_ people: RunReport.People) throws -> ClassificationRequest {
        var request = try classes.request()
        request.top = ranking.places
        request.threshold = ranking.threshold
        request.isMultiLabel = ranking.multiLabel
        request.decoding = decode
        request.people = people
        request.support = support.request(maximumPixels: maximumPixels)
        return request
    }
}
