import CVips

/// The one start of libvips in this process.
enum VipsLibrary {
    /// The loaders that may run, by libvips' class names; every other one is blocked.
    static let openLoaders = [
        "VipsForeignLoadJpeg", "VipsForeignLoadPng", "VipsForeignLoadWebp",
        "VipsForeignLoadNsgif", "VipsForeignLoadTiff", "VipsForeignLoadHeif",
    ]

    /// Nil once libvips runs, or the reason why it does not.
    private static let failure: String? = {
        guard unsafe vips_init("zeroshot") == 0 else { return takeErrors() }
        vips_block_untrusted_set(1)
        unsafe vips_operation_block_set("VipsForeignLoad", 1)
        for loader in openLoaders { unsafe vips_operation_block_set(loader, 0) }
        // Results are never asked for twice, and each decoding thread works alone.
        vips_cache_set_max(0)
        vips_concurrency_set(1)
        // Warnings about odd but readable files would be printed between the program's own lines.
        unsafe g_log_set_handler("VIPS", G_LOG_LEVEL_WARNING, { _, _, _, _ in }, nil)
        return nil
    }()

    /// Starts libvips on first use.
    static func start() throws(ImageCodecError) {
        if let failure { throw .libraryUnavailable(reason: failure) }
    }

    /// What libvips has to say about its last failure, in one line; empties its error buffer.
    ///
    /// The buffer is one for the whole process: when two threads fail in the same moment one may
    /// get the lines of both.
    static func takeErrors() -> String {
        guard let text = unsafe vips_error_buffer_copy() else { return noReason }
        defer { unsafe g_free(text) }
        let lines = unsafe String(cString: text).split(whereSeparator: \.isNewline)
            // libheif feels for the end of the data; that is no part of a reason.
            .filter { !$0.hasPrefix("source: bad seek") }
        let line = lines.joined(separator: "; ")
        return line.isEmpty ? noReason : line
    }

    private static let noReason = "libvips gives no reason"

    /// The version of the library that is loaded, such as `8.14.1`.
    static var version: String {
        unsafe vips_version_string().map { unsafe String(cString: $0) } ?? "of unknown version"
    }
}
