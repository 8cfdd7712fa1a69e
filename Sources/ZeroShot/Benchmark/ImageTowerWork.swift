extension CLIPVisionConfiguration {
    /// One picture through the tower of CLIP.
    var work: ProductWork {
        patchWork + transformer.work(tokens: tokens, readsOneRow: true)
            + ProductWork(transformer.hiddenSize * embeddingDimension)
    }

    /// The patches' linear map.
    fileprivate var patchWork: ProductWork {
        ProductWork(patches * 3 * patchSize * patchSize * transformer.hiddenSize)
    }

    fileprivate var patches: Int { patchGrid.rows * patchGrid.columns }
    /// Patches and the class token.
    fileprivate var tokens: Int { patches + 1 }
}

extension OpenCLIPVisionConfiguration {
    /// One picture through the tower of OpenCLIP.
    var work: ProductWork {
        let (tokens, e) = (sizes.tokens, sizes.embeddingDimension)
        let d = sizes.transformer.hiddenSize
        return switch pooling {
        case .classToken:
            sizes.work
        case .meanOfNormedPatches, .normOfMeanPatch:
            sizes.patchWork + sizes.transformer.work(tokens: tokens, readsOneRow: false)
                + ProductWork(d * e)
        case .queries(let pool):
            sizes.patchWork + sizes.transformer.work(tokens: tokens, readsOneRow: false)
                + pool.work(tokens: tokens, d, e) + ProductWork(e * e)
        }
    }
}

extension AttentionalPoolConfiguration {
    /// Queries do not depend on the picture, and only those whose rows are used are needed.
    fileprivate func work(tokens: Int, _ d: Int, _ e: Int) -> ProductWork {
        let used =
            switch answer {
            case .first: 1
            case .meanOfOthers: queries - 1
            }
        func rows(_ count: Int) -> Int { count * (2 * tokens * e + e * e) }
        let keysAndValues = tokens * 2 * d * e
        return ProductWork(
            needed: keysAndValues + rows(used),
            whole: keysAndValues + rows(queries) + queries * e * e
        )
    }
}

extension SigLIPImageConfiguration {
    /// One picture of this size in pixels through the tower of SigLIP.
    func work(of picture: PixelSize) -> ProductWork {
        switch self {
        case .fixed(let vision): vision.work
        case .naFlex(let vision):
            Self.work(
                vision.transformer, vision.patchSize,
                patches: picture.width / vision.patchSize * (picture.height / vision.patchSize)
            )
        }
    }

    fileprivate static func work(
        _ transformer: TransformerConfiguration, _ patchSize: Int, patches: Int
    ) -> ProductWork {
        ProductWork(patches * 3 * patchSize * patchSize * transformer.hiddenSize)
            + transformer.work(tokens: patches, readsOneRow: false)
            + transformer.attentionPoolingWork(tokens: patches)
    }
}

extension SigLIPVisionConfiguration {
    /// One picture through the tower of SigLIP.
    var work: ProductWork {
        SigLIPImageConfiguration.work(transformer, patchSize, patches: patches)
    }
}

extension ModifiedResNetConfiguration {
    /// One picture through CLIP's convolutional tower.
    var work: ProductWork {
        var side = imageSize / 2
        var multiplyAdds =
            side * side * 9 * (3 * width / 2 + width / 2 * width / 2 + width / 2 * width)
        side /= 2
        var channels = width
        for (stage, count) in layers.enumerated() {
            let planes = width << stage
            for number in 0..<count {
                let places = side * side
                multiplyAdds += places * (channels * planes + 9 * planes * planes)
                let halves = stage > 0 && number == 0
                if halves { side /= 2 }
                let out = planes * 4
                multiplyAdds += side * side * planes * out
                if halves || channels != out { multiplyAdds += side * side * channels * out }
                channels = out
            }
        }
        return ProductWork(multiplyAdds) + poolingWork(places: side * side)
    }

    /// The mean of all places is one of the tokens that answer, and alone has to ask; the
    /// reference lets all of them ask.
    private func poolingWork(places: Int) -> ProductWork {
        let (tokens, d) = (places + 1, hiddenSize)
        let keysAndValues = tokens * 2 * d * d
        let row = d * d + 2 * tokens * d + d * embeddingDimension
        return ProductWork(needed: keysAndValues + row, whole: keysAndValues + tokens * row)
    }
}

extension OpenCLIPImageTower {
    /// One picture through the tower.
    var work: ProductWork {
        switch self {
        case .visionTransformer(let vision): vision.work
        case .modifiedResNet(let resNet): resNet.work
        case .sigLIP(let vision): vision.work
        }
    }
}
