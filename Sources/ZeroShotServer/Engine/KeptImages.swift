internal import Crypto
internal import Synchronization
internal import ZeroShot

/// Embeddings of images that were sent, so that they can be ranked again without being sent again.
final class KeptImages: Sendable {
    /// An image under what its embedding depends on.
    struct Key: Hashable, Sendable {
        let checkpoint: String
        let identity: ImageIdentity
    }

    private let images: Mutex<RecentlyUsed<Key, EmbeddedImage>>

    /// Keeps about so many bytes of embeddings.
    init(bytes: Int) {
        images = Mutex(RecentlyUsed(limit: bytes))
    }

    /// The image, called as this request calls it.
    func image(for key: Key, source: String) -> EmbeddedImage? {
        var image = images.withLock { $0.value(for: key) }
        image?.source = source
        return image
    }

    /// Keeps an image that has an embedding.
    func keep(_ image: EmbeddedImage, for key: Key) {
        guard let embedding = image.embedding else { return }
        // What a dictionary and the names take besides is of the order of a small embedding.
        let bytes = embedding.count * MemoryLayout<Float>.size + 512
        _ = images.withLock { $0.keep(image, for: key, cost: bytes) }
    }
}

extension ImageIdentity {
    /// The name of an image file by its bytes.
    init(of bytes: [UInt8]) {
        self.init(text: Self.prefix + Hexadecimal.text(SHA256.hash(data: bytes)))
    }

    /// Reads a name; nil for text that is none.
    package init?(_ text: String) {
        let digits = text.dropFirst(Self.prefix.count)
        guard text.hasPrefix(Self.prefix), digits.utf8.count == SHA256.byteCount * 2,
            digits.utf8.allSatisfy(Hexadecimal.isDigit)
        else { return nil }
        self.init(text: text)
    }

    private static let prefix = "sha256:"
}
