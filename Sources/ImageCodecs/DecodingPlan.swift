/// What a file's own header says, read without decoding a pixel: what libvips is given and what
/// becomes of its bands.
struct DecodingPlan {
    /// Size of the stored picture, before it is turned upright.
    var width: Int
    var height: Int
    /// Where the decoded part lies.
    var frame: Frame
    /// The bytes for libvips: the file, or only what makes the pixels of its first frame.
    var payload: [UInt8]
    var conversion: PixelConversion
    var metadata = Metadata()
    /// The colour around the frame.
    var background: [UInt8] = [0, 0, 0]
    /// Whether the file holds more pictures than this one.
    var hasMore = false
    /// Whether the decoder makes rows as it reads them; if not, it holds the whole picture.
    var isSequential = false
    /// Where the compressed pixels of a JPEG begin in the payload; nil for other formats.
    var jpegScans: Int?

    /// About the bytes that decoding sets aside at once.
    var workingBytes: Int {
        // Colours and alpha, or the coefficients that a progressive JPEG gathers.
        let decoder = isSequential ? 0 : frame.width * frame.height * 4
        let mayTurn = metadata.packedEXIF || metadata.orientation != .upright
        let canvas = mayTurn || !fillsPicture ? width * height * 3 : 0
        return payload.count + decoder + canvas
    }

    /// The size of the upright picture, as far as the header says how it lies.
    var uprightSize: (width: Int, height: Int) {
        metadata.orientation.swapsSides ? (height, width) : (width, height)
    }

    /// Whether the payload is a JPEG without an end mark: if it fails to decode, it was cut.
    ///
    /// Looked for behind the header, since an EXIF thumbnail has an end of its own.
    var isCutJPEG: Bool {
        guard let jpegScans else { return false }
        return ByteReader(payload).firstIndex(of: [0xFF, 0xD9], from: jpegScans) == nil
    }

    /// The same for a decoder that makes both sides shorter by a factor; what is left over is cut
    /// off.
    func shrunk(by factor: Int) -> DecodingPlan {
        guard factor > 1 else { return self }
        var plan = self
        plan.width = width / factor
        plan.height = height / factor
        plan.frame = Frame(width: plan.width, height: plan.height)
        return plan
    }

    /// Whether the decoded part is the whole picture.
    var fillsPicture: Bool { frame.width == width && frame.height == height }

    struct Frame {
        var x = 0
        var y = 0
        var width: Int
        var height: Int
    }

    struct Metadata {
        var exif: TIFFDirectory?
        var xmp: ArraySlice<UInt8>?
        /// The payload holds a compressed PNG text chunk with XMP, which libvips unpacks.
        var packedXMP = false
        /// The same with EXIF.
        var packedEXIF = false
        /// The decoder itself turns the picture upright.
        var isTurned = false

        var orientation: Orientation {
            isTurned ? .upright : Orientation(exif: exif, xmp: xmp)
        }

        /// The same with what libvips has unpacked.
        func unpacked(by picture: VipsPicture) -> Metadata {
            var metadata = self
            if packedXMP, xmp == nil {
                metadata.xmp = picture.data("xmp-data").map { $0[...] }
            }
            if packedEXIF, exif == nil {
                metadata.exif = picture.pngText(PNGRawProfile.keyword)
                    .flatMap { PNGRawProfile.bytes($0) }.flatMap { TIFFDirectory(exif: $0[...]) }
            }
            return metadata
        }
    }
}
