import Crypto
import Foundation

@testable import ZeroShot

/// A made-up label set with everything that one can hold.
enum LabelSetSample {
    static let labels = ["tree frog", "fox \"red\"", "owl \u{1F989}"]
    static let dimension = 4
    static let checkpoint = summary()

    static func summary(
        id: String = "./clip",
        fingerprint: String = String(repeating: "0123456789abcdef", count: 4),
        precision: String = "float32"
    ) -> CheckpointSummary {
        CheckpointSummary(
            id: id, source: "hub", revision: "v1", family: "CLIP", architecture: "ViT-S/8",
            resolution: .fixed(width: 32, height: 24), embeddingDimension: dimension,
            fingerprint: fingerprint, precision: precision
        )
    }

    static func prompts() throws -> ClassPrompts {
        let file = try PromptFile(
            TextFile(
                Array(
                    #"""
                    {"tree frog": ["A tree frog is small.", "It\nclimbs."], "fox \"red\"": ["A fox."],
                     "owl 🦉": ["An owl."]}
                    """#.utf8), name: "cupl.json"))
        return ClassPrompts(file, withTemplates: try TemplateSet(["a photo of {a class}", "{}"]))
    }

    static func labelSet(calibration: Calibration? = nil) throws -> LabelSet {
        LabelSet(
            prompts: try prompts(), promptsFile: "cupl.json", averaging: .raw,
            prototypes: ClassPrototypes(
                labels: labels,
                embeddings: Embeddings(
                    [0.6, 0, -0.8, 0, 0.5, -0.5, 0.5, 0.5, 0, 0, 0, 1], dimension: dimension)
            ),
            truncated: [
                TruncatedPrompt(
                    label: labels[2], prompt: "An owl.", tokens: 100, limit: 77, lost: "owl.")
            ],
            checkpoint: checkpoint, parity: .openCLIP,
            tokenizerFingerprint: String(repeating: "fedcba9876543210", count: 4),
            code: CodeVersion(
                zeroshot: "0.1.0", computation: 2, oneDNN: "2.6.3", instructions: "AVX2"),
            calibration: calibration, file: nil
        )
    }

    /// A label set of nothing but these classes and vectors.
    static func plain(
        _ labels: [String], _ rows: [[Float]], templates: [String] = ["a photo of a {}"]
    ) throws -> LabelSet {
        LabelSet(
            prompts: ClassPrompts(labels: labels, templates: try TemplateSet(templates)),
            promptsFile: nil, averaging: .normalized,
            prototypes: ClassPrototypes(
                labels: labels,
                embeddings: try Embeddings(rows.flatMap(\.self), dimension: rows[0].count)
                    .normalized()
            ),
            truncated: [], checkpoint: checkpoint, parity: .huggingFace,
            tokenizerFingerprint: String(repeating: "00", count: 32), code: .current,
            calibration: nil, file: nil
        )
    }
}

/// The bytes of a label set's file in their parts, which a test may change and seal again.
struct LabelSetParts {
    var firstLine: String
    var header: String
    var vectors: [UInt8]

    init(_ bytes: [UInt8]) {
        let line = bytes.prefix { $0 != UInt8(ascii: "\n") }
        firstLine = String(decoding: line, as: UTF8.self)
        let size = firstLine.split(separator: " ").last.flatMap { Int($0) } ?? 0
        let rest = bytes.dropFirst(line.count + 1)
        header = String(decoding: rest.prefix(size), as: UTF8.self)
        vectors = Array(rest.dropFirst(size).dropLast(32))
    }

    /// The file with the header's true size and checksum.
    var sealed: [UInt8] {
        var parts = self
        parts.firstLine = "zeroshot.labelset/1 \(header.utf8.count)"
        return parts.withChecksum
    }

    /// The file with its checksum, whatever the first line says.
    var withChecksum: [UInt8] {
        let bytes = Array((firstLine + "\n" + header).utf8) + vectors
        return bytes + Array(SHA256.hash(data: bytes))
    }

    /// The same with a text of the header replaced.
    func replacing(_ text: String, with other: String) throws -> LabelSetParts {
        guard header.contains(text) else { throw Missing(text: text) }
        var parts = self
        parts.header = header.replacingOccurrences(of: text, with: other)
        return parts
    }

    struct Missing: Error {
        let text: String
    }
}
