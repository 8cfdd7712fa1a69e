import ArgumentParser
import Foundation
import ZeroShot

/// Writes embeddings of images or texts.
struct EmbedCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "embed",
        abstract: "Writes embeddings of images or texts.",
        subcommands: [EmbedImagesCommand.self, EmbedTextCommand.self]
    )
}

/// Writes one embedding for each image.
struct EmbedImagesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "images",
        abstract: "Writes one embedding for each image.",
        discussion: """
            JSON lines: {"source": "a.jpg", "embedding": [...]}, or with --format npy one float32 \
            array and a file of the sources beside it.
            """
    )

    @OptionGroup var inputs: InputOptions
    @OptionGroup var checkpoint: CheckpointOptions
    @OptionGroup var people: PeopleOptions
    @OptionGroup var run: RunOptions
    @OptionGroup var form: EmbeddingOptions
    @OptionGroup var resume: ResumeOptions

    func validate() throws {
        try form.validate(output: run.output)
        try resume.validate(
            output: run.output, format: form.format.rawValue, among: ["jsonl", "npy"])
    }

    func run() async throws {
        let people = try people.declaration()
        let expansion = try inputs.expand()
        let checkpoint = try await checkpoint.open()
        let encoder = DualEncoder(
            checkpoint: checkpoint, threads: try self.checkpoint.threadCount()
        )
        let reader = ImageReader(
            checkpoint: checkpoint, consentPolicy: people.consentPolicy,
            maximumPixels: inputs.maximumPixels, decoding: run.decode
        )
        let notices = expansion.notices + (run.decode == .fast ? [.fastDecoding] : [])
        for notice in notices { StandardError.write("notice: \(notice.message)") }
        let job = try ImageJob(
            expansion, output: run.output,
            form: form.jobForm(dimension: checkpoint.embeddingDimension), isResumed: resume.isSet
        ) { try identity(of: checkpoint, people) }
        if let notice = job.notice { StandardError.write("notice: \(notice)") }
        var summary = job.kept
        if !job.isFinished { try await write(job, &summary, by: encoder, reader) }
        if summary.failed > 0 { throw ExitStatus.someInputsFailed }
    }

    /// Embeds what is left to do.
    private func write(
        _ job: ImageJob, _ summary: inout RunSummary, by encoder: DualEncoder,
        _ reader: ImageReader
    ) async throws {
        var writer = try form.writer(
            for: job, dimension: encoder.checkpoint.embeddingDimension)
        do {
            try await run.forEachBatch(
                of: job.inputs, count: job.inputs.count, behind: job.kept, reading: reader,
                threads: encoder.threads
            ) { batch, progress in
                let embeddings = try await encoder.embed(
                    images: batch.compactMap(\.pixels), length: form.length
                )
                try embeddings.requireFinite()
                progress.clear()
                var row = 0
                for image in batch {
                    if let failure = image.failure {
                        try writer.add(image.source, failure: failure)
                        try job.noteFailure(
                            of: image.source, code: failure.code, atRow: summary.ranked)
                    } else {
                        try writer.add(image.source, embedding: embeddings[row])
                        row += 1
                    }
                    summary.add(
                        WrittenRow(source: image.source, failure: image.failure?.code))
                }
            }
        } catch is CancellationError {
            StandardError.write(job.stopped(after: summary.images))
            throw CancellationError()
        }
        try writer.finish()
        try job.finish()
    }

    private func identity(
        of checkpoint: Checkpoint, _ people: RunReport.People
    ) throws -> RunIdentity {
        let summary = try checkpoint.summary()
        return RunIdentity(
            fingerprint: summary.fingerprint,
            facts: [
                .init(name: "command", value: "embed images"),
                .init(name: "format", value: .string(form.format.rawValue)),
                .init(name: "code", value: .string(CodeVersion.current.description)),
                .init(name: "precision", value: .string(summary.precision)),
                .init(name: "resolution", value: summary.resolution.json),
                .init(name: "parity", value: .string(checkpoint.parity.rawValue)),
                .init(name: "normalize", value: .bool(form.length == .unit)),
                .init(name: "decode", value: .string(run.decode.rawValue)),
                .init(name: "maximum-pixels", value: .integer(inputs.maximumPixels)),
                .init(name: "consent-policy", value: .text(people.consentPolicy)),
            ])
    }
}

/// Writes one embedding for each text.
struct EmbedTextCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "text",
        abstract: "Writes one embedding for each text, taken as it is, without a template.",
        discussion: #"JSON lines: {"text": "a photo of a cat", "embedding": [...]}."#
    )

    @Argument(help: "The texts.")
    var texts: [String]

    @OptionGroup var checkpoint: CheckpointOptions
    @OptionGroup var form: EmbeddingOptions

    @Option(help: "Write embeddings to this file instead of standard output.")
    var output: String?

    func validate() throws {
        try form.validate(output: output)
    }

    func run() async throws {
        let checkpoint = try await checkpoint.open()
        let encoder = DualEncoder(
            checkpoint: checkpoint, threads: try self.checkpoint.threadCount()
        )
        let tokenizer = try checkpoint.loadTokenizer()
        let tokens = texts.map(tokenizer.encode)
        for (text, tokens) in zip(texts, tokens) {
            guard let cut = tokens.truncation else { continue }
            StandardError.write(
                """
                notice: '\(text)' has \(cut.tokens) tokens, the checkpoint takes \(cut.limit); \
                '\(cut.lost)' was cut off.
                """
            )
        }
        let embeddings = try await encoder.embed(texts: tokens, length: form.length)
        try embeddings.requireFinite()
        var writer = try form.writer(
            key: "text", dimension: checkpoint.embeddingDimension, output: output
        )
        for (row, text) in texts.enumerated() {
            try writer.add(text, embedding: embeddings[row])
        }
        try writer.finish()
    }
}
