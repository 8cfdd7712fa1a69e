package import OneDNN

/// One way in which a checkpoint's files are laid out in its folder.
package protocol CheckpointLayout: Sendable {
    var family: CheckpointFamily { get }
    /// Whose behaviour the checkpoint's numbers follow.
    var parity: ParityMode { get }
    var configuration: DualEncoderConfiguration { get }
    var preprocessor: PreprocessorConfiguration { get }
    var weights: WeightFiles { get }

    /// Reads the tokenizer's files.
    func loadTokenizer() throws -> any Tokenizer
    /// Builds the image tower and checks that it uses all tensors that are its own.
    func imageTower(on engine: Engine) throws -> any ImageTower
    /// Builds the text tower and checks that it uses all tensors that are its own.
    func textTower(on engine: Engine) throws -> CLIPText
}

/// The kinds of checkpoint; the family fixes how scores read.
public enum CheckpointFamily: String, Sendable, CaseIterable {
    /// OpenAI's CLIP and what follows its layout at Hugging Face.
    case clip = "CLIP"
    /// Checkpoints of the OpenCLIP project.
    case openCLIP = "OpenCLIP"
}

/// The reference implementation whose numbers a run gives.
public enum ParityMode: String, Sendable, CaseIterable {
    /// Hugging Face transformers.
    case huggingFace = "hf"
    /// The OpenCLIP project.
    case openCLIP = "openclip"
}
