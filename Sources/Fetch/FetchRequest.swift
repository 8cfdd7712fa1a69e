/// What is asked of a server.
package struct FetchRequest: Sendable {
    package enum Method: Sendable, Equatable {
        case get
        /// Only the answer's head.
        case head
        /// Sends a body. It follows redirects within its own scheme, host and port that keep the
        /// method (307, 308); any other is an error, so that a body never goes where nobody sent it.
        case post([UInt8], contentType: String)
    }

    /// Which redirects a request without a body follows.
    package enum Redirects: Sendable {
        case all
        /// Those to the same scheme, host and port; an answer that leads elsewhere is the answer.
        case withinOrigin
    }

    package var address: WebAddress
    package var method: Method
    package var redirects: Redirects
    /// Goes to the address's own scheme, host and port, and to no other.
    package var token: BearerToken?
    /// The first byte that is wanted; the server may send all of them all the same.
    package var firstByte: Int

    package init(
        _ address: WebAddress, method: Method = .get, redirects: Redirects = .all,
        token: BearerToken? = nil, firstByte: Int = 0
    ) {
        self.address = address
        self.method = method
        self.redirects = redirects
        self.token = token
        self.firstByte = firstByte
    }

    /// Where an answer leads that is a redirect and followed; nil where the answer is the answer.
    ///
    /// - Throws: `FetchError`, for a redirect that nobody may follow.
    func redirectTarget(of answer: FetchAnswer) throws -> WebAddress? {
        guard let target = try answer.redirectTarget() else { return nil }
        if case .post = method {
            guard target.origin == address.origin, [307, 308].contains(answer.status)
            else { throw FetchError.bodyNotSentOn(from: address, to: target) }
        }
        return target.origin != address.origin && redirects == .withinOrigin ? nil : target
    }
}
