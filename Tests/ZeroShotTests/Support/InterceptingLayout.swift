import OneDNN

@testable import ZeroShot

/// A checkpoint's layout that tells a test before anything of its text side is read.
struct InterceptingLayout: CheckpointLayout {
    let layout: any CheckpointLayout
    /// Called before the tokenizer is read, and before the text tower is built.
    let onText: @Sendable () throws -> Void

    var family: CheckpointFamily { layout.family }
    var parity: ParityMode { layout.parity }
    var architecture: String { layout.architecture }
    var resolution: ImageResolution { layout.resolution }
    var embeddingDimension: Int { layout.embeddingDimension }
    var contextLength: Int { layout.contextLength }
    var vocabularySize: Int { layout.vocabularySize }
    var preprocessor: PreprocessorConfiguration { layout.preprocessor }
    var weights: WeightFiles { layout.weights }
    var usesShippedTokenizer: Bool { layout.usesShippedTokenizer }

    func imageWork(of picture: PixelSize) -> ProductWork { layout.imageWork(of: picture) }
    func textWork(tokens: Int) -> ProductWork { layout.textWork(tokens: tokens) }
    func scoring() throws -> Scoring { try layout.scoring() }

    func imageTower(on engine: Engine) throws -> any ImageTower {
        try layout.imageTower(on: engine)
    }

    func loadTokenizer() throws -> any Tokenizer {
        try onText()
        return try layout.loadTokenizer()
    }

    func textTower(on engine: Engine) throws -> any TextTower {
        try onText()
        return try layout.textTower(on: engine)
    }
}

extension Checkpoint {
    /// The same checkpoint, with `onText` called before anything of its text side is read.
    func interceptingText(_ onText: @escaping @Sendable () throws -> Void) throws -> Checkpoint {
        try Checkpoint(
            at: location, settings: CheckpointSettings(),
            layout: InterceptingLayout(layout: layout, onText: onText)
        )
    }
}
