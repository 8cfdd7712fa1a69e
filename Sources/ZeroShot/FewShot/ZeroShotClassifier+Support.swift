internal import Foundation

/// Support images, ready to be compared with images.
struct PreparedSupport {
    let cache: SupportCache
    /// What the report says of them.
    let report: RunReport.Support
    /// What decoding some of them left out or changed.
    let notices: [Notice]
}

extension ZeroShotClassifier {
    /// Reads and embeds the support images of a request.
    ///
    /// - Throws: ``SupportError`` for a folder or image that cannot be used, ``Refusal`` for an
    ///   image whose metadata says that people are in it where no consent policy is given,
    ///   ``CheckpointError``, ``RankingError``, `CancellationError`.
    func support(
        _ support: SupportRequest, of request: ClassificationRequest
    ) async throws -> PreparedSupport {
        let labels = request.prompts.labels
        let members = try SupportFolder(support.folder, labels: labels).members
        let reader = ImageReader(
            checkpoint: checkpoint, consentPolicy: request.people.consentPolicy,
            maximumPixels: support.maximumPixels, decoding: request.decoding)
        var values: [Float] = []
        var evidence: [String] = []
        var notices: [Notice] = []
        for start in stride(from: 0, to: members.count, by: Self.supportBatch) {
            var pixels: [PixelTensor] = []
            for member in members[start..<min(start + Self.supportBatch, members.count)] {
                let image = reader.read(contentsOf: member.file)
                pixels.append(try image.supportPixels())
                evidence += image.peopleEvidence.map { "\(image.source): \($0)" }
                notices += image.notices.map {
                    .decoding(code: $0.code, message: "\(image.source): \($0.message)")
                }
            }
            values += try await encoder.embed(images: pixels).values
            try Task.checkCancellation()
        }
        let counts = Dictionary(grouping: members, by: \.label)
        return PreparedSupport(
            cache: SupportCache(
                Embeddings(values, dimension: checkpoint.embeddingDimension),
                labels: members.map(\.label), of: labels, alpha: support.alpha, beta: support.beta),
            report: RunReport.Support(
                folder: support.folder.relativePath,
                counts: labels.indices.compactMap { label in
                    counts[label].map { .init(label: labels[label], images: $0.count) }
                },
                alpha: support.alpha, beta: support.beta, peopleEvidence: evidence),
            notices: notices
        )
    }

    private static let supportBatch = 16
}

extension SupportRequest {
    /// Checks the weights.
    ///
    /// - Throws: ``SupportError``.
    func validate() throws {
        for (name, value) in [("alpha", alpha), ("beta", beta)]
        where !(value.isFinite && value >= 0) {
            throw SupportError.weight(name: name, value: value)
        }
    }
}

extension ReadImage {
    /// The pixels of a support image.
    ///
    /// - Throws: ``SupportError`` when it could not be read, ``Refusal`` when its metadata says
    ///   that people are in it and there is no consent policy.
    fileprivate func supportPixels() throws -> PixelTensor {
        switch outcome {
        case .read(let pixels, _):
            return pixels
        case .failed(let failure, _):
            guard failure.code == Refusal.Code.peopleWithoutPolicy.rawValue else {
                throw SupportError.image(path: source, reason: failure.message)
            }
            throw Refusal.supportShowsPeople(path: source, evidence: peopleEvidence)
        }
    }
}
