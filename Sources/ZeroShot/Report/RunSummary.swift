/// What a run has to say when its last image is done.
public struct RunSummary: Sendable, Equatable {
    /// All images, ranked or not.
    public private(set) var images = 0
    /// Images whose confidence is low.
    public private(set) var lowConfidence = 0
    /// Images that are answered with none of these.
    public private(set) var abstained = 0
    /// How many images failed, by the failure's code.
    public private(set) var failures: [String: Int] = [:]
    /// Notices that arose on the way.
    package var furtherNotices: [Notice] = []

    package init() {}

    /// Counts one more image.
    package mutating func add(_ image: ImageReport) {
        images += 1
        abstained += image.abstention == nil ? 0 : 1
        switch image.outcome {
        case .ranked(_, let confidence): lowConfidence += confidence.flag == .low ? 1 : 0
        case .failed(let failure): failures[failure.code, default: 0] += 1
        }
    }

    /// Counts one more image, of an earlier run that this one goes on with.
    package mutating func add(_ row: WrittenRow) {
        images += 1
        abstained += row.isAbstained ? 1 : 0
        lowConfidence += row.isLow ? 1 : 0
        if let failure = row.failure { failures[failure, default: 0] += 1 }
    }

    /// Images without a ranking.
    public var failed: Int { failures.values.reduce(0, +) }

    /// Images with a ranking.
    public var ranked: Int { images - failed }

    /// What is to be known about the images together.
    public var notices: [Notice] {
        guard images > 1 else { return furtherNotices }
        var notices = furtherNotices
        if lowConfidence > 0 {
            notices.append(.imagesOfLowConfidence(lowConfidence, of: images))
        }
        if abstained > 0 {
            notices.append(.imagesWithoutAnswer(abstained, of: images))
        }
        return notices
    }
}
