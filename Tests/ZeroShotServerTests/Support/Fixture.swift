import Foundation
import HTTPTypes
import NIOCore
import Testing
import ZeroShot

/// Files of this folder's fixtures.
enum Fixture {
    /// A cat of 64 x 64 pixels.
    static var cat: [UInt8] { get throws { try bytes("cat.jpg") } }

    static func bytes(_ name: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: Bundle.module.bundleURL.appending(path: "Fixtures/\(name)")))
    }

    /// What the library says of the cat, as the bundled checkpoint sees it.
    static func report(
        _ request: ClassificationRequest, images: Int = 1, source: String = "image 1"
    ) async throws -> Report {
        let checkpoint = try Checkpoint("demo")
        let classifier = ZeroShotClassifier(checkpoint: checkpoint, threads: 1)
        let classes = try await classifier.prepare(request)
        let reader = ImageReader(checkpoint: checkpoint)
        let image = reader.read(try cat, source: source)
        return Report(
            run: classes.run,
            images: try await classifier.classify(
                Array(repeating: image, count: images), against: classes))
    }
}

/// A request as a client sent it.
struct RecordedRequest {
    let method: HTTPRequest.Method
    let uri: String
    let headers: HTTPFields
    let body: ByteBuffer

    init(_ name: String) throws {
        let bytes = try Fixture.bytes("requests/\(name).http")
        let end = try #require(bytes.indices.first { bytes[$0...].starts(with: "\r\n\r\n".utf8) })
        let lines = String(decoding: bytes[..<end], as: UTF8.self).split(separator: "\r\n")
        let words = try #require(lines.first).split(separator: " ")
        method = try #require(HTTPRequest.Method(String(words[0])))
        uri = String(words[1])
        var headers = HTTPFields()
        for line in lines.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1)
            let name = try #require(HTTPField.Name(String(parts[0])))
            headers.append(
                HTTPField(name: name, value: parts[1].trimmingCharacters(in: .whitespaces)))
        }
        self.headers = headers
        body = ByteBuffer(bytes: bytes[(end + 4)...])
    }
}
