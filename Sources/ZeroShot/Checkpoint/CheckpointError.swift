/// Why a checkpoint cannot be used: the file, what was found in it, and what was expected.
public enum CheckpointError: Error, Equatable, Sendable {
    /// No file or folder at the path given.
    case notFound(path: String)
    /// The path is a file where a checkpoint folder is needed.
    case notAFolder(path: String)
    /// The folder holds neither `config.json` nor `open_clip_config.json`.
    case noConfiguration(folder: String)
    /// The folder holds something that is known and is no checkpoint to rank with.
    case otherContents(folder: String, contents: FolderContents)
    /// The folder lacks a file that this layout needs; any one of the names would do.
    case missingFile(folder: String, anyOf: [String], purpose: String)
    /// The operating system would not read the file.
    case unreadable(file: String, reason: String)
    /// The configuration file has more bytes than any real one.
    case tooLarge(file: String, limit: Int)
    /// The file is not JSON.
    case notJSON(file: String, reason: String)
    /// A key is absent, or its value has the wrong kind.
    case wrongValue(file: String, key: String, found: String, expected: String)
    /// A key has a value that the format allows and this program does not support.
    case unsupportedValue(file: String, key: String, found: String, supported: String)
    /// A key that this program does not know, in a file whose every key changes the computation.
    case unknownKeys(file: String, keys: [String])
    /// A family known by name, which a key of the file gives away, and not built here; `missing`
    /// says what it needs, as a clause.
    case unsupportedFamily(
        file: String, family: String, key: String, value: String, missing: String
    )
    /// The model is one half of an image-text dual encoder.
    case loneTower(file: String, tower: TowerKind, family: String, key: String, value: String)
    /// The model is none of the image-text dual encoders that are known.
    case notDualEncoder(file: String, key: String, value: String)
    /// The model is Python code that comes with the checkpoint.
    case customCode(file: String, classes: [String])
    /// The safetensors file breaks its own format.
    case malformedSafetensors(file: String, problem: SafetensorsProblem)
    /// The Torch archive is damaged, or asks for something else than tensors.
    case malformedTorchArchive(file: String, problem: TorchArchiveProblem)
    /// The file has a form that holds weights, or stands for them, and is not read.
    case unsupportedWeightFormat(file: String, format: UnsupportedWeightFormat)
    /// No file holds the tensor.
    case missingTensor(file: String, tensor: String, expected: [Int])
    /// The tensor's shape is not what the configuration asks for.
    case wrongShape(file: String, tensor: String, found: [Int], expected: [Int])
    /// The tensor's element type is not one that can be computed with.
    case unsupportedElementType(file: String, tensor: String, found: String)
    /// The number stored in the tensor makes every score infinite or none.
    case unusableNumber(file: String, tensor: String, found: String)
    /// The tokenizer yields an id that the text tower has no row for.
    case unknownToken(checkpoint: String, token: Int, vocabularySize: Int)
    /// The reference asked for has no model of these towers.
    case noCounterpart(folder: String, parity: ParityMode, architecture: String)
    /// A number of patches was chosen for a checkpoint whose images have one size.
    case noPatchBudget(folder: String, requested: Int, resolution: String)
    /// The number of patches chosen cannot be computed with.
    case patchBudgetOutOfRange(requested: Int, supported: ClosedRange<Int>)
    /// Tensors that nothing in this architecture uses.
    case leftoverTensors(file: String, tensors: [String])
}

/// How a safetensors file breaks its own format.
public enum SafetensorsProblem: Error, Equatable, Sendable {
    /// The file is shorter than the eight bytes that give the header's length.
    case tooShort(bytes: Int)
    /// The header's length does not fit into the file or exceeds 100 MB.
    case headerLength(UInt64, fileBytes: Int)
    /// The header is not a JSON object of tensors.
    case header(reason: String)
    /// A tensor's bytes begin before the data, or end behind the file's end.
    case outOfBounds(tensor: String, begin: Int, end: Int, dataBytes: Int)
    /// A tensor's bytes do not equal its shape times its element size.
    case wrongSize(tensor: String, bytes: Int, expected: Int)
    /// Two tensors share bytes.
    case overlap(tensor: String, other: String)
    /// Bytes between tensors, or behind the last, belong to none.
    case gap(at: Int, bytes: Int)
}

/// The forms of a weight file that are recognised and not read.
public enum UnsupportedWeightFormat: Equatable, Sendable {
    /// What `torch.save` wrote before Torch 1.6: a pickle that is not in a zip file.
    case torchPickle
    /// The few lines that Git keeps instead of a large file.
    case gitPointer
    /// Anything else; the file's first bytes.
    case unknown(start: [UInt8])
}

extension CheckpointError: CustomStringConvertible {
    /// One sentence or two: which file, what was found, what was expected, what to do.
    public var description: String {
        switch self {
        case .notFound(let path):
            """
            \(path): there is no such checkpoint folder. Give the path of a folder that holds \
            config.json or open_clip_config.json, the id of a repository on the Hub such as \
            openai/clip-vit-base-patch32, or `demo` for the bundled one.
            """
        case .notAFolder(let path):
            """
            \(path): is a file; a checkpoint is the folder that holds its config, weights, \
            tokenizer and preprocessing files. Give that folder.
            """
        case .noConfiguration(let folder):
            """
            \(folder): holds neither config.json (Hugging Face layout) nor open_clip_config.json \
            (OpenCLIP layout). Give the folder of a whole checkpoint.
            """
        case .otherContents(let folder, let contents):
            "\(folder): \(contents)"
        case .missingFile(let folder, let names, let purpose):
            """
            \(folder): the \(purpose) are missing; expected \(names.joined(separator: " or ")). \
            Download the checkpoint again, all its files.
            """
        case .unreadable(let file, let reason):
            "\(file): cannot be read (\(reason)). Check the path and its permissions."
        case .tooLarge(let file, let limit):
            """
            \(file): has more than \(limit >> 20) MiB, so it is no configuration. Download the file \
            again.
            """
        case .notJSON(let file, let reason):
            "\(file): is not valid JSON (\(reason)). Download the file again."
        case .wrongValue(let file, let key, let found, let expected):
            "\(file): \(key) is \(found), expected \(expected)."
        case .unsupportedValue(let file, let key, let found, let supported):
            """
            \(file): \(key) is \(found), which zeroshot does not support; supported: \(supported). \
            Scores would be wrong, so the checkpoint is not used.
            """
        case .unknownKeys(let file, let keys):
            """
            \(file): zeroshot does not know \(Self.list(keys)). Every key of this file changes \
            what is computed, so the checkpoint is not used.
            """
        case .unsupportedFamily(let file, let family, let key, let value, let missing):
            """
            \(file): \(family) (\(key) '\(value)') is not supported: \(missing). Supported: \
            \(Self.families).
            """
        case .loneTower(let file, let tower, let family, let key, let value):
            """
            \(file): is the \(tower.rawValue) tower of \(family) alone (\(key) '\(value)'); \
            ranking needs the \(tower.other.rawValue) tower that was trained with it, too. Give \
            the folder of a whole model.
            """
        case .notDualEncoder(let file, let key, let value):
            """
            \(file): \(key) is '\(value)', which is no image-text dual encoder that zeroshot \
            knows; ranking needs an image tower and a text tower trained together. Supported: \
            \(Self.families).
            """
        case .customCode(let file, let classes):
            """
            \(file): the model is Python code that comes with the checkpoint (auto_map: \
            \(Self.list(classes))). zeroshot runs no code of a checkpoint. Supported: \
            \(Self.families).
            """
        case .malformedSafetensors(let file, let problem):
            "\(file): is not a valid safetensors file: \(problem) Download the file again."
        case .malformedTorchArchive(let file, let problem):
            "\(file): cannot be used as a Torch archive: \(problem)"
        case .unsupportedWeightFormat(let file, let format):
            "\(file): \(format)"
        case .missingTensor(let file, let tensor, let expected):
            """
            \(file): tensor '\(tensor)' of shape \(expected) is missing. Config and weights come \
            from different models, or the file is not whole.
            """
        case .wrongShape(let file, let tensor, let found, let expected):
            """
            \(file): tensor '\(tensor)' has shape \(found), the config needs \(expected). The two \
            files come from different models.
            """
        case .unsupportedElementType(let file, let tensor, let found):
            """
            \(file): tensor '\(tensor)' is stored as \(found); supported: F64, F32, F16, BF16, and \
            the integers I64, I32, I16, I8, U8, BOOL. Convert the checkpoint to one of these.
            """
        case .unusableNumber(let file, let tensor, let found):
            """
            \(file): tensor '\(tensor)' is \(found), with which no score is a finite number. The \
            weights are damaged; download the file again.
            """
        case .unknownToken(let checkpoint, let token, let vocabularySize):
            """
            \(checkpoint): the tokenizer yields the id \(token), but the text tower knows \
            \(vocabularySize) tokens. Tokenizer and weights come from different models.
            """
        case .noCounterpart(let folder, let parity, let architecture):
            """
            \(folder): \(parity.reference) has no such model (\(architecture)), so there are no \
            numbers of its to give. Leave the parity out.
            """
        case .noPatchBudget(let folder, let requested, let resolution):
            """
            \(folder): images are brought to \(resolution) pixels, so there is no number of patches \
            to choose; \(requested) was asked for. Leave the number out, or take a SigLIP 2 NaFlex \
            checkpoint.
            """
        case .patchBudgetOutOfRange(let requested, let supported):
            """
            \(requested) patches were asked for; an image can be cut into \
            \(supported.lowerBound) to \(supported.upperBound).
            """
        case .leftoverTensors(let file, let tensors):
            """
            \(file): nothing in this architecture uses \(Self.list(tensors)). Config and weights \
            come from different models.
            """
        }
    }

    private static let families =
        CheckpointFamily.allCases.map(\.rawValue).joined(separator: ", ")

    /// The first few names, quoted, and how many more there are.
    private static func list(_ names: [String], shown: Int = 5) -> String {
        let head = names.prefix(shown).map { "'\($0)'" }.joined(separator: ", ")
        return names.count > shown ? "\(head) and \(names.count - shown) more" : head
    }
}

extension ParityMode {
    fileprivate var reference: String {
        switch self {
        case .huggingFace: "transformers"
        case .openCLIP: "OpenCLIP"
        }
    }
}

extension UnsupportedWeightFormat: CustomStringConvertible {
    /// What the file is, and what to do.
    public var description: String {
        switch self {
        case .torchPickle:
            """
            is a Torch file of the form before Torch 1.6, a pickle outside a zip file, which is \
            not read. Load it in Python with torch.load(..., weights_only=True) and save its \
            tensors with safetensors.torch.save_file.
            """
        case .gitPointer:
            """
            is a Git LFS pointer, not the file it stands for. Fetch that one with `git lfs pull`, \
            or download the checkpoint again.
            """
        case .unknown(let start):
            """
            is neither a safetensors file nor a Torch archive\(
                start.isEmpty ? " (it is empty)" : "; it begins with the bytes \(start)"
            ). Download the file again.
            """
        }
    }
}

extension SafetensorsProblem: CustomStringConvertible {
    /// One sentence that names the tensor and the numbers.
    public var description: String {
        switch self {
        case .tooShort(let bytes):
            "it has \(bytes) bytes, too few for a header."
        case .headerLength(let length, let fileBytes):
            "it claims a header of \(length) bytes, but the whole file has \(fileBytes)."
        case .header(let reason):
            "its header cannot be read (\(reason))."
        case .outOfBounds(let tensor, let begin, let end, let dataBytes):
            """
            tensor '\(tensor)' lies at bytes \(begin)..<\(end), but there are \(dataBytes) bytes of \
            data; the file is truncated or damaged.
            """
        case .wrongSize(let tensor, let bytes, let expected):
            "tensor '\(tensor)' has \(bytes) bytes, its shape and type need \(expected)."
        case .overlap(let tensor, let other):
            "tensors '\(tensor)' and '\(other)' overlap."
        case .gap(let offset, let bytes):
            "\(bytes) bytes at \(offset) belong to no tensor."
        }
    }
}
