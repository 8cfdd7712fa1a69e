/// The embeddings of labelled images, and what is known of each; their pixels are not kept.
///
/// They are what all variants of prompts share. In memory they are 4 bytes a value: 50,000 images
/// of 512 values take 100 MB.
package struct EmbeddedImages: Sendable {
    /// One image before it is ranked.
    package struct Image: Sendable {
        package let path: String
        package let answer: LabelledClasses.Answer

        package init(path: String, answer: LabelledClasses.Answer) {
            self.path = path
            self.answer = answer
        }
    }

    struct Entry: Sendable {
        let image: Image
        let source: String
        let size: ImageReport.Size?
        let failure: ImageReport.Failure?
        let notices: [Notice]
    }

    package let dimension: Int
    private(set) var entries: [Entry] = []
    /// The rows of the images that were read, in their order.
    private var values: [Float] = []

    /// No images yet; room for so many of them.
    package init(dimension: Int, expecting count: Int) {
        self.dimension = dimension
        entries.reserveCapacity(count)
        values.reserveCapacity(count * dimension)
    }

    /// Bytes of all embeddings.
    package var bytes: Int { values.count * MemoryLayout<Float>.size }

    /// The number of images, failed ones included.
    package var count: Int { entries.count }

    /// The number of images that were read.
    var readCount: Int { values.count / dimension }

    /// The right class of each image that was read; nil where none is right.
    package var answers: [Int?] {
        entries.filter { $0.failure == nil }.map { entry in
            switch entry.image.answer {
            case .label(let label): label
            case .noLabel: nil
            }
        }
    }

    /// The embeddings of some of the images that were read.
    func embeddings(_ rows: Range<Int>) -> Embeddings {
        Embeddings(
            Array(values[rows.lowerBound * dimension..<rows.upperBound * dimension]),
            dimension: dimension)
    }

    /// Adds images that were read, or could not be, with the embeddings of those that were.
    mutating func add(_ batch: [(read: ReadImage, image: Image)], embeddings: Embeddings) {
        precondition(
            embeddings.count == batch.count(where: { $0.read.pixels != nil }),
            "one embedding for each image that was read")
        values += embeddings.values
        for (read, image) in batch {
            let size: ImageReport.Size? =
                switch read.outcome {
                case .read(_, let size): size
                case .failed(_, let size): size
                }
            entries.append(
                Entry(
                    image: image, source: read.source, size: size, failure: read.failure,
                    notices: read.notices))
        }
    }
}
