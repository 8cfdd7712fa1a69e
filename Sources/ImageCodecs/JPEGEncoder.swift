import CVips
import CVipsShims

/// Saves pictures as JPEG, without metadata.
package enum JPEGEncoder {
    /// Encodes a picture.
    ///
    /// - Parameters:
    ///   - pixels: `[height, width, 3]`, red first.
    ///   - width: 1...65535, the most that JPEG has room for.
    ///   - height: as the width.
    ///   - quality: libjpeg's, 1...100.
    /// - Returns: the JPEG file.
    /// - Throws: `ImageCodecError` when the installed libvips cannot save JPEGs.
    package static func encode(
        _ pixels: [UInt8], width: Int, height: Int, quality: Int
    ) throws(ImageCodecError) -> [UInt8] {
        precondition(
            (1...65_535).contains(width) && (1...65_535).contains(height)
                && pixels.count == width * height * 3,
            "\(pixels.count) bytes as a picture of \(width)x\(height)")
        precondition((1...100).contains(quality), "a quality of \(quality)")
        try VipsLibrary.start()
        // As after decoding: libvips keeps buffers per thread.
        defer { vips_thread_shutdown() }
        var bytes: UnsafeMutableRawPointer?
        var length = 0
        let status = unsafe pixels.withUnsafeBufferPointer {
            unsafe zeroshot_vips_jpeg(
                $0.baseAddress, Int32(width), Int32(height), Int32(quality), &bytes, &length)
        }
        guard status == 0, let bytes = unsafe bytes else {
            throw .notEncoded(reason: VipsLibrary.takeErrors())
        }
        defer { unsafe g_free(bytes) }
        return unsafe Array(UnsafeRawBufferPointer(start: bytes, count: length))
    }
}
