package import HTTPTypes

extension HTTPField.Name {
    /// Names a request, so that its sender and the log can speak of it.
    package static let requestID = own("X-Request-Id")
    /// The word for programs, where an error's body has no place for it.
    package static let errorCode = own("X-Error-Code")
    /// A key, for clients that cannot send `Authorization`.
    package static let apiKey = own("X-API-Key")

    static let referrerPolicy = own("Referrer-Policy")
    static let frameOptions = own("X-Frame-Options")
    static let resourcePolicy = own("Cross-Origin-Resource-Policy")
    static let openerPolicy = own("Cross-Origin-Opener-Policy")

    private static func own(_ name: String) -> HTTPField.Name {
        guard let name = HTTPField.Name(name) else {
            preconditionFailure("'\(name)' cannot be the name of a header")
        }
        return name
    }
}
