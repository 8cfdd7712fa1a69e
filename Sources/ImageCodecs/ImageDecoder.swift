/// Decodes the bytes of an image file to upright 8-bit RGB, as Pillow does it with
/// `ImageOps.exif_transpose(image).convert("RGB")`.
///
/// The format is told from the bytes. Of an animation the first frame is decoded, of several
/// pages the first, of a HEIF file the primary picture. A decoder may be used from several threads
/// at once.
package struct ImageDecoder: Sendable {
    private let limits: DecodingLimits

    package init(limits: DecodingLimits = DecodingLimits()) {
        self.limits = limits
    }

    /// The version of libvips that is loaded, such as `8.14.1`.
    package static var libraryVersion: String { VipsLibrary.version }

    /// The picture in `bytes`.
    ///
    /// Its size is checked against the limits before a pixel is decoded or memory is set aside.
    package func decode(_ bytes: [UInt8]) throws(ImageCodecError) -> DecodedImage {
        var collector = PixelCollector()
        let description = try open(bytes).decode(to: &collector)
        return DecodedImage(pixels: collector.pixels, description: description)
    }

    /// Reads the header of an image file and checks its size against the limits.
    package func open(_ bytes: [UInt8]) throws(ImageCodecError) -> EncodedImage {
        guard !bytes.isEmpty else { throw .empty }
        switch FormatSignature(of: bytes) {
        case .unknown: throw .unknownFormat(firstBytes: Array(bytes.prefix(16)))
        case .unsupported(let kind): throw .unsupported(kind: kind)
        case .supported(let format): return try open(bytes, as: format)
        }
    }

    private func open(
        _ bytes: [UInt8], as format: ImageFormat
    ) throws(ImageCodecError) -> EncodedImage {
        switch format {
        case .jpeg: return try planned(JPEGHeader(bytes).plan(), .jpeg)
        case .png: return try planned(PNGHeader(bytes).plan(limits), .png)
        case .webp: return try planned(WebPHeader(bytes).plan(), .webp)
        case .gif: return try planned(GIFHeader(bytes).plan(limits), .gif)
        case .tiff: return try planned(TIFFHeader(bytes).plan(limits), .tiff)
        case .bmp:
            let header = try BMPHeader(bytes)
            try limits.check(width: header.width, height: header.height, format: .bmp)
            return EncodedImage(.bitmap(header), limits)
        case .heif:
            let pixels = try HEIFHeader.check(bytes, limits)
            return EncodedImage(.heif(bytes, pixels: pixels), limits)
        }
    }

    private func planned(
        _ plan: DecodingPlan, _ format: ImageFormat
    ) throws(ImageCodecError) -> EncodedImage {
        try limits.check(width: plan.width, height: plan.height, format: format)
        return EncodedImage(.planned(plan, format), limits)
    }
}
