import Foundation
import Testing

@testable import ZeroShot

/// Checkpoints in less than float32, against the references' float32.
struct TowerPrecisionTests {
    /// Those that this machine's processor has.
    static let reduced = TowerPrecision.allCases.filter { $0 != .fp32 && $0.isAvailable }

    private let temporary: TemporaryFolder

    init() throws {
        temporary = try TemporaryFolder()
    }

    private func checkpoint(_ name: String, _ precision: TowerPrecision) throws -> Checkpoint {
        let folder = try ParityCase.checkpoint(name, in: temporary).folder
        return try ParityCase.checkpoint(at: folder, CheckpointSettings(precision: precision))
    }

    /// The least cosine with the reference that embeddings may have.
    ///
    /// Weights of these checkpoints are drawn wide, so that mistakes show; they magnify rounding in
    /// the same way, for bfloat16 down to 0.9937. What trained weights give is tested on the
    /// bundled checkpoint, and what each layer computes in `LinearPrecisionTests`.
    private static func leastCosine(_ precision: TowerPrecision) -> Double {
        switch precision {
        case .fp32: 0.999999
        case .bf16: 0.99
        case .int8: 0.96
        }
    }

    @Test(arguments: TowerPrecision.allCases.filter(\.isAvailable), ParityCase.all)
    func `embeddings are near the reference's`(
        precision: TowerPrecision, name: String
    ) async throws {
        let checkpoint = try checkpoint(name, precision)
        let encoder = DualEncoder(checkpoint: checkpoint)
        let (parity, reference) = (try ParityCase.load(name), try ReferenceTensors(name))
        let folder = try ParityCase.folder(name)
        let pictures = try parity.images.map { path in
            let bytes = [UInt8](try Data(contentsOf: folder.appending(path: path)))
            return try checkpoint.preprocessor.pixels(of: RGBImage(decoding: bytes))
        }
        let least = Self.leastCosine(precision)
        let images = try await encoder.embed(images: pictures)
        for (image, expected) in try reference.rows("image/unit embedding").enumerated() {
            let found = cosine(images[image], expected)
            #expect(found >= least, "\(name): image \(image)")
        }
        let tokenizer = try checkpoint.loadTokenizer()
        let texts = try await encoder.embed(texts: parity.prompts.map(tokenizer.encode))
        for (index, prompt) in parity.prompts.enumerated() {
            let expected = try reference.values("text/unit embedding/\(index)")
            let found = cosine(texts[index], expected)
            #expect(found >= least, "\(name): '\(prompt)'")
        }
    }

    @Test(arguments: reduced, ["clip-hf", "openclip-vit", "siglip-hf"])
    func `both towers compute in the precision asked for`(
        precision: TowerPrecision, name: String
    ) async throws {
        let reference = try ReferenceTensors(name)
        let pictures = try reference.pictures()
        let ids = try reference.ids("text/ids/0")
        let text = TokenizedText(ids: ids, tokens: ids.count, truncation: nil)
        var images: [[Float]] = []
        var texts: [[Float]] = []
        for precision in [.fp32, precision] {
            let encoder = DualEncoder(checkpoint: try checkpoint(name, precision))
            images.append(try await encoder.embed(images: pictures).values)
            texts.append(try await encoder.embed(texts: [text]).values)
        }
        #expect(images[0] != images[1])
        #expect(texts[0] != texts[1])
    }

    @Test(arguments: zip(TowerPrecision.allCases, ["float32", "bfloat16", "int8"]))
    func `a report names the precision`(precision: TowerPrecision, name: String) throws {
        #expect(precision.name == name)
        guard precision.isAvailable else { return }
        let settings = CheckpointSettings(precision: precision)
        #expect(try Checkpoint("demo", settings: settings).summary().precision == name)
    }

    @Test(arguments: TowerPrecision.allCases)
    func `a checkpoint opens in what the processor has`(precision: TowerPrecision) throws {
        let settings = CheckpointSettings(precision: precision)
        guard precision.isAvailable else {
            #expect(throws: PrecisionError.self) { try Checkpoint("demo", settings: settings) }
            return
        }
        #expect(try Checkpoint("demo", settings: settings).precision == precision)
    }

    @Test func `an error says what the processor lacks`() {
        let error = PrecisionError.missingInstructions(
            precision: .bf16, needed: "AVX-512 BF16 or AMX", found: "AVX2"
        )
        #expect(
            error.description == """
                bf16 needs a processor with AVX-512 BF16 or AMX; oneDNN finds AVX2 here \
                (ONEDNN_MAX_CPU_ISA, where it is set, hides the rest). Compute in fp32, or on \
                another machine.
                """
        )
    }
}
