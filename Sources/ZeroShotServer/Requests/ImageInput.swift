internal import ZeroShot

/// An image as a request names it.
struct ImageInput {
    enum Content {
        case bytes([UInt8])
        case address(String)
        case kept(ImageIdentity)
    }

    static let members = ["base64", "url", "id", "source"]

    /// What the report calls it.
    let source: String
    let content: Content

    init(source: String, content: Content) {
        self.source = source
        self.content = content
    }

    /// Reads an element of `images`; `number` counts all images of the request from 0.
    ///
    /// - Throws: `RequestError`.
    init(_ value: RequestValue, number: Int, urlsAllowed: Bool) throws {
        let object = try value.object(known: Self.members)
        let given = object.given(["base64", "url", "id"])
        guard given.count <= 1 else {
            throw RequestError.onlyOne(of: given.map(object.path(of:)))
        }
        let source = try object["source"]?.text()
        if let base64 = object["base64"] {
            self.init(
                source: source ?? Self.name(number), content: .bytes(try Self.bytes(base64)))
        } else if let url = object["url"] {
            self = try .init(url: url, source: source, urlsAllowed: urlsAllowed)
        } else if let id = object["id"] {
            guard let identity = ImageIdentity(try id.text()) else {
                throw id.unexpected("'sha256:' and 64 hexadecimal digits in lower case")
            }
            self.init(source: source ?? Self.name(number), content: .kept(identity))
        } else {
            throw RequestError.missing(value.path, expected: "'base64', 'url' or 'id' says it")
        }
    }

    /// An image at an address.
    init(url: RequestValue, source: String?, urlsAllowed: Bool) throws {
        let address = try url.text()
        guard urlsAllowed else { throw RequestError.urlsOff(url.path) }
        self.init(source: source ?? address, content: .address(address))
    }

    static func bytes(_ value: RequestValue) throws -> [UInt8] {
        let text = try value.text()
        do {
            return try Base64.image(text)
        } catch {
            throw RequestError.base64(value.path, error)
        }
    }

    /// What an image without a name is called.
    static func name(_ number: Int) -> String { "image \(number + 1)" }
}
