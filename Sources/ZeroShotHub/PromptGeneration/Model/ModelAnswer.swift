/// What a language model answered to one question.
package struct ModelAnswer: Sendable, Equatable {
    /// Why the model stopped.
    package enum End: String, Sendable {
        /// It had said everything, or a stop text came.
        case complete
        /// The most tokens that were allowed.
        case tokenLimit
        /// The server, or the model, withheld the answer.
        case filtered
        /// The server does not say.
        case unknown
    }

    /// As it came, markdown and all.
    package let text: String
    package let end: End

    package init(text: String, end: End) {
        self.text = text
        self.end = end
    }
}
