import ArgumentParser
import ZeroShot

/// How embeddings are written.
struct EmbeddingOptions: ParsableArguments {
    /// The forms a list of embeddings can be written in.
    enum Format: String, CaseIterable, ExpressibleByArgument {
        case jsonl
        case npy
    }

    @Flag(inversion: .prefixedNo, help: "Write embeddings at unit length.")
    private var normalize = true

    @Option(help: "jsonl, or npy for one float32 array (needs --output).")
    var format = Format.jsonl

    var length: EmbeddingLength { normalize ? .unit : .projected }

    /// Checks that an array has a file to go to.
    func validate(output: String?) throws {
        if format == .npy && output == nil {
            throw ValidationError("--format npy needs --output FILE: the array goes to a file.")
        }
    }

    /// How a run over images goes on with an output.
    func jobForm(dimension: Int) -> JobForm {
        switch format {
        case .jsonl: .embeddings
        case .npy: .array(dimension: dimension)
        }
    }

    /// A writer of image embeddings behind those that a job's output holds.
    func writer(for job: ImageJob, dimension: Int) throws -> any EmbeddingWriter {
        switch format {
        case .npy:
            try NPYWriter(
                array: job.files[0], sources: job.files[1], .floats(dimension),
                rows: job.isBegun ? job.kept.ranked : nil)
        case .jsonl: JSONLinesEmbeddingWriter(key: "source", output: job.files[0])
        }
    }

    /// A writer of the chosen form.
    func writer(key: String, dimension: Int, output: String?) throws -> any EmbeddingWriter {
        switch (format, output) {
        case (.npy, let output?): try NPYWriter(path: output, .floats(dimension))
        default: JSONLinesEmbeddingWriter(key: key, output: try OutputFile(path: output))
        }
    }
}
