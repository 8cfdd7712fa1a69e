extension CLIPTextConfiguration {
    /// One prompt of so many tokens, start and end included; the reference pads it.
    func work(tokens: Int) -> ProductWork {
        transformer.work(tokens: tokens, padding: contextLength - tokens, readsOneRow: true)
            + ProductWork(transformer.hiddenSize * embeddingDimension)
    }
}

extension OpenCLIPTextConfiguration {
    /// One prompt of so many tokens, start and end included; the reference pads it.
    func work(tokens: Int) -> ProductWork {
        let classTokens =
            switch pooling {
            case .token: 0
            case .classToken: 1
            }
        let projected = projection == .none ? 0 : transformer.hiddenSize * embeddingDimension
        return transformer.work(
            tokens: tokens + classTokens, padding: contextLength - tokens, readsOneRow: true
        ) + ProductWork(projected)
    }
}

extension SigLIPTextConfiguration {
    /// One prompt; every one is padded and attends to its padding.
    var work: ProductWork {
        transformer.work(tokens: contextLength, readsOneRow: true)
            + ProductWork(transformer.hiddenSize * embeddingDimension)
    }
}
