package import ImageCodecs

extension Notice {
    /// What the decoder has to say about one image.
    package init(_ notice: DecodingNotice) {
        let code =
            switch notice {
            case .clippedGrey: "grey-clipped"
            case .onlyFirst: "only-first-picture"
            case .xmpTooLarge, .xmpUnreadable: "metadata-not-read"
            }
        self = .decoding(code: code, message: notice.description)
    }
}
