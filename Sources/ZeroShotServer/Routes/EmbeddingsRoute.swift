internal import Hummingbird
internal import ZeroShot

/// `POST /v1/embeddings`: vectors of unit length for images and texts.
struct EmbeddingsRoute {
    let service: InferenceService
    let settings: RequestSettings
    let images: ImageGathering

    func add(to router: some RouterMethods<ServerRequestContext>) {
        router.post("/v1/embeddings") { request, _ in
            let body = try await ReceivedBody(of: request, limits: settings.limits)
            return JSONAnswer(
                json: try await answer(to: try EmbeddingsInput(body, settings: settings)))
        }
    }

    private func answer(to input: EmbeddingsInput) async throws -> OrderedJSON {
        var images: [OrderedJSON] = []
        var texts: [OrderedJSON] = []
        var checkpoint: CheckpointSummary?
        // Texts first: they fail, if at all, before anything is decoded.
        if !input.texts.isEmpty {
            let answer = try await service.embed(texts: input.texts, checkpoint: input.checkpoint)
            checkpoint = answer.checkpoint
            texts = zip(input.texts, answer.texts).enumerated().map { row, text in
                [
                    "text": .string(text.0),
                    "embedding": .array(answer.embeddings[row].map(OrderedJSON.float)),
                    "truncated": text.1.truncation.map { cut in
                        [
                            "tokens": .integer(cut.tokens), "limit": .integer(cut.limit),
                            "lost": .string(cut.lost),
                        ]
                    } ?? .null,
                ]
            }
        }
        if !input.images.isEmpty {
            let answer = try await service.embed(
                try await self.images.gather(input.images), consentPolicy: input.consentPolicy,
                checkpoint: input.checkpoint)
            checkpoint = answer.checkpoint
            images = zip(answer.images, answer.identities).map { $0.json($1) }
        }
        return [
            "checkpoint": checkpoint?.json ?? .null, "images": .array(images),
            "texts": .array(texts),
        ]
    }
}

extension EmbeddedImage {
    fileprivate func json(_ identity: ImageIdentity?) -> OrderedJSON {
        [
            "source": .string(source),
            "id": .text(identity?.text),
            "embedding": embedding.map { .array($0.map(OrderedJSON.float)) } ?? .null,
            "error": failure?.json ?? .null,
        ]
    }
}
