package import HTTPTypes

/// What a request is answered with when it is not carried out.
package struct APIError: Error, Sendable, Equatable {
    /// Of the answer.
    package let status: HTTPResponse.Status
    /// A word for programs, such as `too-few-labels`.
    package let code: String
    /// A sentence for people: what was found, and what to do.
    package let message: String
    /// Seconds after which the same request may be carried out; nil where it will never be.
    package let retryAfter: Int?
    /// What HTTP wants to be said with such a status.
    package var headers: HTTPFields = [:]

    /// An answer instead of a result.
    package init(
        _ status: HTTPResponse.Status, code: String, message: String, retryAfter: Int? = nil
    ) {
        self.status = status
        self.code = code
        self.message = message
        self.retryAfter = retryAfter
    }
}

extension APIError: CustomStringConvertible {
    /// The sentence for people.
    package var description: String { message }
}
