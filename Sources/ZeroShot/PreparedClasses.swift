/// The classes of a request, ready to be compared with images.
public struct PreparedClasses: Sendable {
    /// One vector for each class.
    public let prototypes: ClassPrototypes
    /// What the report says beside its images.
    public package(set) var run: RunReport
    /// Why the prototypes could not be kept in the cache; they are the same all the same.
    ///
    /// Nil when they were kept or found there, and where nothing is to be kept: without a cache, of
    /// files that changed since they were opened, or of more bytes than the cache may have.
    public internal(set) var cacheProblem: PrototypeCacheError?
    /// What explains the rankings; nil unless the request asked for it.
    var explainer: Explainer?
    let top: Int
    /// The caller's, when there is one.
    let ownThreshold: Float?
    /// Nil where no support images take part.
    let support: SupportCache?

    init(
        prototypes: ClassPrototypes, request: ClassificationRequest, run: RunReport,
        support: SupportCache? = nil
    ) {
        self.prototypes = prototypes
        self.run = run
        self.support = support
        top = request.top
        ownThreshold = request.threshold
    }

    /// The report on one image; `answer` is asked for only when the image has an embedding.
    func report(on image: ImageFacts, answer: () -> Answer?) -> ImageReport {
        var report = reportWithoutPicture(on: image, answer: answer)
        report.thumbnail = image.thumbnail
        return report
    }

    private func reportWithoutPicture(
        on image: ImageFacts, answer: () -> Answer?
    ) -> ImageReport {
        if let failure = image.failure {
            return ImageReport(
                source: image.source, size: image.size, failure: failure,
                peopleEvidence: image.peopleEvidence, notices: image.notices
            )
        }
        guard let answer = answer() else {
            preconditionFailure("fewer answers than images that were embedded")
        }
        var report = ImageReport(
            source: image.source, size: image.size, ranking: answer.ranking,
            scoring: run.scoring, threshold: threshold,
            peopleEvidence: image.peopleEvidence, notices: image.notices
        )
        report.abstention = answer.abstention
        return report
    }
}
