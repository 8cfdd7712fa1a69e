public import Foundation
internal import ImageCodecs

/// Reads pictures as one checkpoint takes them; what cannot be read becomes a failure of its own.
///
/// Safe to call from several threads at once.
public struct ImageReader: Sendable {
    /// The largest picture that is decoded, in pixels, unless the caller says otherwise.
    public static let defaultMaximumPixels = DecodingLimits().maximumPixels

    private let preprocessor: ImagePreprocessor
    private let decoder: ImageDecoder
    private let consentPolicy: String?
    private let thumbnails: Bool
    /// How pictures are decoded.
    public let decoding: DecodingMode

    /// A reader for a checkpoint's images.
    ///
    /// - Parameters:
    ///   - checkpoint: whose preprocessing is applied.
    ///   - consentPolicy: the policy under which pictures of people are ranked; without one, a
    ///     picture whose metadata speaks of people fails.
    ///   - maximumPixels: larger pictures fail before any pixel is decoded.
    ///   - decoding: how pictures are decoded.
    ///   - thumbnails: whether a ``Thumbnail`` is made of each picture while it is decoded.
    public init(
        checkpoint: Checkpoint, consentPolicy: String? = nil,
        maximumPixels: Int = ImageReader.defaultMaximumPixels, decoding: DecodingMode = .exact,
        thumbnails: Bool = false
    ) {
        preprocessor = checkpoint.preprocessor
        decoder = ImageDecoder(limits: DecodingLimits(maximumPixels: maximumPixels))
        self.consentPolicy = consentPolicy
        self.decoding = decoding
        self.thumbnails = thumbnails
    }

    /// Bytes that one picture's pixels take up at most once it is read.
    package var pixelBytes: Int { preprocessor.maximumCount * MemoryLayout<Float>.size }

    /// Reads a file.
    public func read(contentsOf file: URL) -> ReadImage {
        let source = file.relativePath
        do {
            return read([UInt8](try Data(contentsOf: file)), source: source)
        } catch {
            return ReadImage(
                source: source,
                failure: ImageReport.Failure(
                    code: "unreadable", message: error.localizedDescription
                )
            )
        }
    }

    /// Reads the bytes of an image file; `source` is what the report calls it.
    public func read(_ bytes: [UInt8], source: String) -> ReadImage {
        open(bytes, source: source).read()
    }

    /// Reads the header of an image file; what is left to do needs the memory that it says.
    package func open(_ bytes: [UInt8], source: String) -> OpenedImage {
        let image = Result { () throws(ImageCodecError) in try decoder.open(bytes) }
        return OpenedImage(source: source, image: image, reader: self)
    }

    /// Decodes a picture and makes of it what the checkpoint takes.
    fileprivate func read(_ image: EncodedImage, source: String) throws(ImageCodecError)
        -> ReadImage
    {
        let factor = shrinkFactor(of: image)
        let pixels = PixelStream(
            preprocessor,
            originalSize: factor == 1
                ? nil : image.shrinkableSize.map { PixelSize(width: $0.width, height: $0.height) }
        )
        var stream = ReadingStream(pixels, thumbnail: thumbnails)
        let picture = try image.decode(shrunkBy: factor, to: &stream)
        let evidence = picture.xmp.map { PeopleEvidence.found(inXMP: $0) } ?? []
        var read = ReadImage(
            source: source,
            outcome: outcome(
                of: stream.pixels, ImageReport.Size(width: picture.width, height: picture.height),
                evidence),
            peopleEvidence: evidence.map(\.description),
            notices: picture.notices.map(Notice.init)
        )
        if let thumbnail = stream.thumbnail, mayBeUsed(evidence) { read.add(thumbnail) }
        return read
    }

    private func shrinkFactor(of image: EncodedImage) -> Int {
        guard decoding == .fast, let size = image.shrinkableSize else { return 1 }
        return preprocessor.shrinkFactor(
            width: size.width, height: size.height, among: EncodedImage.shrinkFactors)
    }

    /// Whether a picture with this evidence of people may be ranked, and shown in the report.
    private func mayBeUsed(_ evidence: [PeopleEvidence]) -> Bool {
        evidence.isEmpty || consentPolicy != nil
    }

    private func outcome(
        of stream: PixelStream, _ size: ImageReport.Size, _ evidence: [PeopleEvidence]
    ) -> ReadImage.Outcome {
        guard mayBeUsed(evidence) else {
            return .failed(.peopleWithoutPolicy(evidence.map(\.description)), size)
        }
        do {
            return .read(try stream.finish(), size)
        } catch {
            return .failed(.init(code: "unusable-size", message: "\(error)"), size)
        }
    }
}

/// A picture whose header was read.
package struct OpenedImage: Sendable {
    fileprivate let source: String
    fileprivate let image: Result<EncodedImage, ImageCodecError>
    fileprivate let reader: ImageReader

    /// About the bytes that reading it sets aside at once.
    package var workingBytes: Int {
        (try? image.get())?.workingBytes ?? 0
    }

    /// The picture as the checkpoint takes it, or the reason why it fails.
    package func read() -> ReadImage {
        do {
            return try reader.read(image.get(), source: source)
        } catch {
            return ReadImage(source: source, failure: ImageReport.Failure(error))
        }
    }
}

/// A picture that was read, or the reason why it could not be.
public struct ReadImage: Sendable {
    /// A picture's size is that of the upright picture; nil when it could not be decoded.
    enum Outcome: Sendable {
        case read(PixelTensor, ImageReport.Size)
        case failed(ImageReport.Failure, ImageReport.Size?)
    }

    /// What the report calls the picture.
    public let source: String
    let outcome: Outcome
    let peopleEvidence: [String]
    private(set) var notices: [Notice]
    /// A small copy of the picture, where the reader was asked for it.
    public private(set) var thumbnail: Thumbnail?

    init(source: String, outcome: Outcome, peopleEvidence: [String], notices: [Notice]) {
        self.source = source
        self.outcome = outcome
        self.peopleEvidence = peopleEvidence
        self.notices = notices
    }

    /// A picture that could not be read at all.
    package init(source: String, failure: ImageReport.Failure) {
        self.init(
            source: source, outcome: .failed(failure, nil), peopleEvidence: [], notices: []
        )
    }

    /// Takes the thumbnail; the picture is ranked also where there can be none.
    fileprivate mutating func add(_ thumbnail: ThumbnailStream) {
        do {
            self.thumbnail = try thumbnail.finish()
        } catch {
            notices.append(.decoding(code: "no-thumbnail", message: error.description))
        }
    }

    /// The pixels as the image tower takes them; nil for a picture that failed.
    public var pixels: PixelTensor? {
        if case .read(let pixels, _) = outcome { pixels } else { nil }
    }

    /// Why the picture cannot be ranked; nil for one that can.
    public var failure: ImageReport.Failure? {
        if case .failed(let failure, _) = outcome { failure } else { nil }
    }
}

extension ImageReport.Failure {
    /// The refusal of one image whose metadata says that people are in it.
    package static func peopleWithoutPolicy(_ evidence: [String]) -> Self {
        let found = evidence.joined(separator: ", ")
        return Self(
            code: Refusal.Code.peopleWithoutPolicy.rawValue,
            message: """
                The metadata says that people are in the image (\(found)), and no consent policy \
                was given. If they agreed to this use, give the terms with --consent-policy.
                """
        )
    }
}
