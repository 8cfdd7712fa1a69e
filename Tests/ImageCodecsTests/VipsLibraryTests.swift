import CVips
import CVipsShims
import Testing

@testable import ImageCodecs

struct VipsLibraryTests {
    /// Nil if libvips opens `bytes` with the loader of this name, or what it says.
    private func refusal(_ loader: String, _ bytes: [UInt8]) throws -> String? {
        try VipsLibrary.start()
        return unsafe bytes.withUnsafeBytes { buffer in
            var image: UnsafeMutablePointer<VipsImage>?
            let status = unsafe zeroshot_vips_open(
                loader, buffer.baseAddress, buffer.count, 1, &image)
            guard status == 0, let image = unsafe image else { return VipsLibrary.takeErrors() }
            unsafe g_object_unref(image)
            return nil
        }
    }

    @Test func `libvips refuses to run a blocked loader`() throws {
        let drawing = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"1\" height=\"1\"/>"
        let reason = try #require(try refusal("svgload_buffer", Array(drawing.utf8)))
        #expect(reason.contains("blocked"), "\(reason)")
    }

    @Test(arguments: [
        "svgload_buffer", "pdfload_buffer", "jp2kload_buffer", "jxlload_buffer",
        "radload_buffer", "magickload_buffer", "openslideload", "matrixload", "csvload",
        "rawload", "vipsload", "ppmload", "openexrload", "fitsload", "analyzeload", "matload",
    ])
    func `every other loader is blocked`(_ loader: String) throws {
        try VipsLibrary.start()
        guard let operation = unsafe vips_operation_new(loader) else {
            Issue.record("this libvips has no \(loader)")
            return
        }
        defer { unsafe g_object_unref(operation) }
        let flags = unsafe vips_operation_get_flags(operation)
        #expect(flags.rawValue & VIPS_OPERATION_BLOCKED.rawValue != 0)
    }

    @Test(arguments: [
        ("jpegload_buffer", "baseline-420.jpg"), ("pngload_buffer", "rgb-8.png"),
        ("webpload_buffer", "lossy.webp"), ("gifload_buffer", "plain.gif"),
        ("tiffload_buffer", "rgb-8.tiff"), ("heifload_buffer", "smooth-444.avif"),
    ])
    func `the named loaders are open`(_ loader: String, _ file: String) throws {
        #expect(try refusal(loader, ImageFixture.bytes(file)) == nil)
    }

    @Test func `libvips keeps no results and works on one thread`() throws {
        try VipsLibrary.start()
        #expect(vips_cache_get_max() == 0)
        #expect(vips_concurrency_get() == 1)
    }
}
