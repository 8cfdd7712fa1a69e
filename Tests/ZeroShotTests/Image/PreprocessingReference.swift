import Foundation
import Testing

@testable import ZeroShot

/// `preprocessing.json` and `preprocessing.bin`, made by `Tools/parity/preprocessing.py`.
struct PreprocessingReference {
    struct Item: Decodable, Sendable, CustomTestStringConvertible {
        let name: String
        /// Of a Hugging Face checkpoint, by file name.
        let files: [String: OrderedJSON]?
        /// `preprocess_cfg` of an OpenCLIP checkpoint, with the tower's size.
        let preprocessing: OrderedJSON?
        let width: Int?
        let height: Int?
        /// Of a Hugging Face checkpoint.
        let modelType: String?
        let images: [Image]

        var testDescription: String { name }

        func configuration() throws -> PreprocessorConfiguration {
            let folder = try TemporaryFolder()
            if let preprocessing {
                let file = try folder.write(preprocessing.description, to: "open_clip_config.json")
                return try PreprocessorConfiguration(
                    openCLIP: try ConfigurationObject(file: file),
                    width: try #require(width), height: try #require(height)
                )
            }
            for (name, value) in try #require(files) {
                try folder.write(value.description, to: name)
            }
            return try PreprocessorConfiguration(
                huggingFaceFolder: folder.url, default: defaults
            )
        }

        private var defaults: ImageProcessorDefaults {
            switch modelType {
            case "siglip": .sigLIP
            case "siglip2": .naFlex
            default: .clip
            }
        }
    }

    /// A picture; sizes and offset are absent where the reference refuses it.
    struct Image: Decodable, Sendable {
        let width: Int
        let height: Int
        let pattern: Picture
        let newWidth: Int?
        let newHeight: Int?
        let offset: Int?
    }

    let cases: [Item]
    private let data: Data

    static func load() throws -> PreprocessingReference {
        let folder = try #require(Bundle.module.resourceURL).appending(path: "Fixtures/image")
        return PreprocessingReference(
            cases: try JSONDecoder().decode(
                [Item].self, from: Data(contentsOf: folder.appending(path: "preprocessing.json"))
            ),
            data: try Data(contentsOf: folder.appending(path: "preprocessing.bin"))
        )
    }

    /// The tensor of a picture that the reference accepts.
    func values(of image: Image) throws -> [Float] {
        let offset = try #require(image.offset)
        let count = try 3 * #require(image.newWidth) * #require(image.newHeight)
        return (0..<count).map { index in
            let bytes = data[offset + 4 * index..<offset + 4 * index + 4]
            return Float(bitPattern: bytes.reversed().reduce(0) { $0 << 8 | UInt32($1) })
        }
    }
}

extension OrderedJSON: Decodable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let value = try? container.decode(Bool.self) {
            self = .bool(value)
        } else if let value = try? container.decode(Double.self) {
            self = Int(exactly: value).map(OrderedJSON.integer) ?? .double(value)
        } else if let value = try? container.decode(String.self) {
            self = .string(value)
        } else if let values = try? container.decode([OrderedJSON].self) {
            self = .array(values)
        } else {
            let members = try container.decode([String: OrderedJSON].self)
            self = .object(members.map { Member(name: $0, value: $1) })
        }
    }
}
