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

    /// A reader for a checkpoint's images.
    ///
    /// - Parameters:
    ///   - checkpoint: whose preprocessing is applied.
    ///   - consentPolicy: the policy under which pictures of people are ranked; without one, a
    ///     picture whose metadata speaks of people fails.
    ///   - maximumPixels: larger pictures fail before any pixel is decoded.
    public init(
        checkpoint: Checkpoint, consentPolicy: String? = nil,
        maximumPixels: Int = ImageReader.defaultMaximumPixels
    ) {
        preprocessor = checkpoint.preprocessor
        decoder = ImageDecoder(limits: DecodingLimits(maximumPixels: maximumPixels))
        self.consentPolicy = consentPolicy
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
        let decoded: DecodedImage
        do {
            decoded = try decoder.decode(bytes)
        } catch {
            return ReadImage(source: source, failure: ImageReport.Failure(error))
        }
        let size = ImageReport.Size(width: decoded.width, height: decoded.height)
        let evidence = decoded.xmp.map { PeopleEvidence.found(inXMP: $0) } ?? []
        return ReadImage(
            source: source,
            outcome: outcome(of: decoded, size, evidence),
            peopleEvidence: evidence.map(\.description),
            notices: decoded.notices.map(Notice.init)
        )
    }

    private func outcome(
        of decoded: DecodedImage, _ size: ImageReport.Size, _ evidence: [PeopleEvidence]
    ) -> ReadImage.Outcome {
        guard evidence.isEmpty || consentPolicy != nil else {
            return .failed(.peopleWithoutPolicy(evidence), size)
        }
        do {
            return .read(try preprocessor.pixels(of: RGBImage(decoded)), size)
        } catch {
            return .failed(.init(code: "unusable-size", message: "\(error)"), size)
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
    let notices: [Notice]

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
    fileprivate static func peopleWithoutPolicy(_ evidence: [PeopleEvidence]) -> Self {
        let found = evidence.map(\.description).joined(separator: ", ")
        return Self(
            code: Refusal.Code.peopleWithoutPolicy.rawValue,
            message: """
                The metadata says that people are in the image (\(found)), and no consent policy \
                was given. If they agreed to this use, give the terms with --consent-policy.
                """
        )
    }
}
