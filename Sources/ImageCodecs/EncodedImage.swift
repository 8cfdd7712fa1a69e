/// An image file whose header was read and whose size is within the limits.
package struct EncodedImage: Sendable {
    enum Content {
        case planned(DecodingPlan, ImageFormat)
        case bitmap(BMPHeader)
        /// What libheif reads, and the pixels of its largest picture.
        case heif([UInt8], pixels: Int)
    }

    /// The factors by which the decoder of JPEGs can shrink a picture.
    package static let shrinkFactors = [8, 4, 2]

    private let content: Content
    private let limits: DecodingLimits

    init(_ content: Content, _ limits: DecodingLimits) {
        self.content = content
        self.limits = limits
    }

    /// About the bytes that decoding sets aside at once, the file's own included.
    package var workingBytes: Int {
        switch content {
        case .planned(let plan, _): plan.workingBytes
        case .bitmap(let header): header.width * header.height * 6
        // libheif holds the picture with alpha, the canvas holds it once more.
        case .heif(let bytes, let pixels): bytes.count + pixels * 7
        }
    }

    /// The size of the upright picture, where its decoder can shrink it; nil where it cannot.
    package var shrinkableSize: (width: Int, height: Int)? {
        guard case .planned(let plan, .jpeg) = content else { return nil }
        return plan.uprightSize
    }

    /// Decodes the picture and hands its rows to the receiver; of a picture that fails, the first
    /// ones may have gone there.
    ///
    /// - Parameters:
    ///   - factor: 2, 4 or 8 to have both sides that much shorter, rounded down; only for a picture
    ///     with a `shrinkableSize` of no less.
    ///   - receiver: takes the rows.
    /// - Returns: the description of the picture at its full size.
    /// - Throws: `ImageCodecError` for a file that does not decode.
    package func decode(
        shrunkBy factor: Int = 1, to receiver: inout some RowReceiver
    ) throws(ImageCodecError) -> PictureDescription {
        switch content {
        case .planned(let plan, let format):
            return try decode(plan, format, shrunkBy: factor, &receiver)
        case .bitmap(let header):
            precondition(factor == 1, "only JPEGs are shrunk while they are decoded")
            let canvas = try header.canvas()
            receiver.begin(width: canvas.width, height: canvas.height)
            receiver.take(whole: canvas.pixels)
            return PictureDescription(
                width: canvas.width, height: canvas.height, format: .bmp, notices: [], xmp: nil)
        case .heif(let bytes, _):
            precondition(factor == 1, "only JPEGs are shrunk while they are decoded")
            return try VipsPicture.withPicture(bytes, as: .heif) {
                (picture) throws(ImageCodecError) in
                try limits.check(width: picture.width, height: picture.height, format: .heif)
                let plan = HEIFHeader.plan(bytes, picture)
                return try draw(picture, plan, .heif, &receiver).description(plan, .heif, limits)
            }
        }
    }

    private func decode(
        _ plan: DecodingPlan, _ format: ImageFormat, shrunkBy factor: Int,
        _ receiver: inout some RowReceiver
    ) throws(ImageCodecError) -> PictureDescription {
        precondition(
            factor == 1 || format == .jpeg && factor <= min(plan.width, plan.height),
            "only JPEGs are shrunk while they are decoded, and not to nothing")
        do {
            return try VipsPicture.withPicture(plan.payload, as: format, shrunkBy: factor) {
                (picture) throws(ImageCodecError) in
                try draw(picture, plan.shrunk(by: factor), format, &receiver)
                    .description(plan, format, limits)
            }
        } catch {
            // libjpeg says in many ways that data ran out; what counts is whether the end is there.
            if case .corrupt = error, plan.isCutJPEG { throw .truncated(format: format) }
            throw error
        }
    }

    /// What drawing a picture found out about it.
    private struct Drawn {
        let metadata: DecodingPlan.Metadata
        /// Samples above what 8 bits hold that became white.
        let clipped: Int

        func description(
            _ plan: DecodingPlan, _ format: ImageFormat, _ limits: DecodingLimits
        ) -> PictureDescription {
            var notices: [DecodingNotice] = []
            if clipped > 0 {
                notices.append(
                    .clippedGrey(pixels: clipped, of: plan.frame.width * plan.frame.height))
            }
            if plan.hasMore { notices.append(.onlyFirst(format)) }
            let isTurned = metadata.orientation.swapsSides
            return PictureDescription(
                width: isTurned ? plan.height : plan.width,
                height: isTurned ? plan.width : plan.height, format: format,
                notices: notices + metadata.xmpNotices(limits),
                xmp: metadata.readableXMP(limits).map { Array($0) })
        }
    }

    private func draw(
        _ picture: VipsPicture, _ plan: DecodingPlan, _ format: ImageFormat,
        _ receiver: inout some RowReceiver
    ) throws(ImageCodecError) -> Drawn {
        let frame = plan.frame
        let bands = picture.bands
        guard picture.width == frame.width, picture.height == frame.height,
            bands >= plan.conversion.usedBands
        else {
            throw .corrupt(format: format, reason: "its header and its pixels do not agree")
        }
        let metadata = plan.metadata.unpacked(by: picture)
        var clipped = 0
        if plan.fillsPicture, metadata.orientation == .upright {
            receiver.begin(width: frame.width, height: frame.height)
            try picture.forEachRGBStrip(plan.conversion, &clipped) { _, _, rgb in
                receiver.take(rgb)
            }
        } else {
            var canvas = UprightCanvas(
                width: plan.width, height: plan.height, orientation: metadata.orientation,
                background: plan.background)
            receiver.begin(width: canvas.width, height: canvas.height)
            try picture.forEachRGBStrip(plan.conversion, &clipped) { top, rows, rgb in
                canvas.draw(rgb, x: frame.x, y: frame.y + top, width: frame.width, rows: rows)
            }
            receiver.take(whole: canvas.pixels)
        }
        return Drawn(metadata: metadata, clipped: clipped)
    }
}

extension VipsPicture {
    /// As `forEachStrip`, each strip converted to 8-bit RGB; counts the pixels that were clipped.
    fileprivate func forEachRGBStrip(
        _ conversion: PixelConversion, _ clipped: inout Int,
        _ body: (_ top: Int, _ rows: Int, _ rgb: Span<UInt8>) -> Void
    ) throws(ImageCodecError) {
        let (width, bands) = (width, bands)
        let isWide = try bytesPerSample() == 2
        try forEachStrip { top, rows, bytes in
            if conversion.keepsBytes, bands == 3, !isWide {
                body(top, rows, bytes)
                return
            }
            var samples = unsafe bytes.withUnsafeBufferPointer { unsafe Array($0) }
            if isWide {
                let narrowed = conversion.narrowed(samples, bands: bands)
                samples = narrowed.samples
                clipped += narrowed.clipped
            }
            let rgb = conversion.rgb(samples, pixels: width * rows, bands: bands)
            body(top, rows, rgb.span)
        }
    }
}

extension DecodingPlan.Metadata {
    /// The XMP packet, if there is one and it is not too long.
    fileprivate func readableXMP(_ limits: DecodingLimits) -> ArraySlice<UInt8>? {
        xmp.flatMap { $0.count <= limits.maximumXMPBytes ? $0 : nil }
    }

    /// What to say about metadata that were not read: they may have named people.
    fileprivate func xmpNotices(_ limits: DecodingLimits) -> [DecodingNotice] {
        guard let xmp else { return packedXMP ? [.xmpUnreadable] : [] }
        if readableXMP(limits) != nil { return [] }
        return [.xmpTooLarge(bytes: xmp.count, limit: limits.maximumXMPBytes)]
    }
}
