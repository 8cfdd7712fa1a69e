/// How stored rows and columns lie in the upright picture: EXIF orientations 1...8.
enum Orientation: Int, CaseIterable {
    case upright = 1
    case mirrored, rotated180, flipped, transposed, rotated90, transversed, rotated270

    /// The orientation that Pillow's `exif_transpose` goes by.
    ///
    /// That is the EXIF tag or, if it is absent, `tiff:Orientation` in the XMP packet. What is
    /// broken or out of range counts as upright; a tag that is there hides the XMP even then.
    init(exif: TIFFDirectory?, xmp: ArraySlice<UInt8>?) {
        var number: Int?
        if let exif, exif.contains(.orientation) {
            number = Self.shortOrLong(exif)
        } else if let xmp {
            number = Self.number(inXMP: Array(xmp))
        }
        self = number.flatMap(Orientation.init(rawValue:)) ?? .upright
    }

    private static func shortOrLong(_ directory: TIFFDirectory) -> Int? {
        // A single byte is no number to Pillow but a string of one byte.
        guard let location = directory.location(.orientation), location.valueSize > 1 else {
            return nil
        }
        return directory.integer(.orientation)
    }

    /// The digit after the first `tiff:Orientation="` or `tiff:Orientation>`.
    private static func number(inXMP packet: [UInt8]) -> Int? {
        let reader = ByteReader(packet)
        let name = Array("tiff:Orientation".utf8)
        var position = 0
        while let found = reader.firstIndex(of: name, from: position) {
            var end = found + name.count
            if reader.has("=\"", at: end) {
                end += 2
            } else if reader.has(">", at: end) {
                end += 1
            } else {
                position = end
                continue
            }
            if let digit = reader.byte(at: end), (0x30...0x39).contains(digit) {
                return digit - 0x30
            }
            position = end
        }
        return nil
    }

    /// Whether the upright picture is as wide as the stored one is high.
    var swapsSides: Bool { rawValue >= 5 }

    /// Where a stored pixel goes: pixel (x, y) of a stored `width` x `height` picture is number
    /// `origin + x * column + y * row` of the upright one.
    func steps(width: Int, height: Int) -> (origin: Int, column: Int, row: Int) {
        let last = width * height - 1
        return switch self {
        case .upright: (0, 1, width)
        case .mirrored: (width - 1, -1, width)
        case .rotated180: (last, -1, -width)
        case .flipped: (last - width + 1, 1, -width)
        case .transposed: (0, height, 1)
        case .rotated90: (height - 1, height, -1)
        case .transversed: (last, -height, -1)
        case .rotated270: (last - height + 1, -height, 1)
        }
    }
}
