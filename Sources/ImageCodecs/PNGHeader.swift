/// The chunks of a PNG.
struct PNGHeader {
    static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

    private let width: Int
    private let height: Int
    private let bitDepth: Int
    private let colourType: Int
    private let isInterlaced: Bool
    private let metadata: DecodingPlan.Metadata
    private let isAnimated: Bool
    /// Length of the compressed pixels, chunk headers included.
    private let pixelBytes: Int
    /// Signature and chunks that libvips needs: size, palette, pixels, packed metadata.
    private let payload: [UInt8]

    init(_ bytes: [UInt8]) throws(ImageCodecError) {
        let reader = ByteReader(bytes)
        guard let headerLength = reader.integer(at: 8, size: 4, .big),
            let width = reader.integer(at: 16, size: 4, .big),
            let height = reader.integer(at: 20, size: 4, .big),
            let bitDepth = reader.byte(at: 24), let colourType = reader.byte(at: 25),
            let interlacing = reader.byte(at: 28)
        else { throw .truncated(format: .png) }
        guard headerLength == 13, reader.has("IHDR", at: 12) else {
            throw .corrupt(format: .png, reason: "it does not begin with its header chunk")
        }
        self.width = width
        self.height = height
        self.bitDepth = bitDepth
        self.colourType = colourType
        isInterlaced = interlacing != 0

        var parts = PNGParts()
        var position = Self.signature.count
        repeat {
            guard let length = reader.integer(at: position, size: 4, .big),
                let name = reader.slice(at: position + 4, count: 4),
                let content = reader.slice(at: position + 8, count: length),
                let chunk = reader.slice(at: position, count: length + 12)
            else { throw .truncated(format: .png) }
            parts.add(chunk, name: String(decoding: name, as: UTF8.self), content: content)
            position += chunk.count
        } while !parts.isComplete
        metadata = parts.metadata
        isAnimated = parts.frames > 1
        payload = Self.signature + parts.head + parts.packed + parts.tail
        pixelBytes = parts.tail.count
    }

    /// The plan, once the size is checked.
    func plan(_ limits: DecodingLimits) throws(ImageCodecError) -> DecodingPlan {
        try limits.check(width: width, height: height, format: .png)
        // Deflate shrinks to a 1032th at most: less cannot hold a picture of this size.
        guard width * height * bitDepth / 8 <= pixelBytes * 1032 else {
            throw .truncated(format: .png)
        }
        let isGrey = colourType == 0 || colourType == 4
        var conversion = PixelConversion(colour: isGrey ? .grey : .rgb)
        // Grey alone clips; grey with alpha and colour keep their high bytes.
        if colourType == 0, bitDepth == 16 { conversion.sixteenBit = .clipped }
        return DecodingPlan(
            width: width, height: height, frame: .init(width: width, height: height),
            payload: payload, conversion: conversion, metadata: metadata, hasMore: isAnimated,
            isSequential: !isInterlaced
        )
    }
}

/// What is gathered while the chunks of a PNG pass by.
///
/// Text, profiles, transparency and animation never reach libvips: they do not change the colours
/// of the first frame, and each is a way to make a small file expensive.
private struct PNGParts {
    var head: [UInt8] = []
    var packed: [UInt8] = []
    var tail: [UInt8] = []
    var metadata = DecodingPlan.Metadata()
    var frames = 0
    var isComplete = false

    /// Longer compressed chunks are not unpacked.
    private static let maximumPackedBytes = 1 << 20

    mutating func add(_ chunk: ArraySlice<UInt8>, name: String, content: ArraySlice<UInt8>) {
        switch name {
        case "IHDR", "PLTE":
            head += chunk
        case "IDAT":
            tail += chunk
        case "IEND":
            tail += chunk
            isComplete = true
        case "eXIf":
            metadata.exif = TIFFDirectory(exif: content)
        case "tEXt", "zTXt", "iTXt":
            addText(chunk, name: name, content: content)
        case "acTL":
            frames = ByteReader(Array(content)).integer(at: 0, size: 4, .big) ?? 0
        default:
            break
        }
    }

    private mutating func addText(
        _ chunk: ArraySlice<UInt8>, name: String, content: ArraySlice<UInt8>
    ) {
        let keyword = content.prefix { $0 != 0 }
        let value = content.dropFirst(keyword.count + 1)
        switch (name, String(decoding: keyword, as: UTF8.self)) {
        case ("iTXt", "XML:com.adobe.xmp"):
            // Compression flag and method, then language and translated keyword, each ended by 0.
            let isPacked = value.first == 1
            guard !isPacked else {
                if !metadata.packedXMP { keep(chunk) }
                metadata.packedXMP = true
                return
            }
            let fields = value.dropFirst(2).split(
                separator: 0, maxSplits: 2, omittingEmptySubsequences: false)
            if fields.count == 3 { metadata.xmp = fields[2] }
        case ("tEXt", PNGRawProfile.keyword) where metadata.exif == nil:
            metadata.exif = PNGRawProfile.bytes(value).flatMap { TIFFDirectory(exif: $0[...]) }
        case ("zTXt", PNGRawProfile.keyword):
            if !metadata.packedEXIF { keep(chunk) }
            metadata.packedEXIF = true
        default:
            break
        }
    }

    /// Keeps a compressed chunk for libvips to unpack, which it does within bounds of its own.
    private mutating func keep(_ chunk: ArraySlice<UInt8>) {
        if chunk.count <= Self.maximumPackedBytes { packed += chunk }
    }
}

/// ImageMagick's way to keep EXIF in a PNG text chunk: a name, a length, then hexadecimal digits.
enum PNGRawProfile {
    static let keyword = "Raw profile type exif"

    static func bytes(_ text: some Collection<UInt8>) -> [UInt8]? {
        let lines = text.split(separator: 10, maxSplits: 3, omittingEmptySubsequences: false)
        guard lines.count == 4, let body = lines.last else { return nil }
        var bytes: [UInt8] = []
        var high: UInt8?
        for character in body where character != 10 {
            guard let digit = Character(UnicodeScalar(character)).hexDigitValue else { return nil }
            if let first = high {
                bytes.append(first << 4 | UInt8(digit))
                high = nil
            } else {
                high = UInt8(digit)
            }
        }
        return bytes
    }
}
