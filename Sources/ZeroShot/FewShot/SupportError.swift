/// Why the images of a support folder cannot be used.
public enum SupportError: Error, Sendable, Equatable {
    /// The folder, or one in it, cannot be read.
    case unreadable(folder: String, reason: String)
    /// A folder whose name is no label.
    case notALabel(folder: String, labels: [String])
    /// An image, or a folder in a label's folder, that belongs to no label.
    case misplaced(path: String)
    /// A label's folder without an image.
    case noImages(folder: String)
    /// More images than are taken.
    case tooMany(folder: String, found: Int, limit: Int)
    /// An image that cannot be read.
    case image(path: String, reason: String)
    /// A weight that is no number, or below 0.
    case weight(name: String, value: Double)
}

extension SupportError: CustomStringConvertible {
    /// The sentence for people: which folder or image, what was found, and what to do.
    public var description: String {
        switch self {
        case .unreadable(let folder, let reason):
            "\(folder): this folder of support images cannot be read: \(reason). \(Self.advice)"
        case .notALabel(let folder, let labels):
            "\(folder): the folder's name is none of the labels \(Listing.quoted(labels)). Name it "
                + "after the label that its images show, or take it away."
        case .misplaced(let path):
            "\(path): belongs to no label. \(Self.advice)"
        case .noImages(let folder):
            "\(folder): there is no image in it. \(Self.advice)"
        case .tooMany(let folder, let found, let limit):
            "\(folder): holds \(found) images, and at most \(limit) are taken. A few for each label "
                + "are enough."
        case .image(let path, let reason):
            "\(path): this support image cannot be used, and without it the others would weigh "
                + "more. \(reason)"
        case .weight(let name, let value):
            "The weight \(name) of the support images is \(value); a number not below 0 is needed."
        }
    }

    private static let advice =
        "A support folder holds folders that are named after labels, and these hold images."
}
