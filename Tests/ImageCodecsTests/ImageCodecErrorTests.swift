import ImageCodecs
import Testing

struct ImageCodecErrorTests {
    private static let convert =
        "Supported are JPEG, PNG, WebP, GIF, TIFF, BMP, HEIF/AVIF: convert the image to one of "
        + "these."

    private static let sentences: [(ImageCodecError, String)] = [
        (
            .empty,
            "The file is empty. Check that it was copied or downloaded completely."
        ),
        (
            .unknownFormat(firstBytes: Array("hello".utf8)),
            "The bytes are no image in a known format: they begin with 68 65 6c 6c 6f (\"hello\"). "
                + convert
        ),
        (
            .unknownFormat(firstBytes: [0, 255]),
            "The bytes are no image in a known format: they begin with 00 ff. " + convert
        ),
        (
            .unsupported(kind: "a PDF document"),
            "This is a PDF document, which is not supported. " + convert
        ),
        (
            .tooLarge(width: 60000, height: 50000, limit: 200_000_000),
            "The image has 60000 x 50000 pixels; the limit is 200000000 pixels in all. "
                + "Make the image smaller, or raise the limit."
        ),
        (
            .truncated(format: .webp),
            "The WebP data ends before the image is complete. Copy or download the file again."
        ),
        (
            .corrupt(format: .gif, reason: "it has no picture"),
            "The GIF data cannot be decoded: it has no picture. "
                + "Open the image in an image editor and save it again, or take another copy."
        ),
        (
            .loaderMissing(format: .heif),
            "This is HEIF/AVIF, which the installed libvips cannot read. "
                + "Install a libvips with HEIF/AVIF support, or convert the image to PNG."
        ),
        (
            .libraryUnavailable(reason: "no memory"),
            "The image library libvips could not be started: no memory. "
                + "Check its installation (Debian: libvips-dev)."
        ),
        (
            .notEncoded(reason: "no saver"),
            "A small copy of the image could not be saved as JPEG: no saver. "
                + "Install a libvips with JPEG support (Debian: libvips-dev)."
        ),
    ]

    @Test(arguments: sentences)
    func `an error says what was found and what to do`(
        _ error: ImageCodecError, _ sentence: String
    ) {
        #expect(error.description == sentence)
    }

    private static let noticeSentences: [(DecodingNotice, String)] = [
        (
            .clippedGrey(pixels: 7, of: 9),
            "7 of 9 pixels of this 16-bit grey image lie above 255 and were read as white, as "
                + "Pillow reads them. Convert it to 8 bits to keep its shades."
        ),
        (.onlyFirst(.gif), "This GIF is an animation; only its first frame was read."),
        (.onlyFirst(.tiff), "This TIFF has several pages; only the first was read."),
        (
            .onlyFirst(.heif),
            "This HEIF/AVIF file has several pictures or frames; only the primary one was read."
        ),
        (
            .xmpTooLarge(bytes: 9, limit: 8),
            "The XMP metadata (9 bytes) is longer than 8 bytes and was not read, so it was not "
                + "looked at for names of people."
        ),
        (
            .xmpUnreadable,
            "The compressed XMP metadata could not be unpacked, so it was not looked at for names "
                + "of people."
        ),
    ]

    @Test(arguments: noticeSentences)
    func `a notice says what was done`(_ notice: DecodingNotice, _ sentence: String) {
        #expect(notice.description == sentence)
    }

    @Test func `what libvips says about corrupt data reaches the error`() throws {
        var bytes = try ImageFixture.bytes("rgb-8.png")
        let data = try #require(
            bytes.indices.dropLast(4).first { Array(bytes[$0..<$0 + 4]) == Array("IDAT".utf8) })
        bytes[data + 4] = 0
        let error = #expect(throws: ImageCodecError.self) {
            _ = try ImageDecoder().decode(bytes)
        }
        guard case .corrupt(.png, let reason) = error else {
            Issue.record("expected corrupt data, got \(String(describing: error))")
            return
        }
        #expect(reason.contains("png"))
    }

    @Test func `no bytes are an empty file`() {
        #expect(throws: ImageCodecError.empty) { try ImageDecoder().decode([]) }
    }
}
