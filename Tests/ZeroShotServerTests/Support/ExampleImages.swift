import Foundation

@testable import ZeroShotServer

/// The photos that come with the project.
enum ExampleImages {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../../Examples/images").standardizedFileURL

    static let names = ["cat", "coffee", "flower", "raccoon", "rocket", "temple"]

    static func bytes(_ name: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: folder.appending(path: "\(name).jpg")))
    }

    static func upload(_ name: String) throws -> UploadedImage {
        UploadedImage(source: "\(name).jpg", content: .bytes(try bytes(name)))
    }
}
