import Foundation
import Testing

@testable import ZeroShot

/// Files that torch and safetensors wrote; made by `Tools/parity/torch_archives.py`.
enum TorchFixture {
    static func url(_ name: String) throws -> URL {
        try #require(Bundle.module.resourceURL).appending(path: "Fixtures/torch/\(name)")
    }

    static func path(_ name: String) throws -> String {
        try url(name).path(percentEncoded: false)
    }

    static func bytes(_ name: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: url(name)))
    }
}

extension TensorFile {
    /// The bit patterns of all elements of a tensor as single precision.
    func bits(_ name: String) throws -> [UInt32] {
        try floats(of: name, try #require(entries[name], "no tensor '\(name)'")).map(\.bitPattern)
    }
}
