internal import Crypto
internal import Foundation
internal import NIOCore

/// One file of the web page, as it is sent.
struct PageFile: Sendable {
    /// Of the file, for `Content-Type`.
    let contentType: String
    /// Its bytes.
    let content: ByteBuffer
    /// Another one as soon as a byte of it is another; with its quotes.
    let entityTag: String

    /// All files of a folder by their names; those of a kind that pages have none of are left out.
    ///
    /// - Throws: when a file cannot be read.
    static func all(in folder: URL) throws -> [String: PageFile] {
        let files = try FileManager.default.contentsOfDirectory(
            at: folder, includingPropertiesForKeys: nil)
        var found: [String: PageFile] = [:]
        for file in files {
            guard let type = contentTypes[file.pathExtension] else { continue }
            found[file.lastPathComponent] = PageFile(
                contentType: type, content: try Data(contentsOf: file))
        }
        return found
    }

    init(contentType: String, content: Data) {
        self.contentType = contentType
        self.content = ByteBuffer(bytes: content)
        let digest = SHA256.hash(data: content).prefix(16)
        entityTag = "\"" + Data(digest).base64EncodedString() + "\""
    }

    /// Whether a client has this very file, by its header `If-None-Match`.
    func matches(_ known: String) -> Bool {
        known.split(separator: ",").contains { tag in
            let tag = tag.trimmingCharacters(in: .whitespaces)
            // A weak tag is as good here: what has the same bytes means the same.
            return tag == "*" || tag == entityTag || tag == "W/" + entityTag
        }
    }

    private static let contentTypes = [
        "html": "text/html; charset=utf-8", "css": "text/css; charset=utf-8",
        "js": "text/javascript; charset=utf-8", "svg": "image/svg+xml",
    ]
}
