/// An image after the image tower: its embedding, or the reason why it has none.
///
/// It can be ranked against any number of classes without being read again.
public struct EmbeddedImage: Sendable {
    package var facts: ImageFacts
    /// `[E]`, of unit length; nil for a picture that failed.
    public let embedding: [Float]?

    private init(_ facts: ImageFacts, embedding: [Float]?) {
        self.facts = facts
        self.embedding = embedding
    }

    /// A picture that was read; `embedding` is asked for only when it was.
    package init(_ image: ReadImage, embedding: () -> [Float]) {
        let (size, failure, values): (ImageReport.Size?, ImageReport.Failure?, [Float]?) =
            switch image.outcome {
            case .read(_, let size): (size, nil, embedding())
            case .failed(let failure, let size): (size, failure, nil)
            }
        self.init(
            ImageFacts(
                source: image.source, size: size, failure: failure,
                peopleEvidence: image.peopleEvidence, notices: image.notices,
                thumbnail: image.thumbnail),
            embedding: values)
    }

    /// An embedding that was kept, and what was known of its picture.
    ///
    /// - Parameters:
    ///   - source: what the report calls the picture.
    ///   - embedding: of unit length, by the checkpoint whose classes it is compared with.
    ///   - size: in pixels, with the picture the right way up; nil where it is not known.
    ///   - peopleEvidence: what the metadata says of people in the picture.
    package init(
        source: String, embedding: [Float], size: ImageReport.Size?, peopleEvidence: [String] = []
    ) {
        self.init(
            ImageFacts(source: source, size: size, peopleEvidence: peopleEvidence),
            embedding: embedding)
    }

    /// What the report calls the picture.
    public var source: String {
        get { facts.source }
        set { facts.source = newValue }
    }

    /// In pixels, the right way up; nil where it is not known.
    public var size: ImageReport.Size? { facts.size }

    /// Why the picture cannot be ranked; nil for one that can.
    public var failure: ImageReport.Failure? { facts.failure }

    /// What the metadata says of people in the picture.
    package var peopleEvidence: [String] { facts.peopleEvidence }

    package var notices: [Notice] { facts.notices }

    /// A small copy of the picture, where its reader was asked for it.
    public var thumbnail: Thumbnail? { facts.thumbnail }

    /// The picture under another consent policy than it was read with: without one, a picture
    /// whose metadata speaks of people fails.
    package func judged(byConsentPolicy policy: String?) -> EmbeddedImage {
        guard policy == nil, !peopleEvidence.isEmpty, failure == nil else { return self }
        return EmbeddedImage(
            ImageFacts(
                source: source, size: size, failure: .peopleWithoutPolicy(peopleEvidence),
                peopleEvidence: peopleEvidence, notices: notices),
            embedding: nil)
    }
}
