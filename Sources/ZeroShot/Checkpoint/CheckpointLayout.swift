package import OneDNN

/// One family of checkpoints in one layout of files: a new family is one more conformer, and one
/// more case where layouts are told apart.
package protocol CheckpointLayout: Sendable {
    var family: CheckpointFamily { get }
    /// Whose behaviour the checkpoint's numbers follow.
    var parity: ParityMode { get }
    /// The image tower as the field names it, such as `ViT-B/32`.
    var architecture: String { get }
    var resolution: ImageResolution { get }
    /// Size of the space that images and prompts share.
    var embeddingDimension: Int { get }
    /// Tokens a prompt may have, special tokens included.
    var contextLength: Int { get }
    /// Rows of the token table.
    var vocabularySize: Int { get }
    var preprocessor: PreprocessorConfiguration { get }
    var weights: WeightFiles { get }

    /// Reads the numbers that turn similarities into probabilities.
    func scoring() throws -> Scoring
    /// Whether the tokenizer is read from the table that ships with the product, not from the
    /// folder.
    var usesShippedTokenizer: Bool { get }
    /// Reads the tokenizer's files.
    func loadTokenizer() throws -> any Tokenizer
    /// Builds the image tower and checks that it uses all tensors that are its own.
    func imageTower(on engine: Engine) throws -> any ImageTower
    /// Builds the text tower and checks that it uses all tensors that are its own.
    func textTower(on engine: Engine) throws -> any TextTower

    /// What the image tower computes for a picture of this size in pixels, one that
    /// preprocessing yields.
    func imageWork(of picture: PixelSize) -> ProductWork
    /// What the text tower computes for a prompt of so many tokens, special tokens included.
    func textWork(tokens: Int) -> ProductWork
}

/// The kinds of checkpoint.
public enum CheckpointFamily: String, Sendable, CaseIterable {
    /// OpenAI's CLIP and what follows its layout at Hugging Face.
    case clip = "CLIP"
    /// Checkpoints of the OpenCLIP project.
    case openCLIP = "OpenCLIP"
    /// Google's SigLIP.
    case sigLIP = "SigLIP"
    /// Google's SigLIP 2, of fixed resolution or NaFlex.
    case sigLIP2 = "SigLIP 2"
}

/// The reference implementation whose numbers a run gives.
public enum ParityMode: String, Sendable, CaseIterable {
    /// Hugging Face transformers.
    case huggingFace = "hf"
    /// The OpenCLIP project.
    case openCLIP = "openclip"
}

/// What a caller may choose when opening a checkpoint.
public struct CheckpointSettings: Sendable, Equatable {
    /// Whose behaviour to follow where the references disagree on the same weights; the reference
    /// whose layout the files have when nil.
    public var parity: ParityMode?
    /// The most patches that an image may be cut into, for SigLIP 2 NaFlex; what the checkpoint's
    /// preprocessing says, usually 256, when nil.
    ///
    /// A checkpoint whose images have one size refuses any other value than nil.
    public var maximumPatches: Int?
    /// What the towers' blocks multiply in.
    public var precision: TowerPrecision

    /// What `maximumPatches` may be.
    ///
    /// Attention compares every patch with every other: at the upper bound the scores of one
    /// image take 64 MiB for each head.
    public static let supportedPatches = 1...4096

    /// The layout's own behaviour in float32.
    public init(
        parity: ParityMode? = nil, maximumPatches: Int? = nil, precision: TowerPrecision = .fp32
    ) {
        self.parity = parity
        self.maximumPatches = maximumPatches
        self.precision = precision
    }
}
