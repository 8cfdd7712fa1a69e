internal import Foundation

extension Calibration {
    /// Prompts for what pictures of none of the labels show, and their embeddings.
    public struct Background: Sendable, Equatable {
        /// What the pictures may show.
        public let prompts: [String]
        /// One row of unit length for each prompt `[P, E]`.
        public let embeddings: Embeddings

        /// Prompts and their embeddings, as many rows as prompts and at least one.
        public init(prompts: [String], embeddings: Embeddings) {
            precondition(
                !prompts.isEmpty && prompts.count == embeddings.count,
                "\(embeddings.count) embeddings for \(prompts.count) prompts"
            )
            self.prompts = prompts
            self.embeddings = embeddings
        }

        /// Cosine of one image with each prompt; `images` are of unit length.
        public func similarities(ofRow row: Int, of images: Embeddings) -> [Float] {
            prompts.indices.map { embeddings.similarity(ofRow: $0, toRow: row, of: images) }
        }

        /// What a picture may show when it shows nothing that was asked for.
        ///
        /// Blanks and defects, surfaces, scenery, texts and drawings. No people, since that would
        /// be another question.
        public static let standardPrompts = [
            "a blank image",
            "a picture of nothing in particular",
            "an image of a single colour",
            "random noise",
            "a photo that is out of focus",
            "a photo that is far too dark",
            "a photo that is overexposed",
            "a photo with a finger over the lens",
            "a close-up of a rough surface",
            "a photo of an empty wall",
            "a photo of a bare floor",
            "a photo of an empty room",
            "a photo of a cloudy sky",
            "a photo of a landscape",
            "a photo of a street",
            "a photo of a building",
            "a photo of grass and leaves",
            "a photo of water",
            "a photo of a pile of things",
            "a screenshot of a computer program",
            "a page of text",
            "a scanned form",
            "a chart with axes",
            "a company logo",
            "a pattern of lines and shapes",
        ]
    }
}

extension Calibration.Background: Codable {
    private enum CodingKeys: CodingKey {
        case prompts, dimension, prototypes
    }

    /// Reads the prompts, and their embeddings as Base64 of little-endian float32 values.
    ///
    /// - Throws: ``CalibrationError`` when the values do not fill the rows or have no direction,
    ///   `DecodingError`.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        let prompts = try values.decode([String].self, forKey: .prompts)
        let dimension = try values.decode(Int.self, forKey: .dimension)
        let bytes = [UInt8](try values.decode(Data.self, forKey: .prototypes))
        let (numbers, overflow) = prompts.count.multipliedReportingOverflow(by: dimension)
        guard dimension > 0, !prompts.isEmpty, !overflow, bytes.count % 4 == 0,
            bytes.count / 4 == numbers
        else {
            throw CalibrationError.backgroundSize(
                prompts: prompts.count, dimension: dimension, bytes: bytes.count)
        }
        let floats = stride(from: 0, to: bytes.count, by: 4).map { start in
            Float(
                bitPattern: bytes[start..<start + 4].reversed().reduce(0) { $0 << 8 | UInt32($1) })
        }
        let rows = Embeddings(floats, dimension: dimension)
        for row in 0..<rows.count {
            guard abs(rows[row].length - 1) < 1e-3 else {
                throw CalibrationError.backgroundLength(
                    prompt: prompts[row], length: rows[row].length)
            }
        }
        self.init(prompts: prompts, embeddings: rows)
    }

    /// Writes what ``init(from:)`` reads.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(prompts, forKey: .prompts)
        try values.encode(embeddings.dimension, forKey: .dimension)
        let bytes = embeddings.values.flatMap { value in
            (0..<4).map { UInt8(truncatingIfNeeded: value.bitPattern >> (8 * $0)) }
        }
        try values.encode(Data(bytes), forKey: .prototypes)
    }
}
