/// Something to know of embeddings that were kept in an index.
public enum IndexNotice: Sendable, Equatable {
    /// They were computed elsewhere, and the caller said by which checkpoint.
    case imported(checkpoint: String)
    /// They were computed by other code than runs here.
    case otherCode(built: String, running: String)
    /// They are kept in half precision.
    case halfPrecision
    /// Some images of the index have no embedding, and are no part of what is ranked.
    case leftOut(Int)
    /// Pictures are gone, or changed, since they were embedded, so that they cannot be shown.
    case notShown(Int)
    /// Some image of the index always comes first.
    case rankingAmongImages

    /// A word for programs; it does not change from version to version.
    var code: String {
        switch self {
        case .imported: "imported-embeddings"
        case .otherCode: "index-of-other-code"
        case .halfPrecision: "half-precision-index"
        case .leftOut: "images-left-out"
        case .notShown: "images-not-shown"
        case .rankingAmongImages: "ranking-among-images"
        }
    }

    /// The sentence for people.
    var message: String {
        switch self {
        case .imported(let checkpoint):
            "The embeddings were imported; that '\(checkpoint)' computed them was said, and cannot "
                + "be checked. If it did not, the similarities mean nothing."
        case .otherCode(let built, let running):
            "The index was built by \(built), and this is \(running). Similarities may differ a "
                + "little from those of images embedded now."
        case .halfPrecision:
            "The index keeps embeddings in half precision, so similarities may differ from those "
                + "of 'zeroshot classify' in the fourth decimal."
        case .leftOut(let count):
            "\(count) \(count == 1 ? "image" : "images") of the index "
                + "\(count == 1 ? "has" : "have") no embedding that may be used and "
                + "\(count == 1 ? "was" : "were") left out; 'zeroshot index status' says why."
        case .notShown(let count):
            "\(count) \(count == 1 ? "picture is" : "pictures are") shown without a thumbnail: the "
                + "files are gone, or changed since they were embedded."
        case .rankingAmongImages:
            "The ranking is among the images of the index. It does not say that an image shows "
                + "what was asked for: some image always comes first."
        }
    }
}
