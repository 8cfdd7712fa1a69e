/// Why a Torch archive is not read: how its files are damaged, or what it asks for.
public enum TorchArchiveProblem: Error, Equatable, Sendable {
    /// The records that end every zip file are not there.
    case noDirectory(fileBytes: Int)
    /// The list of entries does not lie where it is said to lie.
    case directoryOutOfBounds(offset: UInt64, bytes: UInt64, fileBytes: Int)
    /// The list of entries breaks off or is not one.
    case damagedDirectory(entry: Int)
    /// An entry's name is not a plain relative path.
    case entryName(String)
    /// Two entries have one name.
    case duplicateEntry(String)
    /// An entry is encrypted.
    case encryptedEntry(String)
    /// An entry does not lie in the file.
    case entryOutOfBounds(String, offset: UInt64, bytes: UInt64, fileBytes: Int)
    /// An entry's own header is missing or says something else than the directory.
    case entryHeader(String)
    /// Two entries share bytes.
    case overlappingEntries(String, String)
    /// An entry that is needed is compressed; Torch stores them as they are.
    case compressedEntry(String)
    /// The zip file has no pickle where Torch has it.
    case noPickle
    /// The numbers are not little-endian.
    case byteOrder(String)
    /// The pickle is larger than any that describes tensors.
    case largePickle(bytes: Int, limit: Int)
    /// The pickle has a protocol other than 2 to 5.
    case protocolVersion(Int)
    /// The pickle breaks off.
    case programEnds(at: Int)
    /// A text in the pickle is not UTF-8.
    case notText(at: Int)
    /// A byte that is no pickle instruction.
    case unknownInstruction(UInt8, at: Int)
    /// An instruction that no state dict needs.
    case refusedInstruction(String, at: Int)
    /// A Python name that no state dict needs.
    case refusedGlobal(String, at: Int)
    /// An instruction that does not fit what stands before it.
    case misplacedInstruction(String, at: Int)
    /// The pickle has more instructions than any that describes tensors.
    case tooManyInstructions(limit: Int)
    /// No tensors, by name, where a state dict has them.
    case noTensors(keys: [String])
    /// A TorchScript archive's modules hold each other too often.
    case deepModules
    /// A tensor's storage is not in the archive.
    case missingEntry(String, tensor: String)
    /// A storage has another size than the pickle says.
    case storageSize(tensor: String, bytes: Int, elements: Int)
    /// A tensor reaches out of its storage.
    case view(tensor: String, shape: [Int], strides: [Int], offset: Int, elements: Int)
}

extension TorchArchiveProblem: CustomStringConvertible {
    /// What was found, and what to do about it.
    public var description: String {
        switch self {
        case .noDirectory(let fileBytes):
            damaged("the zip directory that should end its \(fileBytes) bytes is not there")
        case .directoryOutOfBounds(let offset, let bytes, let fileBytes):
            damaged(
                """
                its zip directory should be \(bytes) bytes at \(offset), but the file has \
                \(fileBytes)
                """
            )
        case .damagedDirectory(let entry):
            damaged("entry \(entry) of its zip directory cannot be read")
        case .entryName(let name):
            """
            its entry \(Self.shown(name)) has a name that Torch does not write. \(Self.distrust)
            """
        case .duplicateEntry(let name):
            "it has two entries \(Self.shown(name)). \(Self.distrust)"
        case .encryptedEntry(let name):
            "its entry \(Self.shown(name)) is encrypted. \(Self.distrust)"
        case .entryOutOfBounds(let name, let offset, let bytes, let fileBytes):
            damaged(
                """
                its entry \(Self.shown(name)) should be \(bytes) bytes at \(offset), but the file \
                has \(fileBytes)
                """
            )
        case .entryHeader(let name):
            damaged("its entry \(Self.shown(name)) is not what its zip directory says")
        case .overlappingEntries(let first, let second):
            """
            its entries \(Self.shown(first)) and \(Self.shown(second)) overlap. \(Self.distrust)
            """
        case .compressedEntry(let name):
            """
            its entry \(Self.shown(name)) is compressed, and Torch stores it as it is. Somebody \
            packed the archive anew; use the file as it was published.
            """
        case .noPickle:
            """
            it is a zip file without the data.pkl of a Torch archive. Use the file that \
            torch.save wrote.
            """
        case .byteOrder(let order):
            """
            its numbers are in \(Self.shown(order)) byte order, expected 'little'. \(Self.convert)
            """
        case .largePickle(let bytes, let limit):
            """
            its pickle has \(bytes) bytes; the limit is \(limit), far above what tensors need. \
            \(Self.convert)
            """
        case .protocolVersion(let version):
            "its pickle has protocol \(version), expected 2 to 5. \(Self.convert)"
        case .programEnds(let position):
            damaged("its pickle ends early, after \(position) bytes")
        case .notText(let position):
            damaged("the text at byte \(position) of its pickle is not UTF-8")
        case .unknownInstruction(let byte, let position):
            damaged("byte \(position) of its pickle, \(byte), is no instruction")
        case .refusedInstruction(let name, let position):
            """
            its pickle has the instruction \(name) at byte \(position), which no state dict \
            needs. \(Self.refused)
            """
        case .refusedGlobal(let name, let position):
            """
            its pickle asks for \(Self.shown(name)) at byte \(position), which no state dict \
            needs. \(Self.refused)
            """
        case .misplacedInstruction(let name, let position):
            """
            the instruction \(name) at byte \(position) of its pickle does not fit what stands \
            before it. \(Self.refused)
            """
        case .tooManyInstructions(let limit):
            """
            its pickle has more than \(limit) instructions, far above what tensors need. \
            \(Self.refused)
            """
        case .noTensors(let keys):
            """
            it holds no tensors by name, neither at its top nor under 'state_dict'\(
                keys.isEmpty ? "" : "; it has \(Self.list(keys))"
            ). Save the model's state_dict() alone.
            """
        case .deepModules:
            "its TorchScript modules hold each other too often. \(Self.refused)"
        case .missingEntry(let name, let tensor):
            damaged("the entry \(Self.shown(name)) of tensor \(Self.shown(tensor)) is missing")
        case .storageSize(let tensor, let bytes, let elements):
            damaged(
                """
                the storage of tensor \(Self.shown(tensor)) has \(bytes) bytes, which are not the \
                \(elements) elements that its pickle says
                """
            )
        case .view(let tensor, let shape, let strides, let offset, let elements):
            damaged(
                """
                tensor \(Self.shown(tensor)) of shape \(shape), strides \(strides) and offset \
                \(offset) does not fit its storage of \(elements) elements
                """
            )
        }
    }

    private static let distrust = "Torch writes no such archive; do not use the file."
    private static let convert =
        "Load it with torch.load in Python and save it with safetensors.torch.save_file."
    private static let refused =
        "Nothing in the file was run. If you trust it, load it in Python and save its tensors "
        + "with safetensors.torch.save_file."

    private func damaged(_ what: String) -> String {
        "\(what). Download the file again."
    }

    private static func list(_ keys: [String]) -> String {
        let head = keys.prefix(5).map(shown).joined(separator: ", ")
        return keys.count > 5 ? "\(head) and \(keys.count - 5) more" : head
    }

    /// The text in quotes, short, and with nothing that a terminal would obey.
    private static func shown(_ text: String) -> String {
        let head = String(text.prefix(100))
        return "'\(TerminalText.safe(head))\(head.utf8.count < text.utf8.count ? "..." : "")'"
    }
}
