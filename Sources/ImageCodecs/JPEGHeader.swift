/// The marker segments of a JPEG up to its first scan.
struct JPEGHeader {
    private let width: Int
    private let height: Int
    /// 1 grey, 3 colour, 4 CMYK.
    private let components: Int
    private let metadata: DecodingPlan.Metadata
    /// Whether one scan holds everything; of several, the decoder gathers the whole picture first.
    private let isSequential: Bool
    /// The compressed pixels, from the first scan on.
    private let scans: ArraySlice<UInt8>
    /// The segments before it that decoding needs: libvips would read EXIF, profiles and whatever
    /// else there is, which takes time and is the riskiest part of a file from anywhere.
    private let head: [UInt8]

    init(_ bytes: [UInt8]) throws(ImageCodecError) {
        let reader = ByteReader(bytes)
        var frame: ArraySlice<UInt8>?
        var exif: [UInt8]?
        var xmp: ArraySlice<UInt8>?
        var head: [UInt8] = [0xFF, 0xD8]
        var isProgressive = false
        var scanComponents: UInt8?
        var position = 2
        scan: while true {
            guard let byte = reader.byte(at: position), let marker = reader.byte(at: position + 1)
            else { throw .truncated(format: .jpeg) }
            // Bytes between segments and doubled 0xFF are skipped, as every reader does.
            guard byte == 0xFF, marker != 0xFF, marker != 0 else {
                position += 1
                continue
            }
            if marker == 0x01 || (0xD0...0xD8).contains(marker) {
                position += 2
                continue
            }
            guard marker != 0xD9 else {
                throw .corrupt(format: .jpeg, reason: "it ends before its first scan")
            }
            guard let length = reader.integer(at: position + 2, size: 2, .big),
                let segment = reader.slice(at: position + 4, count: length - 2)
            else { throw .truncated(format: .jpeg) }
            if !Self.isMetadata(marker) {
                head += bytes[position..<(position + 2 + length)]
            }
            switch marker {
            case 0xC0...0xCF where ![0xC4, 0xC8, 0xCC].contains(marker):
                try Self.checkProcess(marker)
                isProgressive = [0xC2, 0xCA].contains(marker)
                frame = segment
            case 0xE1 where segment.starts(with: Array("Exif\0\0".utf8)):
                // A block that is longer than a segment is continued in the next one.
                exif = exif.map { $0 + segment.dropFirst(6) } ?? Array(segment)
            case 0xE1 where segment.starts(with: Self.xmpMark):
                xmp = segment.dropFirst(Self.xmpMark.count)
            case 0xDA:
                scanComponents = segment.first
                position += 2 + length
                break scan
            default:
                break
            }
            position += 2 + length
        }
        guard let frame, frame.count >= 6 else {
            throw .corrupt(format: .jpeg, reason: "it has no frame header")
        }
        let fields = ByteReader(Array(frame))
        guard let precision = fields.byte(at: 0),
            let height = fields.integer(at: 1, size: 2, .big),
            let width = fields.integer(at: 3, size: 2, .big),
            let components = fields.byte(at: 5)
        else { throw .corrupt(format: .jpeg, reason: "its frame header is too short") }
        guard precision == 8 else {
            throw .unsupported(kind: "a JPEG with \(precision) bits per sample")
        }
        guard [1, 3, 4].contains(components) else {
            throw .unsupported(kind: "a JPEG with \(components) colour components")
        }
        self.width = width
        self.height = height
        self.components = components
        isSequential = !isProgressive && scanComponents.map(Int.init) == components
        scans = bytes[position...]
        self.head = head
        metadata = .init(exif: exif.flatMap { TIFFDirectory(exif: $0[...]) }, xmp: xmp)
    }

    private static let xmpMark = Array("http://ns.adobe.com/xap/1.0/\0".utf8)

    /// Application segments and comments, but for JFIF's and Adobe's, which say how colours are
    /// meant.
    private static func isMetadata(_ marker: Int) -> Bool {
        (0xE1...0xEF).contains(marker) && marker != 0xEE || marker == 0xFE
    }

    /// Baseline, extended and progressive, Huffman or arithmetic, are read.
    private static func checkProcess(_ marker: Int) throws(ImageCodecError) {
        guard [0xC0, 0xC1, 0xC2, 0xC9, 0xCA].contains(marker) else {
            throw .unsupported(kind: "a lossless or hierarchical JPEG")
        }
    }

    func plan() -> DecodingPlan {
        let colour: PixelConversion.Colour =
            switch components {
            case 1: .grey
            case 3: .rgb
            default: .cmyk
            }
        return DecodingPlan(
            width: width, height: height, frame: .init(width: width, height: height),
            payload: head + scans, conversion: PixelConversion(colour: colour),
            metadata: metadata, isSequential: isSequential, jpegScans: head.count
        )
    }
}
