/// The chunks of a WebP.
struct WebPHeader {
    private let width: Int
    private let height: Int
    private let frame: DecodingPlan.Frame
    /// The coded picture of the first frame: its chunk name and content.
    private let name: String
    private let content: ArraySlice<UInt8>
    private let metadata: DecodingPlan.Metadata
    private let hasMore: Bool

    init(_ bytes: [UInt8]) throws(ImageCodecError) {
        let reader = ByteReader(bytes)
        guard let size = reader.integer(at: 4, size: 4, .little), size + 8 <= bytes.count else {
            throw .truncated(format: .webp)
        }
        let file = Array(bytes[..<(size + 8)])
        let chunks = try Self.chunks(in: file, from: 12)
        var canvas: (width: Int, height: Int)?
        var place: DecodingPlan.Frame?
        var coded: CodedFrame?
        var metadata = DecodingPlan.Metadata()
        var frames = 0
        for chunk in chunks {
            let fields = ByteReader(Array(chunk.content.prefix(16)))
            switch chunk.name {
            case "VP8X":
                guard let width = fields.integer(at: 4, size: 3, .little),
                    let height = fields.integer(at: 7, size: 3, .little)
                else { throw Self.broken("its header chunk is too short") }
                canvas = (width + 1, height + 1)
            case "VP8 ", "VP8L":
                if coded == nil { coded = try CodedFrame(chunk) }
            case "ANMF":
                frames += 1
                guard coded == nil else { continue }
                guard let x = fields.integer(at: 0, size: 3, .little),
                    let y = fields.integer(at: 3, size: 3, .little),
                    let width = fields.integer(at: 6, size: 3, .little),
                    let height = fields.integer(at: 9, size: 3, .little)
                else { throw Self.broken("its frame header is too short") }
                place = .init(x: 2 * x, y: 2 * y, width: width + 1, height: height + 1)
                let inner = try Self.chunks(in: Array(chunk.content), from: 16)
                for part in inner where coded == nil && CodedFrame.names.contains(part.name) {
                    coded = try CodedFrame(part)
                }
            case "EXIF":
                metadata.exif = metadata.exif ?? TIFFDirectory(exif: chunk.content)
            case "XMP ":
                metadata.xmp = metadata.xmp ?? chunk.content
            default:
                break
            }
        }
        guard let coded else { throw Self.broken("it has no picture") }
        frame = place ?? .init(width: coded.width, height: coded.height)
        width = canvas?.width ?? coded.width
        height = canvas?.height ?? coded.height
        guard frame.width == coded.width, frame.height == coded.height,
            frame.x + frame.width <= width, frame.y + frame.height <= height,
            place != nil || (frame.width == width && frame.height == height)
        else { throw Self.broken("its picture does not fit its canvas") }
        name = coded.name
        content = coded.content
        self.metadata = metadata
        hasMore = frames > 1
    }

    /// libvips is given a file of the first frame's colours alone: no alpha, which is not used,
    /// and no animation, whose blending would change colours below transparent pixels.
    func plan() -> DecodingPlan {
        let padding = content.count & 1
        var payload = Array("RIFF".utf8)
        payload += Self.bytes(content.count + padding + 12)
        payload += Array("WEBP\(name)".utf8)
        payload += Self.bytes(content.count)
        payload += content
        payload += [UInt8](repeating: 0, count: padding)
        return DecodingPlan(
            width: width, height: height, frame: frame, payload: payload,
            conversion: PixelConversion(colour: .rgb), metadata: metadata, hasMore: hasMore
        )
    }

    /// Four bytes, lowest first; lengths come from a file whose own length fits them.
    private static func bytes(_ number: Int) -> [UInt8] {
        (0..<4).map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) }
    }

    private static func broken(_ reason: String) -> ImageCodecError {
        .corrupt(format: .webp, reason: reason)
    }

    private typealias Chunk = (name: String, content: ArraySlice<UInt8>)

    private static func chunks(
        in bytes: [UInt8], from start: Int
    ) throws(ImageCodecError) -> [Chunk] {
        let reader = ByteReader(bytes)
        var chunks: [Chunk] = []
        var position = start
        while position + 8 <= bytes.count {
            guard let name = reader.slice(at: position, count: 4),
                let length = reader.integer(at: position + 4, size: 4, .little),
                let content = reader.slice(at: position + 8, count: length)
            else { throw .truncated(format: .webp) }
            chunks.append((String(decoding: name, as: UTF8.self), content))
            position += 8 + length + length & 1
        }
        return chunks
    }

    /// One coded picture; its size is in its first bytes.
    private struct CodedFrame {
        static let names = ["VP8 ", "VP8L"]

        let name: String
        let content: ArraySlice<UInt8>
        let width: Int
        let height: Int

        init(_ chunk: Chunk) throws(ImageCodecError) {
            let fields = ByteReader(Array(chunk.content.prefix(10)))
            name = chunk.name
            content = chunk.content
            if chunk.name == "VP8L" {
                guard fields.byte(at: 0) == 0x2F, let size = fields.integer(at: 1, size: 4, .little)
                else { throw WebPHeader.broken("its lossless picture has no header") }
                width = size & 0x3FFF + 1
                height = (size >> 14) & 0x3FFF + 1
            } else {
                guard fields.has([0x9D, 0x01, 0x2A], at: 3),
                    let width = fields.integer(at: 6, size: 2, .little),
                    let height = fields.integer(at: 8, size: 2, .little)
                else { throw WebPHeader.broken("its lossy picture has no header") }
                self.width = width & 0x3FFF
                self.height = height & 0x3FFF
            }
        }
    }
}
