/// What a decoder accepts before it spends memory and time on a file.
package struct DecodingLimits: Sendable {
    /// The most pixels a picture may have; the largest cameras stay below 200 megapixels.
    package var maximumPixels = 200_000_000
    /// The longest XMP packet that is handed on; real ones are a few kilobytes.
    package var maximumXMPBytes = 4 << 20

    package init() {}

    package init(maximumPixels: Int) {
        self.maximumPixels = maximumPixels
    }

    /// Throws unless a picture of this size may be decoded.
    func check(width: Int, height: Int, format: ImageFormat) throws(ImageCodecError) {
        guard width > 0, height > 0 else {
            throw .corrupt(format: format, reason: "its size is \(width) x \(height) pixels")
        }
        // Divided, not multiplied: a product of two sizes from a file can overflow.
        guard height <= maximumPixels / width else {
            throw .tooLarge(width: width, height: height, limit: maximumPixels)
        }
    }
}
