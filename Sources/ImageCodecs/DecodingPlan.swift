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
