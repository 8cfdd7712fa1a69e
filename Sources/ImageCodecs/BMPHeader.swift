/// The header of a BMP, and its pixels: the format needs no decoder.
struct BMPHeader {
    /// The sizes that tell one generation of the header from another.
    static let sizes = [12, 40, 52, 56, 64, 108, 124]

    let width: Int
    let height: Int
    private let isTopDown: Bool
    private let bytesPerPixel: Int
    private let stride: Int
    private let pixelOffset: Int
    /// Where red, green and blue lie in a pixel.
    private let channels: [Int]
    private let bytes: [UInt8]

    init(_ bytes: [UInt8]) throws(ImageCodecError) {
        let reader = ByteReader(bytes)
        guard let pixelOffset = reader.integer(at: 10, size: 4, .little),
            let headerSize = reader.integer(at: 14, size: 4, .little)
        else { throw .truncated(format: .bmp) }
        // OS/2's first header has 16-bit fields.
        let isShort = headerSize == 12
        let fieldSize = isShort ? 2 : 4
        guard let width = reader.integer(at: 18, size: fieldSize, .little),
            let storedHeight = reader.integer(at: 18 + fieldSize, size: fieldSize, .little),
            let bits = reader.integer(at: 20 + 2 * fieldSize, size: 2, .little),
            let compression = isShort ? 0 : reader.integer(at: 30, size: 4, .little)
        else { throw .truncated(format: .bmp) }
        guard bits == 24 || bits == 32 else {
            throw .unsupported(kind: "a BMP with \(bits) bits per pixel (24 and 32 are read)")
        }
        switch compression {
        case 0: channels = [2, 1, 0]
        case 3: channels = try Self.channels(reader, bytesPerPixel: bits / 8)
        default: throw .unsupported(kind: "a BMP with \(Self.name(ofCompression: compression))")
        }
        // A negative height, in four bytes, means that the top row comes first.
        isTopDown = !isShort && storedHeight >= 1 << 31
        height = isTopDown ? (1 << 32) - storedHeight : storedHeight
        self.width = width
        self.pixelOffset = pixelOffset
        self.bytes = bytes
        bytesPerPixel = bits / 8
        // Rows are padded to whole groups of four bytes.
        stride = (width * bytesPerPixel + 3) & ~3
    }

    private static func name(ofCompression number: Int) -> String {
        switch number {
        case 1, 2: "run-length compression"
        case 4: "JPEG compression"
        case 5: "PNG compression"
        default: "compression \(number)"
        }
    }

    private static func channels(
        _ reader: ByteReader, bytesPerPixel: Int
    ) throws(ImageCodecError) -> [Int] {
        var masks: [Int] = []
        for channel in 0..<3 {
            guard let mask = reader.integer(at: 54 + 4 * channel, size: 4, .little) else {
                throw .truncated(format: .bmp)
            }
            masks.append(mask)
        }
        if masks == [0, 0, 0] { return [2, 1, 0] }
        let byteMasks = (0..<bytesPerPixel).map { 0xFF << ($0 * 8) }
        let channels = masks.compactMap { mask in byteMasks.firstIndex(of: mask) }
        guard channels.count == 3 else {
            throw .unsupported(kind: "a BMP whose colours are not one byte each")
        }
        return channels
    }

    /// The upright pixels; the size must have been checked.
    func canvas() throws(ImageCodecError) -> UprightCanvas {
        // The last row's padding may be missing.
        guard pixelOffset + stride * (height - 1) + width * bytesPerPixel <= bytes.count else {
            throw .truncated(format: .bmp)
        }
        var canvas = UprightCanvas(
            width: width, height: height, orientation: isTopDown ? .upright : .flipped)
        var row = [UInt8](repeating: 0, count: width * 3)
        for y in 0..<height {
            for x in 0..<width {
                let pixel = pixelOffset + y * stride + x * bytesPerPixel
                row[x * 3] = bytes[pixel + channels[0]]
                row[x * 3 + 1] = bytes[pixel + channels[1]]
                row[x * 3 + 2] = bytes[pixel + channels[2]]
            }
            canvas.draw(row.span, x: 0, y: y, width: width, rows: 1)
        }
        return canvas
    }
}
