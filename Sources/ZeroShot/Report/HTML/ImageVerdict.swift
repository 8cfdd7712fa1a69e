/// What a page says of an image at a glance.
enum ImageVerdict: String, CaseIterable {
    case ok
    case low
    case noneOfThese = "none"
    case failed

    init(_ image: ImageReport) {
        self =
            switch image.confidence?.flag {
            case .some where image.abstention != nil: .noneOfThese
            case .ok: .ok
            case .low: .low
            case nil: .failed
            }
    }

    /// The word on the badge.
    var word: String {
        switch self {
        case .ok: "ok"
        case .low: "low confidence"
        case .noneOfThese: "none of these"
        case .failed: "failed"
        }
    }
}
