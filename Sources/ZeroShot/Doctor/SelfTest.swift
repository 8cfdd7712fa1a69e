internal import BundledCheckpoints

/// Compares what this build computes on this machine with what the reference computed.
///
/// The reference values ship with the product; `Tools/parity` makes them.
package struct SelfTest: Sendable {
    /// The outcome of one comparison.
    package struct Check: Sendable, Equatable {
        package let name: String
        package let passed: Bool
        /// What was measured, or what went wrong.
        package let detail: String
    }

    /// Largest difference of a value of a unit embedding: fidelity's tolerance.
    private static let embeddingTolerance: Float = 2e-5

    private let threads: Int?

    package init(threads: Int? = nil) {
        self.threads = threads
    }

    /// Runs every comparison; one that fails does not keep the others from running.
    package func run() async -> [Check] {
        do {
            let reference = try SelfTestReference.shipped()
            let checkpoint = try Checkpoint(BundledCheckpoint.demo.rawValue)
            let encoder = DualEncoder(checkpoint: checkpoint, threads: threads)
            return [
                await check("decoding") { try decoding(reference) },
                await check("image tower") {
                    let pixels = try checkpoint.preprocessor.pixels(of: reference.picture())
                    let found = try await encoder.embed(images: [pixels])
                    return try compare(found.values, reference.imageEmbedding)
                },
                await check("text tower") {
                    let text = try checkpoint.loadTokenizer().encode(reference.prompt)
                    let found = try await encoder.embed(texts: [text])
                    return try compare(found.values, reference.textEmbedding)
                },
            ]
        } catch {
            return [Check(name: "self-test", passed: false, detail: "\(error)")]
        }
    }

    private func check(_ name: String, _ body: () async throws -> String) async -> Check {
        do {
            return Check(name: name, passed: true, detail: try await body())
        } catch {
            return Check(name: name, passed: false, detail: "\(error)")
        }
    }

    /// JPEG decoders differ in their arithmetic; this tells whether the installed one is the kind
    /// that the references use.
    private func decoding(_ reference: SelfTestReference) throws -> String {
        let found = try RGBImage(decoding: [UInt8](reference.jpeg)).pixels
        let differing = zip(found, reference.jpegPixels).count { $0 != $1 }
        guard found.count == reference.jpegPixels.count, differing == 0 else {
            throw Difference(
                description: "\(differing) of \(found.count) values of a JPEG differ from Pillow's"
            )
        }
        return "a JPEG has Pillow's \(found.count) values"
    }

    private func compare(_ found: [Float], _ expected: [Float]) throws -> String {
        guard found.count == expected.count else {
            throw Difference(description: "\(found.count) values instead of \(expected.count)")
        }
        let largest = zip(found, expected).map { ($0 - $1).magnitude }.max() ?? 0
        let text = "largest difference from the reference \(largest)"
        guard largest <= Self.embeddingTolerance else {
            throw Difference(description: "\(text), allowed \(Self.embeddingTolerance)")
        }
        return text
    }

    private struct Difference: Error, CustomStringConvertible {
        let description: String
    }
}
