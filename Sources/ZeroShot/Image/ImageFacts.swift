/// What is known of an image when it is ranked, whatever it is ranked by.
package struct ImageFacts: Sendable {
    /// What the report calls the picture.
    package var source: String
    /// In pixels, the right way up; nil where it is not known.
    package let size: ImageReport.Size?
    /// Why the picture cannot be ranked; nil for one that can.
    package let failure: ImageReport.Failure?
    /// What the metadata says of people in the picture.
    package let peopleEvidence: [String]
    package let notices: [Notice]
    /// A small copy of the picture, where there is one.
    package let thumbnail: Thumbnail?

    package init(
        source: String, size: ImageReport.Size?, failure: ImageReport.Failure? = nil,
        peopleEvidence: [String] = [], notices: [Notice] = [], thumbnail: Thumbnail? = nil
    ) {
        self.source = source
        self.size = size
        self.failure = failure
        self.peopleEvidence = peopleEvidence
        self.notices = notices
        self.thumbnail = thumbnail
    }
}
