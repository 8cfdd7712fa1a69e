import Foundation
import OneDNN
import Testing

@testable import ZeroShot

/// A small checkpoint with the values that its reference implementation computes from it.
///
/// Made by `Tools/parity`; its README says what each value is.
struct ParityCase: Decodable, Sendable {
    static let all = [
        "clip-hf", "clip-hf-laion", "clip-hf-full-vocab", "clip-hf-tiny", "openclip-vit",
        "openclip-rn50", "openclip-vit-gelu", "openclip-pooled", "openclip-coca",
        "openclip-custom-old", "openclip-custom-first", "openclip-siglip", "openclip-siglip2",
        "siglip-hf", "siglip2-hf", "siglip2-naflex",
    ]

    /// The small image towers that `Tools/parity` makes known to timm.
    static let timm = [
        "vit_small_patch9_siglip_40": SigLIPVisionConfiguration(
            transformer: TransformerConfiguration(
                hiddenSize: 36, mlpSize: 90, layers: 3, heads: 3, activation: .gelu, epsilon: 1e-6
            ),
            patchSize: 9, imageHeight: 40, imageWidth: 40
        ),
        "vit_small_patch8_siglip_32": SigLIPVisionConfiguration(
            transformer: TransformerConfiguration(
                hiddenSize: 40, mlpSize: 149, layers: 3, heads: 4, activation: .geluTanh,
                epsilon: 1e-6
            ),
            patchSize: 8, imageHeight: 32, imageWidth: 32
        ),
    ]

    let contextLength: Int
    let logitScale: Float
    /// Of a case that scores with a sigmoid.
    let logitBias: Float?
    let images: [String]
    let prompts: [String]
    let labels: [String]
    let template: String
    let templates: [String]?
    /// What the pipeline of transformers returns for each image.
    let pipeline: [[Score]]?

    struct Score: Decodable {
        let label: String
        let score: Float
    }

    static func folder(_ name: String) throws -> URL {
        try #require(Bundle.module.resourceURL).appending(path: "Fixtures/models/\(name)")
    }

    static func load(_ name: String) throws -> ParityCase {
        let file = try folder(name).appending(path: "reference.json")
        return try JSONDecoder().decode(ParityCase.self, from: Data(contentsOf: file))
    }

    /// The checkpoint of a case.
    ///
    /// The full vocabulary is not stored twice in the repository; its case gets tokenizer files
    /// made from the table that ships with the product, in `folder`.
    static func checkpoint(_ name: String, in folder: TemporaryFolder? = nil) throws -> Checkpoint {
        let stored = try Self.folder(name)
        guard name == "clip-hf-full-vocab", let folder else {
            return try checkpoint(at: stored)
        }
        let copy = folder.url.appending(path: name)
        if !FileManager.default.fileExists(atPath: copy.path(percentEncoded: false)) {
            try FileManager.default.copyItem(at: stored, to: copy)
            try CLIPFiles().writeVocabularyAndMerges(to: copy)
        }
        return try Checkpoint(copy.path(percentEncoded: false))
    }

    /// The checkpoint in a case's folder, or in a copy of it.
    static func checkpoint(
        at folder: URL, _ settings: CheckpointSettings = CheckpointSettings()
    ) throws -> Checkpoint {
        let location = try CheckpointLocation(local: folder.path(percentEncoded: false))
        return try Checkpoint(
            at: location, settings: settings, layout: layout(of: folder, settings)
        )
    }

    static func layout(_ name: String) throws -> any CheckpointLayout {
        try layout(of: folder(name))
    }

    private static func layout(
        of folder: URL, _ settings: CheckpointSettings = CheckpointSettings()
    ) throws -> any CheckpointLayout {
        let file = folder.appending(path: OpenCLIPLayout.configurationName)
        return FileManager.default.fileExists(atPath: file.path(percentEncoded: false))
            ? try OpenCLIPLayout(folder: folder, settings, timm: timm)
            : try HuggingFaceModelType.layout(of: folder, settings)
    }
}

/// The reference's tensors of one case.
struct ReferenceTensors {
    private let file: SafetensorsFile

    /// `file`: the one of several in the case's folder.
    init(_ name: String, file stem: String = "reference") throws {
        let url = try ParityCase.folder(name).appending(path: "\(stem).safetensors")
        file = try SafetensorsFile(path: url.path(percentEncoded: false))
    }

    /// Stage names that start with `prefix`.
    func names(_ prefix: String) -> [String] {
        file.entries.keys.filter { $0.hasPrefix(prefix) }.sorted()
    }

    func has(_ name: String) -> Bool { file.entries[name] != nil }

    func shape(_ name: String) throws -> [Int] {
        try #require(file.entries[name], "no reference '\(name)'").shape
    }

    func values(_ name: String) throws -> [Float] {
        try file.floats(of: name, try #require(file.entries[name], "no reference '\(name)'"))
    }

    /// The rows of a `[B, ...]` tensor.
    func rows(_ name: String) throws -> [[Float]] {
        let values = try values(name)
        let count = try shape(name)[0]
        let size = values.count / count
        return (0..<count).map { Array(values[$0 * size..<($0 + 1) * size]) }
    }

    /// The preprocessed pictures whose stages were recorded: a batch, or of different sizes one by
    /// one.
    func pictures() throws -> [PixelTensor] {
        if has("image/pixels") {
            let shape = try shape("image/pixels")
            return try rows("image/pixels").map {
                PixelTensor(width: shape[3], height: shape[2], values: $0)
            }
        }
        return try names("image/pixels/").map { name in
            let shape = try shape(name)
            return PixelTensor(width: shape[2], height: shape[1], values: try values(name))
        }
    }

    /// Token ids, which are stored as I32; all are exact as single precision.
    func ids(_ name: String) throws -> [Int32] {
        try values(name).map { Int32($0) }
    }
}

/// Records a failure with the largest difference, its place and both values.
func expectEqual(
    _ found: [Float], _ expected: [Float], within tolerance: Float, _ what: String,
    sourceLocation: SourceLocation = #_sourceLocation
) {
    guard found.count == expected.count else {
        Issue.record(
            "\(what): \(found.count) values, expected \(expected.count)",
            sourceLocation: sourceLocation
        )
        return
    }
    let worst = found.indices.max {
        difference(found[$0], expected[$0]) < difference(found[$1], expected[$1])
    }
    guard let worst, difference(found[worst], expected[worst]) > tolerance else { return }
    Issue.record(
        """
        \(what): value \(worst) is \(found[worst]), the reference has \(expected[worst]); \
        difference \(difference(found[worst], expected[worst])), tolerance \(tolerance)
        """,
        sourceLocation: sourceLocation
    )
}

private func difference(_ a: Float, _ b: Float) -> Float {
    let difference = (a - b).magnitude
    return difference.isNaN ? .infinity : difference
}

/// Cosine of two vectors, in double precision.
func cosine(_ a: some Sequence<Float>, _ b: some Sequence<Float>) -> Double {
    var (dot, first, second) = (0.0, 0.0, 0.0)
    for (x, y) in zip(a, b) {
        dot += Double(x) * Double(y)
        first += Double(x) * Double(x)
        second += Double(y) * Double(y)
    }
    return dot / (first * second).squareRoot()
}
