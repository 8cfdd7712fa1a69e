/// The kind of a weight file, told by its content; its name may say anything.
enum WeightFormat {
    case safetensors
    case torchArchive

    /// Looks at the first bytes.
    ///
    /// - Throws: `CheckpointError.unsupportedWeightFormat`.
    init(of file: MappedFile) throws {
        let start = file.firstBytes(9)
        // A safetensors file is the length of its header, then the header, a JSON object.
        let isObject = start.count == 9 && start[8] == UInt8(ascii: "{")
        if start.starts(with: [0x50, 0x4B, 0x03, 0x04]) {
            self = .torchArchive
        } else if let format = UnsupportedWeightFormat(startingWith: start) {
            throw CheckpointError.unsupportedWeightFormat(file: file.path, format: format)
        } else if isObject || file.path.hasSuffix(".safetensors") {
            // What is not right about a file of that name, its reader can say best.
            self = .safetensors
        } else {
            throw CheckpointError.unsupportedWeightFormat(
                file: file.path, format: .unknown(start: start)
            )
        }
    }
}

extension UnsupportedWeightFormat {
    /// Nil when these are not the first bytes of a form that is known by name.
    fileprivate init?(startingWith start: [UInt8]) {
        // A pickle of torch's magic number.
        if start == [0x80, 0x02, 0x8A, 0x0A, 0x6C, 0xFC, 0x9C, 0x46, 0xF9] {
            self = .torchPickle
        } else if start.starts(with: "version ".utf8) {
            self = .gitPointer
        } else {
            return nil
        }
    }
}

extension WeightFiles {
    /// Opens one file of either kind.
    static func open(_ path: String) throws -> any TensorFile {
        let file = try MappedFile(path: path)
        return switch try WeightFormat(of: file) {
        case .safetensors: try SafetensorsFile(file)
        case .torchArchive: try TorchArchive(file)
        }
    }
}
