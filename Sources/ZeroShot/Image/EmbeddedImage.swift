/// An image after the image tower: its embedding, or the reason why it has none.
///
/// It can be ranked against any number of classes without being read again.
public struct EmbeddedImage: Sendable {
    enum Outcome: Sendable {
        /// The embedding has unit length; the size is that of the upright picture, where it is known.
        case embedded([Float], ImageReport.Size?)
        case failed(ImageReport.Failure, ImageReport.Size?)
    }

    /// What the report calls the picture.
    public var source: String
    let outcome: Outcome
    /// What the metadata says of people in the picture.
    package let peopleEvidence: [String]
    package let notices: [Notice]
    /// A small copy of the picture, where its reader was asked for it.
    public let thumbnail: Thumbnail?

    /// A picture that was read; `embedding` is asked for only when it was.
    package init(_ image: ReadImage, embedding: () -> [Float]) {
        source = image.source
        peopleEvidence = image.peopleEvidence
        notices = image.notices
        thumbnail = image.thumbnail
        outcome =
            switch image.outcome {
            case .read(_, let size): .embedded(embedding(), size)
            case .failed(let failure, let size): .failed(failure, size)
            }
    }

    /// An embedding that was kept, and what was known of its picture.
    ///
    /// - Parameters:
    ///   - source: what the report calls the picture.
    ///   - embedding: of unit length, by the checkpoint whose classes it is compared with.
    ///   - size: in pixels, with the picture the right way up; nil where it is not known.
    ///   - peopleEvidence: what the metadata says of people in the picture.
    ///   - notices: of the picture.
    ///   - thumbnail: a small copy of it.
    package init(
        source: String, embedding: [Float], size: ImageReport.Size?,
        peopleEvidence: [String] = [], notices: [Notice] = [], thumbnail: Thumbnail? = nil
    ) {
        self.source = source
        outcome = .embedded(embedding, size)
        self.peopleEvidence = peopleEvidence
        self.notices = notices
        self.thumbnail = thumbnail
    }

    /// A picture that is known to have no embedding.
    package init(
        source: String, failure: ImageReport.Failure, size: ImageReport.Size? = nil,
        peopleEvidence: [String] = [], notices: [Notice] = []
    ) {
        self.source = source
        outcome = .failed(failure, size)
        self.peopleEvidence = peopleEvidence
        self.notices = notices
        thumbnail = nil
    }

    /// `[E]`, of unit length; nil for a picture that failed.
    public var embedding: [Float]? {
        if case .embedded(let embedding, _) = outcome { embedding } else { nil }
    }

    /// In pixels, the right way up; nil where it is not known.
    public var size: ImageReport.Size? {
        switch outcome {
        case .embedded(_, let size): size
        case .failed(_, let size): size
        }
    }

    /// Why the picture cannot be ranked; nil for one that can.
    public var failure: ImageReport.Failure? {
        if case .failed(let failure, _) = outcome { failure } else { nil }
    }

    /// The picture under another consent policy than it was read with: without one, a picture
    /// whose metadata speaks of people fails.
    package func judged(byConsentPolicy policy: String?) -> EmbeddedImage {
        guard policy == nil, !peopleEvidence.isEmpty, failure == nil else { return self }
        return EmbeddedImage(
            source: source, outcome: .failed(.peopleWithoutPolicy(peopleEvidence), size),
            peopleEvidence: peopleEvidence, notices: notices, thumbnail: nil)
    }

    private init(
        source: String, outcome: Outcome, peopleEvidence: [String], notices: [Notice],
        thumbnail: Thumbnail?
    ) {
        self.source = source
        self.outcome = outcome
        self.peopleEvidence = peopleEvidence
        self.notices = notices
        self.thumbnail = thumbnail
    }
}
