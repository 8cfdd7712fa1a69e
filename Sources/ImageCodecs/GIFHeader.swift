/// The blocks of a GIF up to the end of its first frame.
struct GIFHeader {
    private let screen: (width: Int, height: Int)
    private let frame: DecodingPlan.Frame
    private let isInterlaced: Bool
    /// 256 colours, `[256, 3]`.
    private let palette: [UInt8]
    /// The colour number of everything around the frame.
    private let backdrop: Int
    /// The frame's coded colour numbers, from the code size to the closing empty block.
    private let codes: ArraySlice<UInt8>
    private let hasMore: Bool

    init(_ bytes: [UInt8]) throws(ImageCodecError) {
        let reader = ByteReader(bytes)
        guard let screenWidth = reader.integer(at: 6, size: 2, .little),
            let screenHeight = reader.integer(at: 8, size: 2, .little),
            let flags = reader.byte(at: 10)
        else { throw .truncated(format: .gif) }
        var position = 13
        let globalColours = try Self.colours(reader, flags: flags, at: &position)
        let transparent = try Self.skipExtensions(reader, at: &position)
        guard reader.byte(at: position) == Self.imageMark else {
            throw .corrupt(format: .gif, reason: "it has no picture")
        }
        guard let x = reader.integer(at: position + 1, size: 2, .little),
            let y = reader.integer(at: position + 3, size: 2, .little),
            let width = reader.integer(at: position + 5, size: 2, .little),
            let height = reader.integer(at: position + 7, size: 2, .little),
            let frameFlags = reader.byte(at: position + 9)
        else { throw .truncated(format: .gif) }
        position += 10
        let colours = try Self.colours(reader, flags: frameFlags, at: &position) ?? globalColours
        let start = position
        position += 1
        try Self.skipBlocks(reader, at: &position)

        frame = .init(x: x, y: y, width: width, height: height)
        // A frame that reaches over the screen's edge widens it, as in Pillow.
        screen = (max(screenWidth, x + width), max(screenHeight, y + height))
        isInterlaced = frameFlags & 0x40 != 0
        palette = Self.completed(colours)
        backdrop = transparent ?? 0
        codes = bytes[start..<position]
        // What follows is looked at only to say that there is more; it may be broken.
        _ = try? Self.skipExtensions(reader, at: &position)
        hasMore = reader.byte(at: position) == Self.imageMark
    }

    /// The plan, once the size is checked.
    ///
    /// libvips is given a file of this frame alone, whose palette is 256 greys: what comes back are
    /// colour numbers. Colours, transparency and the frame's place are then ours to put on, as
    /// Pillow does, and a million frames cost no more than one.
    func plan(_ limits: DecodingLimits) throws(ImageCodecError) -> DecodingPlan {
        try limits.check(width: screen.width, height: screen.height, format: .gif)
        guard GIFCodes(bytes: codes).fill(pixels: frame.width * frame.height) else {
            throw .truncated(format: .gif)
        }
        let isCovered = frame.width == screen.width && frame.height == screen.height
        let size = Self.bytes(frame.width) + Self.bytes(frame.height)
        var payload = Array("GIF89a".utf8) + size + [0, 0, 0]
        payload += [UInt8(Self.imageMark), 0, 0, 0, 0] + size
        payload.append(0x87 | (isInterlaced ? 0x40 : 0))
        payload += Self.greys
        payload += codes
        payload.append(UInt8(Self.trailer))
        return DecodingPlan(
            width: screen.width, height: screen.height, frame: frame, payload: payload,
            conversion: PixelConversion(colour: .indexed(palette)),
            background: isCovered ? [0, 0, 0] : Array(palette[(backdrop * 3)...].prefix(3)),
            hasMore: hasMore
        )
    }

    private static let imageMark = 0x2C
    private static let extensionMark = 0x21
    private static let trailer = 0x3B

    private static func bytes(_ number: Int) -> [UInt8] {
        [UInt8(truncatingIfNeeded: number), UInt8(truncatingIfNeeded: number >> 8)]
    }

    /// The colour table that `flags` announce, nil if they do not.
    private static func colours(
        _ reader: ByteReader, flags: Int, at position: inout Int
    ) throws(ImageCodecError) -> ArraySlice<UInt8>? {
        guard flags & 0x80 != 0 else { return nil }
        let length = 3 << (flags & 7 + 1)
        guard let colours = reader.slice(at: position, count: length) else {
            throw .truncated(format: .gif)
        }
        position += length
        return colours
    }

    /// A table of 256 colours as Pillow has it: without one, and with one that is a scale of greys,
    /// numbers are greys; beyond the end of another one lies black.
    private static func completed(_ colours: ArraySlice<UInt8>?) -> [UInt8] {
        let given = colours.map(Array.init) ?? []
        if greys.starts(with: given) { return greys }
        return given + [UInt8](repeating: 0, count: greys.count - given.count)
    }

    private static let greys = (UInt8.min...UInt8.max).flatMap { [$0, $0, $0] }

    /// Passes extensions and returns the transparent colour number, if one is named.
    private static func skipExtensions(
        _ reader: ByteReader, at position: inout Int
    ) throws(ImageCodecError) -> Int? {
        var transparent: Int?
        while true {
            guard let mark = reader.byte(at: position) else { throw .truncated(format: .gif) }
            if mark == imageMark || mark == trailer { return transparent }
            position += 1
            // Stray bytes between blocks are passed over.
            guard mark == extensionMark else { continue }
            let isControl = reader.byte(at: position) == 0xF9
            if isControl, let flags = reader.byte(at: position + 2),
                let number = reader.byte(at: position + 5), flags & 1 != 0
            {
                transparent = number
            }
            position += 1
            try skipBlocks(reader, at: &position)
        }
    }

    /// Passes data blocks up to and including the empty one.
    private static func skipBlocks(
        _ reader: ByteReader, at position: inout Int
    ) throws(ImageCodecError) {
        while true {
            guard let length = reader.byte(at: position),
                position + 1 + length <= reader.count
            else { throw .truncated(format: .gif) }
            position += 1 + length
            if length == 0 { return }
        }
    }
}
