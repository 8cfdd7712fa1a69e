import ArgumentParser
import EmbeddingIndex
import Foundation
import ZeroShot

/// Puts the images of folders into an index, or brings it up to date.
struct IndexBuildCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "build",
        abstract: "Embeds the images of folders, or what is new in them since the last time.",
        discussion: """
            Files are told by path, size and time of change, and by their bytes: what was only \
            moved or copied is not embedded again. It can be interrupted at any time; the same \
            command goes on where it stopped.
            """
    )

    @Argument(
        help: ArgumentHelp(
            "Folders of images; those that the index has already when none is given.",
            valueName: "folder"
        )
    )
    var folders: [String] = []

    @OptionGroup var checkpoint: CheckpointOptions
    @OptionGroup var people: PeopleOptions

    @Option(
        name: .customLong("index"),
        help: ArgumentHelp(
            "Where the index is kept (default: in .zeroshot-index of the folder).",
            valueName: "folder"
        )
    )
    var index: String?

    @Option(
        help: """
            How embeddings are stored: fp32, or fp16, which takes half the room and changes \
            similarities in the fourth decimal (default: fp32).
            """
    )
    var store: IndexHeader.Store?

    @Option(help: "Images that go through the image tower at once.")
    var batchSize = 16

    @Option(help: "A progress line on standard error: auto, always or never.")
    var progress = ProgressLine.Mode.auto

    @Option(
        help: """
            How images are decoded: exact, as Pillow does; or fast, which lets the decoder of large \
            JPEGs shrink them first and changes similarities a little.
            """
    )
    var decode = DecodingMode.exact

    @Option(help: "Larger images fail before any pixel is decoded.")
    var maximumPixels = ImageReader.defaultMaximumPixels

    func validate() throws {
        guard batchSize >= 1 else {
            throw ValidationError("--batch-size is \(batchSize); give at least 1.")
        }
        guard maximumPixels >= 1 else {
            throw ValidationError("--maximum-pixels is \(maximumPixels); give at least 1.")
        }
        guard folders.count < 2 || index != nil else {
            throw ValidationError(
                "An index of several folders lies in none of them; say where with --index FOLDER.")
        }
    }

    func run() async throws {
        let people = try people.declaration()
        try checkpoint.requireAllowed(
            [RequestPolicy(people)], by: try RestrictedTopics())
        let named = try folders.map(Self.folder)
        let place = try place()

        let checkpoint = try await self.checkpoint.open(progress: progress)
        let classifier = ZeroShotClassifier(
            checkpoint: checkpoint, threads: try self.checkpoint.threadCount())
        let builder = try IndexBuilder(
            place, checkpoint: try checkpoint.summary(), parity: checkpoint.parity,
            origin: .built(decoding: decode, code: CodeVersion.current.description), store: store)
        let line = ProgressLine(progress, counting: .images)
        defer { line.clear() }
        let run = IndexBuildRun(
            builder: builder, classifier: classifier,
            reader: ImageReader(
                checkpoint: checkpoint, consentPolicy: people.consentPolicy,
                maximumPixels: maximumPixels, decoding: decode),
            hasPolicy: people.consentPolicy != nil, batchSize: batchSize, progress: line)
        let summary = try await update(
            run, folders.isEmpty ? try known(in: builder) : named, line)
        try builder.finish(policy: people.consentPolicy)
        line.clear()
        try OutputFile.print(try text(summary, builder))
        if summary.failed > 0 { throw ExitStatus.someInputsFailed }
    }

    private func update(
        _ run: IndexBuildRun, _ folders: [FilePath], _ line: ProgressLine
    ) async throws -> IndexBuildRun.Summary {
        var total = 0
        for folder in folders {
            for case .toRead in try run.scan(folder) {
                total += 1
                try Task.checkCancellation()
            }
        }
        var summary = IndexBuildRun.Summary()
        var done = 0
        for folder in folders {
            // Anew for each: what one folder brought is known to the next.
            try await run.update(try run.scan(folder), summary: &summary) { files in
                done += files
                line.show(done: done, of: max(done, total))
            }
        }
        return summary
    }

    /// Where the index is or will be.
    private func place() throws -> IndexFolder {
        if let index {
            return (try? IndexFolder(finding: index)) ?? IndexFolder(path: index)
        }
        if let folder = folders.first { return IndexFolder(beside: folder) }
        return try IndexFolder(finding: ".")
    }

    private static func folder(_ argument: String) throws -> FilePath {
        let path = FilePath(argument: argument)
        let kind: FileSystem.Kind?
        do {
            kind = try FileSystem.kind(of: path)
        } catch {
            throw UsageError.unusableFolder(path: argument, reason: "\(error)")
        }
        guard kind == .folder else {
            throw UsageError.unusableFolder(path: argument, reason: "This is no folder.")
        }
        return FilePath(bytes: path.bytes.trimmingSlashes)
    }

    /// The folders that the index has; one that is not there now stays as it is.
    private func known(in builder: IndexBuilder) throws -> [FilePath] {
        let roots = try builder.roots()
        guard !roots.isEmpty else { throw IndexError.noFolders(index: builder.folder.path) }
        return try roots.map { try Self.folder(String(decoding: $0, as: UTF8.self)) }
    }

    /// What was done, and where it is.
    private func text(_ summary: IndexBuildRun.Summary, _ builder: IndexBuilder) throws -> String {
        let parts = [
            "\(summary.embedded) embedded", "\(summary.known) known by their bytes",
            summary.returned > 0 ? "\(summary.returned) there again" : nil,
            "\(summary.gone) gone", "\(summary.failed) failed",
        ].compactMap(\.self)
        let statistics = try IndexReader(builder.folder).statistics()
        return """
            Images: \(parts.joined(separator: ", ")).
            The index has \(statistics.embedded) images and lies in \(builder.folder.path).

            """
    }
}
