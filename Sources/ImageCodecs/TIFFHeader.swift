/// The first page of a TIFF.
struct TIFFHeader {
    private let directory: TIFFDirectory
    private let bytes: [UInt8]
    private let width: Int
    private let height: Int
    private let bits: Int
    private let samples: Int
    private let photometric: Photometric
    private let extraSamples: [Int]
    private let hasMorePages: Bool

    private enum Photometric: Int {
        case whiteIsZero, blackIsZero, rgb, palette, mask, cmyk, ycbcr
    }

    init(_ bytes: [UInt8]) throws(ImageCodecError) {
        guard let directory = TIFFDirectory(bytes), let next = directory.next else {
            throw .truncated(format: .tiff)
        }
        guard let width = directory.integer(.imageWidth),
            let height = directory.integer(.imageLength)
        else { throw .corrupt(format: .tiff, reason: "its size is missing") }
        let bits = try Self.numbers(directory, .bitsPerSample, orElse: [1])
        let samples = try Self.number(directory, .samplesPerPixel, orElse: 1)
        let photometric = try Self.number(directory, .photometric, orElse: 0)
        let formats = try Self.numbers(directory, .sampleFormat, orElse: [1])
        let kind = Photometric(rawValue: photometric)
        guard let kind, kind != .mask else {
            throw .unsupported(kind: "a TIFF in colour space \(photometric)")
        }
        guard formats.allSatisfy({ $0 == 1 }) else {
            throw .unsupported(kind: "a TIFF with signed or fractional samples")
        }
        guard let depth = bits.first, bits.allSatisfy({ $0 == depth }),
            Self.depths(of: kind).contains(depth)
        else {
            let depths = bits.prefix(8).map(String.init).joined(separator: "/")
            throw .unsupported(
                kind: "a TIFF with \(depths) bits per sample in colour space \(photometric)")
        }
        let extras = try Self.numbers(directory, .extraSamples, orElse: [])
        // As many as any camera or editor writes; each one is decoded to be dropped.
        guard samples >= Self.colours(of: kind, samples: samples), samples <= 6 else {
            throw .unsupported(kind: "a TIFF with \(samples) samples per pixel")
        }
        self.directory = directory
        self.bytes = bytes
        self.width = width
        self.height = height
        self.bits = depth
        self.photometric = kind
        extraSamples = extras
        hasMorePages = next != 0
        self.samples = samples
        try checkCompression()
    }

    /// The values of a tag, or what the format says an absent one means.
    private static func numbers(
        _ directory: TIFFDirectory, _ tag: TIFFDirectory.Tag, orElse absent: [Int]
    ) throws(ImageCodecError) -> [Int] {
        guard directory.contains(tag) else { return absent }
        guard let values = directory.integers(tag) else {
            throw .corrupt(format: .tiff, reason: "its tag \(tag.rawValue) cannot be read")
        }
        return values
    }

    private static func number(
        _ directory: TIFFDirectory, _ tag: TIFFDirectory.Tag, orElse absent: Int
    ) throws(ImageCodecError) -> Int {
        let values = try numbers(directory, tag, orElse: [absent])
        guard values.count == 1 else {
            throw .corrupt(format: .tiff, reason: "its tag \(tag.rawValue) has several values")
        }
        return values[0]
    }

    private static func depths(of kind: Photometric) -> [Int] {
        switch kind {
        case .whiteIsZero, .blackIsZero: [1, 2, 4, 8, 16]
        case .palette: [1, 2, 4, 8]
        case .ycbcr: [8]
        default: [8, 16]
        }
    }

    private static func colours(of kind: Photometric, samples: Int) -> Int {
        switch kind {
        case .whiteIsZero, .blackIsZero, .palette, .mask: 1
        case .rgb: 3
        case .ycbcr: samples == 1 ? 1 : 3
        case .cmyk: 4
        }
    }

    private func checkCompression() throws(ImageCodecError) {
        let compression = try Self.number(directory, .compression, orElse: 1)
        switch compression {
        // None, CCITT, LZW, JPEG, deflate, PackBits, LZMA, Zstandard, WebP.
        case 1...5, 7, 8, 32773, 32946, 34925, 50000, 50001: break
        case 6: throw .unsupported(kind: "a TIFF with old-style JPEG compression")
        default: throw .unsupported(kind: "a TIFF with compression \(compression)")
        }
        guard photometric != .ycbcr || compression == 7 else {
            throw .unsupported(kind: "a TIFF in YCbCr without JPEG compression")
        }
    }

    /// The plan, once the size is checked.
    func plan(_ limits: DecodingLimits) throws(ImageCodecError) -> DecodingPlan {
        try limits.check(width: width, height: height, format: .tiff)
        if let tileWidth = directory.integer(.tileWidth),
            let tileLength = directory.integer(.tileLength)
        {
            // One tile is decoded whole, however small the picture; 16 megapixels always may be.
            try DecodingLimits(maximumPixels: max(limits.maximumPixels, 1 << 24))
                .check(width: tileWidth, height: tileLength, format: .tiff)
        }
        try checkComplete()
        var conversion = PixelConversion(colour: colour)
        if bits == 16, colour == .grey {
            conversion.sixteenBit =
                photometric == .whiteIsZero ? .clippedUninverted : .clipped
        }
        let isPremultiplied = photometric == .rgb && extraSamples.first == 1
        conversion.dividesByAlpha = isPremultiplied
        return DecodingPlan(
            width: width, height: height, frame: .init(width: width, height: height),
            payload: payload(hidingPremultiplication: isPremultiplied), conversion: conversion,
            metadata: metadata, hasMore: hasMorePages
        )
    }

    private var colour: PixelConversion.Colour {
        switch photometric {
        case .whiteIsZero, .blackIsZero, .mask: .grey
        case .palette: hasGreyPalette ? .grey : .rgb
        case .rgb: .rgb
        case .ycbcr: samples == 1 ? .grey : .rgb
        case .cmyk: .cmyk
        }
    }

    /// libvips makes one band of a palette whose colours are all grey.
    ///
    /// (It also reads the palettes of 8-bit colours that old programs wrote; Pillow sees black.)
    private var hasGreyPalette: Bool {
        guard let map = directory.integers(.colorMap) else { return false }
        let third = map.count / 3
        return (0..<third).allSatisfy {
            map[$0] == map[third + $0] && map[$0] == map[2 * third + $0]
        }
    }

    private var metadata: DecodingPlan.Metadata {
        // EXIF blocks are little TIFF files, so this one is its own.
        .init(exif: directory, xmp: directory.data(.xmp))
    }

    /// Strips and tiles must lie inside the file.
    private func checkComplete() throws(ImageCodecError) {
        let pairs: [(TIFFDirectory.Tag, TIFFDirectory.Tag)] = [
            (.stripOffsets, .stripByteCounts), (.tileOffsets, .tileByteCounts),
        ]
        for (offsetTag, countTag) in pairs where directory.contains(offsetTag) {
            guard let offsets = directory.integers(offsetTag) else {
                throw .truncated(format: .tiff)
            }
            let counts = directory.integers(countTag) ?? []
            for (index, offset) in offsets.enumerated() {
                let count = index < counts.count ? counts[index] : 0
                guard offset < bytes.count, count <= bytes.count - offset else {
                    throw .truncated(format: .tiff)
                }
            }
        }
    }

    /// The file for libvips: of the first page alone, since libvips walks all pages to count them;
    /// and with premultiplied alpha called plain, since Pillow's way to divide by it is another.
    private func payload(hidingPremultiplication isPremultiplied: Bool) -> [UInt8] {
        var payload = bytes
        if hasMorePages {
            for index in 0..<directory.nextOffset.size {
                payload[directory.nextOffset.position + index] = 0
            }
        }
        if isPremultiplied, let field = directory.location(.extraSamples) {
            let low = directory.order == .little ? 0 : field.valueSize - 1
            payload[field.offset + low] = 2
        }
        return payload
    }
}
