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
        guard !bytes.isEmpty else { throw .empty }
        switch FormatSignature(of: bytes) {
        case .unknown: throw .unknownFormat(firstBytes: Array(bytes.prefix(16)))
        case .unsupported(let kind): throw .unsupported(kind: kind)
        case .supported(let format): return try decode(bytes, as: format)
        }
    }

    private func decode(
        _ bytes: [UInt8], as format: ImageFormat
    ) throws(ImageCodecError) -> DecodedImage {
        switch format {
        case .jpeg: try decodeJPEG(bytes)
        case .png: try decode(PNGHeader(bytes).plan(limits), as: .png)
        case .webp: try decode(WebPHeader(bytes).plan(), as: .webp)
        case .gif: try decode(GIFHeader(bytes).plan(limits), as: .gif)
        case .tiff: try decode(TIFFHeader(bytes).plan(limits), as: .tiff)
        case .bmp: try decodeBMP(bytes)
        case .heif: try decodeHEIF(bytes)
        }
    }

    private func decode(
        _ plan: DecodingPlan, as format: ImageFormat
    ) throws(ImageCodecError) -> DecodedImage {
        try limits.check(width: plan.width, height: plan.height, format: format)
        return try VipsPicture.withPicture(plan.payload, as: format) {
            (picture) throws(ImageCodecError) in
            try draw(picture, plan, format)
        }
    }

    private func decodeJPEG(_ bytes: [UInt8]) throws(ImageCodecError) -> DecodedImage {
        let header = try JPEGHeader(bytes)
        do {
            return try decode(header.plan(), as: .jpeg)
        } catch {
            // libjpeg says in many ways that data ran out; what counts is whether the end is there.
            if case .corrupt = error, header.isCut { throw .truncated(format: .jpeg) }
            throw error
        }
    }

    private func decodeBMP(_ bytes: [UInt8]) throws(ImageCodecError) -> DecodedImage {
        let header = try BMPHeader(bytes)
        try limits.check(width: header.width, height: header.height, format: .bmp)
        let canvas = try header.canvas()
        return DecodedImage(
            width: canvas.width, height: canvas.height, pixels: canvas.pixels, format: .bmp,
            notices: [], xmp: nil)
    }

    private func decodeHEIF(_ bytes: [UInt8]) throws(ImageCodecError) -> DecodedImage {
        try HEIFHeader.check(bytes, limits)
        return try VipsPicture.withPicture(bytes, as: .heif) {
            (picture) throws(ImageCodecError) in
            try limits.check(width: picture.width, height: picture.height, format: .heif)
            return try draw(picture, HEIFHeader.plan(bytes, picture), .heif)
        }
    }

    private func draw(
        _ picture: VipsPicture, _ plan: DecodingPlan, _ format: ImageFormat
    ) throws(ImageCodecError) -> DecodedImage {
        let frame = plan.frame
        let bands = picture.bands
        guard picture.width == frame.width, picture.height == frame.height,
            bands >= plan.conversion.usedBands
        else {
            throw .corrupt(format: format, reason: "its header and its pixels do not agree")
        }
        let metadata = plan.metadata.unpacked(by: picture)
        var canvas = UprightCanvas(
            width: plan.width, height: plan.height, orientation: metadata.orientation,
            background: plan.background)
        let isWide = try picture.bytesPerSample() == 2
        var clipped = 0
        try picture.forEachStrip { top, rows, bytes in
            let (samples, count) =
                isWide ? plan.conversion.narrowed(bytes, bands: bands) : (bytes, 0)
            clipped += count
            let rgb = plan.conversion.rgb(samples, pixels: frame.width * rows, bands: bands)
            canvas.draw(rgb, x: frame.x, y: frame.y + top, width: frame.width, rows: rows)
        }

        var notices: [DecodingNotice] = []
        if clipped > 0 {
            notices.append(.clippedGrey(pixels: clipped, of: frame.width * frame.height))
        }
        if plan.hasMore { notices.append(.onlyFirst(format)) }
        return DecodedImage(
            width: canvas.width, height: canvas.height, pixels: canvas.pixels, format: format,
            notices: notices + xmpNotices(metadata),
            xmp: metadata.xmp.flatMap { isReadable($0) ? Array($0) : nil })
    }

    private func isReadable(_ xmp: ArraySlice<UInt8>) -> Bool {
        xmp.count <= limits.maximumXMPBytes
    }

    /// What to say about metadata that were not read: they may have named people.
    private func xmpNotices(_ metadata: DecodingPlan.Metadata) -> [DecodingNotice] {
        guard let xmp = metadata.xmp else { return metadata.packedXMP ? [.xmpUnreadable] : [] }
        if isReadable(xmp) { return [] }
        return [.xmpTooLarge(bytes: xmp.count, limit: limits.maximumXMPBytes)]
    }
}
