/// Something to know when reading an evaluation.
public enum EvaluationNotice: Sendable, Equatable {
    /// A folder holds images beside its folders, which belong to no class.
    case imagesOutsideClasses(folder: String, count: Int)
    /// Labels that no image has.
    case classesWithoutImages([String])
    /// Labels that say nothing to a text tower.
    case labelsAreIdentifiers([String])
    /// Classes of a prompts file that are not among the labels.
    case classesLeftOut(file: String, count: Int)
    /// With so few labels the first five places say nothing.
    case topFiveLeftOut(labels: Int)
    /// There are so few images that intervals are wide.
    case fewImages(Int)
    /// Several prompts were tried on the same images.
    case promptsChosenOnImages(comparisons: Int)

    /// Below it an accuracy near one half has an interval of more than 20 points.
    static let fewImages = 100

    /// A word for programs; it does not change from version to version.
    var code: String {
        switch self {
        case .imagesOutsideClasses: "images-outside-classes"
        case .classesWithoutImages: "classes-without-images"
        case .labelsAreIdentifiers: "labels-are-identifiers"
        case .classesLeftOut: "classes-left-out"
        case .topFiveLeftOut: "top-5-left-out"
        case .fewImages: "few-images"
        case .promptsChosenOnImages: "prompts-chosen-on-images"
        }
    }

    /// The sentence for people.
    var message: String {
        switch self {
        case .imagesOutsideClasses(let folder, let count):
            "\(folder): \(count) \(count == 1 ? "image lies" : "images lie") beside the folders of "
                + "the classes and \(count == 1 ? "was" : "were") left out."
        case .classesWithoutImages(let labels):
            "\(Listing.quoted(labels)) \(labels.count == 1 ? "has" : "have") no images. "
                + "\(labels.count == 1 ? "It was" : "They were") ranked as the others, but "
                + "nothing is known of \(labels.count == 1 ? "its" : "their") recall."
        case .labelsAreIdentifiers(let labels):
            "\(Listing.quoted(labels)) \(labels.count == 1 ? "is an identifier" : "are identifiers")"
                + ", not a name that a text tower could know. Give readable names: rename the "
                + "folders, or write a CSV file with the columns path and label."
        case .classesLeftOut(let file, let count):
            "\(file): \(count) \(count == 1 ? "class is" : "classes are") not among the labels and "
                + "\(count == 1 ? "was" : "were") left out."
        case .topFiveLeftOut(let labels):
            "Top-5 accuracy is left out: with \(labels) labels, the right one is among the first "
                + "five by itself."
        case .fewImages(let count):
            "\(count) \(count == 1 ? "image is" : "images are") few: intervals are wide, and the "
                + "calibration error and the curves follow single images."
        case .promptsChosenOnImages(let comparisons):
            "Prompts that were chosen because they do best on these images do a little worse on "
                + "others: confirm the choice on images kept aside."
                + (comparisons > 1
                    ? " With \(comparisons) comparisons, one p-value below 0.05 comes up by chance "
                        + "more often than 1 time in 20; ask for one below "
                        + "\((0.05 / Double(comparisons)).text(digits: 3))."
                    : "")
        }
    }
}
