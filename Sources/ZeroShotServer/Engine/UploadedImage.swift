/// One image of a request.
package struct UploadedImage: Sendable {
    /// Where its pixels are to be had.
    package enum Content: Sendable {
        /// The bytes of an image file.
        case bytes([UInt8])
        /// An image that was sent before; see ``ImageIdentity``.
        case kept(ImageIdentity)
        /// It could not be had; only this image fails.
        case failed(code: String, message: String)
    }

    /// What the report calls it.
    package let source: String
    /// Where its pixels are to be had.
    package let content: Content

    /// An image, or a word for one that was sent before.
    package init(source: String, content: Content) {
        self.source = source
        self.content = content
    }
}

/// Names an image by its content, so that it can be ranked again without being sent again.
package struct ImageIdentity: Sendable, Hashable {
    /// `sha256:` and 64 hexadecimal digits, of the bytes of the image's file.
    package let text: String

    /// A name that is known to be one.
    init(text: String) {
        self.text = text
    }
}
