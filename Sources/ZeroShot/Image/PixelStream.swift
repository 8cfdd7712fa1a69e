internal import ImageCodecs

/// Preprocesses a picture while its rows come in.
struct PixelStream: RowReceiver {
    private struct Work {
        let geometry: ImagePreprocessor.Geometry
        var resampling: PillowResampling
    }

    private let preprocessor: ImagePreprocessor
    private let originalSize: PixelSize?
    private var work: Work?
    private var failure: (any Error)?

    /// - Parameters:
    ///   - preprocessor: says what becomes of the picture.
    ///   - originalSize: of a picture that its decoder shrinks, the size without that: it decides
    ///     what the picture is resized to.
    init(_ preprocessor: ImagePreprocessor, originalSize: PixelSize? = nil) {
        self.preprocessor = preprocessor
        self.originalSize = originalSize
    }

    mutating func begin(width: Int, height: Int) {
        let source = PixelSize(width: width, height: height)
        let original = originalSize ?? source
        do {
            let geometry = try preprocessor.geometry(
                width: original.width, height: original.height)
            work = Work(
                geometry: geometry,
                resampling: PillowResampling(
                    from: source, to: geometry.resized, preprocessor.configuration.filter,
                    keeping: PixelWindow(columns: geometry.columns.kept, rows: geometry.rows.kept)
                )
            )
        } catch {
            failure = error
        }
    }

    mutating func take(_ rows: Span<UInt8>) {
        work?.resampling.take(rows)
    }

    /// The pixels, once all rows have come in.
    ///
    /// - Throws: `PreprocessingError` when the picture's proportion leaves nothing to compute.
    func finish() throws -> PixelTensor {
        if let failure { throw failure }
        guard let work else { preconditionFailure("a picture was finished before it began") }
        return preprocessor.tensor(work.resampling.image, in: work.geometry)
    }
}
