internal import ZeroShot

/// Ranks for every route that ranks.
struct Classification: Sendable {
    let service: InferenceService
    let configuration: ServerConfiguration
    let labelSets: LabelSetStore
    let images: ImageGathering

    var settings: RequestSettings {
        RequestSettings(limits: configuration.limits, urlsAllowed: images.fetches)
    }

    /// The report on a request's images, and the name of each that can be ranked again.
    ///
    /// - Throws: `APIError`, `Refusal`, and what else computing throws.
    func run(
        _ input: ClassifyInput
    ) async throws -> (report: Report, identities: [ImageIdentity?]) {
        var request = try await self.request(for: input.classes)
        request.top = input.top
        request.threshold = input.threshold
        request.isMultiLabel = input.isMultiLabel
        request.explains = input.explains
        request.people = input.people
        return try await run(request, on: input.images, checkpoint: input.checkpoint)
    }

    /// The same for a request that is made already.
    func run(
        _ request: ClassificationRequest, on images: [ImageInput], checkpoint: String?
    ) async throws -> (report: Report, identities: [ImageIdentity?]) {
        var request = request
        request.decoding = configuration.decoding
        if images.contains(where: \.isAddress) {
            // Nothing is fetched for a request that is refused.
            try RequestPolicy(request).check()
        }
        return try await service.classify(
            try await self.images.gather(images), request, checkpoint: checkpoint)
    }

    private func request(for classes: ClassesInput) async throws -> ClassificationRequest {
        switch classes {
        case .prompts(let prompts, let averaging):
            var request = ClassificationRequest(prompts: prompts)
            request.averaging = averaging
            return request
        case .labelSet(let name):
            return ClassificationRequest(labelSet: try await labelSets.labelSet(named: name))
        }
    }
}

extension ImageInput {
    fileprivate var isAddress: Bool {
        if case .address = content { true } else { false }
    }
}
