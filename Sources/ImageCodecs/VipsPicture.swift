import CVips
import CVipsShims

/// An image that libvips has opened: its header is read, its pixels come when they are asked for.
@safe
final class VipsPicture {
    private let image: UnsafeMutablePointer<VipsImage>
    private let format: ImageFormat

    /// Opens `payload` with the loader of `format` and gives the picture to `body`, which must
    /// not keep it: libvips reads from the payload until the picture is gone.
    ///
    /// A factor of 2, 4 or 8 lets the decoder of a JPEG make both sides that much shorter.
    static func withPicture<Result>(
        _ payload: [UInt8], as format: ImageFormat, shrunkBy factor: Int = 1,
        _ body: (VipsPicture) throws(ImageCodecError) -> Result
    ) throws(ImageCodecError) -> Result {
        try VipsLibrary.start()
        // libvips keeps buffers per thread, and asks that threads it did not make drop them.
        defer { vips_thread_shutdown() }
        return try unsafe payload.withUnsafeBufferPointer {
            (bytes) throws(ImageCodecError) -> Result in
            let picture = try unsafe VipsPicture(bytes, as: format, shrunkBy: factor)
            return try body(picture)
        }
    }

    private init(
        _ payload: UnsafeBufferPointer<UInt8>, as format: ImageFormat, shrunkBy factor: Int
    ) throws(ImageCodecError) {
        let loader = try Self.loader(of: format)
        var opened: UnsafeMutablePointer<VipsImage>?
        let status = unsafe zeroshot_vips_open(
            loader, payload.baseAddress, payload.count, Int32(factor), &opened)
        guard status == 0, let opened = unsafe opened else {
            throw .corrupt(format: format, reason: VipsLibrary.takeErrors())
        }
        unsafe image = opened
        self.format = format
    }

    deinit {
        unsafe g_object_unref(image)
    }

    private static func loader(of format: ImageFormat) throws(ImageCodecError) -> String {
        let name: String? =
            switch format {
            case .jpeg: "jpegload_buffer"
            case .png: "pngload_buffer"
            case .webp: "webpload_buffer"
            case .gif: "gifload_buffer"
            case .tiff: "tiffload_buffer"
            case .heif: "heifload_buffer"
            case .bmp: nil
            }
        guard let name, unsafe vips_type_find("VipsOperation", name) != 0 else {
            throw .loaderMissing(format: format)
        }
        return name
    }

    var width: Int { Int(unsafe vips_image_get_width(image)) }
    var height: Int { Int(unsafe vips_image_get_height(image)) }
    var bands: Int { Int(unsafe vips_image_get_bands(image)) }
    /// How many pages or frames the file says it has.
    var pages: Int { Int(unsafe vips_image_get_n_pages(image)) }

    /// 1 or 2; other kinds of sample are not read.
    func bytesPerSample() throws(ImageCodecError) -> Int {
        switch unsafe vips_image_get_format(image) {
        case VIPS_FORMAT_UCHAR: return 1
        case VIPS_FORMAT_USHORT: return 2
        default: throw .unsupported(kind: "a \(format.name) with signed or fractional samples")
        }
    }

    /// The bytes of a metadata item, nil if there is none.
    func data(_ name: String) -> [UInt8]? {
        guard unsafe vips_image_get_typeof(image, name) != 0 else { return nil }
        var start: UnsafeRawPointer?
        var length = 0
        guard unsafe vips_image_get_blob(image, name, &start, &length) == 0 else {
            vips_error_clear()
            return nil
        }
        guard let start = unsafe start else { return nil }
        return unsafe Array(UnsafeRawBufferPointer(start: start, count: length))
    }

    /// The text of the first PNG text chunk with this keyword.
    func pngText(_ keyword: String) -> [UInt8]? {
        for index in 0..<2 {
            let name = "png-comment-\(index)-\(keyword)"
            guard unsafe vips_image_get_typeof(image, name) != 0 else { continue }
            var text: UnsafePointer<CChar>?
            guard unsafe vips_image_get_string(image, name, &text) == 0, let text = unsafe text
            else {
                vips_error_clear()
                continue
            }
            return unsafe Array(String(cString: text).utf8)
        }
        return nil
    }

    /// Decodes the picture from top to bottom and gives it to `body` in strips of whole rows: the
    /// number of the first row, how many they are, and their bytes without gaps, as long as it runs.
    func forEachStrip(
        _ body: (_ top: Int, _ rows: Int, _ bytes: Span<UInt8>) -> Void
    ) throws(ImageCodecError) {
        let rowLength = try width * bands * bytesPerSample()
        // Some hundred kilobytes stay in the processor's cache. Never many rows: of a tall, narrow
        // picture libvips keeps each as a piece of its own, in time that grows with their square.
        let rows = max(1, min(64, 262_144 / rowLength))
        guard let region = unsafe vips_region_new(image) else {
            throw .corrupt(format: format, reason: VipsLibrary.takeErrors())
        }
        defer { unsafe g_object_unref(region) }
        for top in stride(from: 0, to: height, by: rows) {
            let count = min(rows, height - top)
            var rectangle = VipsRect(
                left: 0, top: Int32(top), width: Int32(width), height: Int32(count))
            guard unsafe vips_region_prepare(region, &rectangle) == 0,
                let data = unsafe region.pointee.data
            else { throw .corrupt(format: format, reason: VipsLibrary.takeErrors()) }
            let length = Int(unsafe region.pointee.bpl)
            if length == rowLength {
                let strip = unsafe UnsafeBufferPointer(start: data, count: rowLength * count)
                body(top, count, unsafe strip.span)
                continue
            }
            var bytes: [UInt8] = []
            bytes.reserveCapacity(rowLength * count)
            for row in 0..<count {
                unsafe bytes.append(
                    contentsOf: UnsafeBufferPointer(start: data + row * length, count: rowLength))
            }
            body(top, count, bytes.span)
        }
    }
}
