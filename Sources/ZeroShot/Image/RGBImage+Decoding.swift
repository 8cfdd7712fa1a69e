internal import ImageCodecs

extension RGBImage {
    /// Decodes an image file's bytes: JPEG, PNG, WebP, GIF, TIFF, BMP, HEIF or AVIF.
    ///
    /// The pixels are those of Pillow's `exif_transpose` and `convert("RGB")`.
    ///
    /// - Throws: ``ImageReport/Failure`` with a code and a sentence.
    public init(decoding bytes: [UInt8]) throws {
        do {
            self.init(try ImageDecoder().decode(bytes))
        } catch {
            throw ImageReport.Failure(error)
        }
    }

    init(_ decoded: DecodedImage) {
        self.init(width: decoded.width, height: decoded.height, pixels: decoded.pixels)
    }
}

extension ImageReport.Failure {
    /// Why a picture could not be decoded.
    init(_ error: ImageCodecError) {
        let code =
            switch error {
            case .empty: "empty-file"
            case .unknownFormat: "not-an-image"
            case .unsupported, .loaderMissing: "unsupported-image"
            case .tooLarge: "too-large"
            case .truncated: "truncated-image"
            case .corrupt: "corrupt-image"
            case .libraryUnavailable: "decoder-unavailable"
            case .notEncoded: "not-encoded"
            }
        self.init(code: code, message: error.description)
    }
}
