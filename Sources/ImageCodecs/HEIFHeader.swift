/// The boxes of a HEIF or AVIF file, as far as they say how large its pictures are.
///
/// libheif, behind libvips, understands the rest. Its colours are not all Pillow's: with HEVC they
/// equal pillow-heif's, or with chroma of half the height differ by 1; with AVIF they differ by 1,
/// and by more at edges where chroma is subsampled, since Pillow's libavif fills in chroma
/// smoothly and the libheif of Debian 12 repeats it.
enum HEIFHeader {
    /// The pixels of the largest picture that the file names.
    ///
    /// Throws if the file was cut, or if it names a picture (or a tile of one) above the limit.
    static func check(_ bytes: [UInt8], _ limits: DecodingLimits) throws(ImageCodecError) -> Int {
        var pixels = 0
        let reader = ByteReader(bytes)
        for meta in try boxes(reader, in: 0..<bytes.count) where meta.name == "meta" {
            // Four bytes of version and flags come before what `meta` and `ispe` hold.
            for properties in try boxes(reader, in: meta.content.dropFirst(4), "iprp") {
                for container in try boxes(reader, in: properties.content, "ipco") {
                    for size in try boxes(reader, in: container.content, "ispe") {
                        let start = size.content.lowerBound + 4
                        guard let width = reader.integer(at: start, size: 4, .big),
                            let height = reader.integer(at: start + 4, size: 4, .big)
                        else { throw .truncated(format: .heif) }
                        try limits.check(width: width, height: height, format: .heif)
                        pixels = max(pixels, width * height)
                    }
                }
            }
        }
        return pixels
    }

    private struct Box {
        let name: String
        let content: Range<Int>
    }

    /// The boxes that lie in `range` one after another, or those of one name.
    private static func boxes(
        _ reader: ByteReader, in range: Range<Int>, _ wanted: String? = nil
    ) throws(ImageCodecError) -> [Box] {
        var boxes: [Box] = []
        var position = range.lowerBound
        while position + 8 <= range.upperBound {
            guard var length = reader.integer(at: position, size: 4, .big),
                let name = reader.slice(at: position + 4, count: 4)
            else { throw .truncated(format: .heif) }
            var headerLength = 8
            // 0 means to the end, 1 that the length follows in eight bytes.
            if length == 0 { length = range.upperBound - position }
            if length == 1 {
                guard let long = reader.integer(at: position + 8, size: 8, .big) else {
                    throw .truncated(format: .heif)
                }
                length = long
                headerLength = 16
            }
            guard length >= headerLength else {
                throw .corrupt(format: .heif, reason: "a box is shorter than its own header")
            }
            guard length <= range.upperBound - position else { throw .truncated(format: .heif) }
            let box = Box(
                name: String(decoding: name, as: UTF8.self),
                content: (position + headerLength)..<(position + length))
            if wanted == nil || wanted == box.name { boxes.append(box) }
            position += length
        }
        return boxes
    }

    /// The plan for an opened picture: libheif has applied the file's own rotation and mirroring,
    /// and by the standard EXIF orientation does not count.
    static func plan(_ bytes: [UInt8], _ picture: VipsPicture) -> DecodingPlan {
        // libvips knows XMP by its root element only; with a packet header before it, it is the
        // item's number in the file.
        let names = ["xmp-data"] + (0..<16).map { "heif-mime-\($0)" }
        let xmp = names.lazy.compactMap { picture.data($0) }.first
        return DecodingPlan(
            width: picture.width, height: picture.height,
            frame: .init(width: picture.width, height: picture.height), payload: [],
            conversion: PixelConversion(colour: .rgb),
            metadata: .init(xmp: xmp.map { $0[...] }, isTurned: true),
            hasMore: picture.pages > 1 || isSequence(bytes)
        )
    }

    /// Whether the main brand is one of the animations', whose frames libheif does not count.
    private static func isSequence(_ bytes: [UInt8]) -> Bool {
        let brands: [StaticString] = ["avis", "hevc", "hevx", "msf1"]
        return brands.contains { ByteReader(bytes).has($0, at: 8) }
    }
}
