import Fetch
import Testing
import ZeroShotHub

/// An error of `Fetch`, its sentence, and what it is for a user of the library.
struct ErrorCase: Sendable, CustomTestStringConvertible {
    let error: @Sendable (_ address: WebAddress, _ other: WebAddress) -> FetchError
    let sentence: String
    let kind: ImageDownloadError.Kind

    var testDescription: String { sentence }

    /// The error at `https://example.org/owl.jpg`, the other address being
    /// `http://10.0.0.1/fox.jpg`.
    func make() throws -> FetchError {
        error(
            try WebAddress("https://owl:secret@example.org/owl.jpg?key=secret"),
            try WebAddress("http://10.0.0.1/fox.jpg")
        )
    }

    private init(
        _ kind: ImageDownloadError.Kind, _ sentence: String,
        _ error: @escaping @Sendable (WebAddress, WebAddress) -> FetchError
    ) {
        self.error = error
        self.sentence = sentence
        self.kind = kind
    }

    /// Every case.
    static let all: [ErrorCase] = addresses + connections + answers

    private static let addresses = [
        ErrorCase(
            .invalidURL,
            "'http://' is not a URL. Check how it is written; it should look like "
                + "https://example.org/owl.jpg."
        ) { _, _ in .invalidAddress("http://") },
        ErrorCase(
            .invalidURL,
            "'ftp://owl' cannot be fetched: only http and https URLs can. Download the file by "
                + "other means and give its path."
        ) { _, _ in .unsupportedScheme("ftp://owl") },
        ErrorCase(
            .unreachable,
            "'socks5://owl' cannot be used as a proxy: it should look like "
                + "http://proxy.example.org:3128. Change or remove HTTPS_PROXY or ALL_PROXY."
        ) { _, _ in .unusableProxy("socks5://owl") },
        ErrorCase(
            .refused,
            "http://10.0.0.1/fox.jpg is an address of this machine or of a private network, which "
                + "may not be fetched here. Give the URL of a public server."
        ) { .addressNotPublic($1, redirectedFrom: nil) },
        ErrorCase(
            .refused,
            "https://example.org/owl.jpg?... redirects to http://10.0.0.1/fox.jpg, an address of "
                + "this machine or of a private network; public servers may not lead there. If "
                + "that is what you want, give that URL itself."
        ) { .addressNotPublic($1, redirectedFrom: $0) },
    ]

    private static let connections = [
        ErrorCase(
            .unreachable,
            "https://example.org/owl.jpg?...: no server of the name example.org was found. Check "
                + "the spelling and the network."
        ) { address, _ in .hostUnknown(address) },
        ErrorCase(
            .unreachable,
            "https://example.org/owl.jpg?...: the server refused the connection. Check the URL "
                + "and the network, or try again later."
        ) { address, _ in .notConnected(address, .refused) },
        ErrorCase(
            .unreachable,
            "https://example.org/owl.jpg?...: there is no way to the server from here. Check the "
                + "URL and the network, or try again later."
        ) { address, _ in .notConnected(address, .unreachable) },
        ErrorCase(
            .unreachable,
            "https://example.org/owl.jpg?...: the server did not answer in time. Check the URL "
                + "and the network, or try again later."
        ) { address, _ in .notConnected(address, .noAnswer) },
        ErrorCase(
            .unreachable,
            "https://example.org/owl.jpg?...: the server closed the connection without an answer. "
                + "Check the URL and the network, or try again later."
        ) { address, _ in .notConnected(address, .closed) },
        ErrorCase(
            .unreachable,
            "https://example.org/owl.jpg?...: the proxy (HTTPS_PROXY) did not make a connection. "
                + "Check the URL and the network, or try again later."
        ) { address, _ in .notConnected(address, .proxy) },
        ErrorCase(
            .unreachable,
            "https://example.org/owl.jpg?...: the connection failed. Check the URL and the "
                + "network, or try again later."
        ) { address, _ in .notConnected(address, .other) },
        ErrorCase(
            .unreachable,
            "https://example.org/owl.jpg?...: no secure connection could be made; the server's "
                + "certificate is not valid for example.org, or it does not offer https there. "
                + "Check the URL."
        ) { address, _ in .notSecure(address) },
        ErrorCase(
            .timedOut,
            "https://example.org/owl.jpg?...: not complete after 30 s. Try again, or download the "
                + "file by other means and give its path."
        ) { address, _ in .timedOut(address, limit: .seconds(30)) },
        ErrorCase(
            .timedOut,
            "https://example.org/owl.jpg?...: not complete after 1.05 s. Try again, or download "
                + "the file by other means and give its path."
        ) { address, _ in .timedOut(address, limit: .milliseconds(1050)) },
        ErrorCase(
            .timedOut,
            "https://example.org/owl.jpg?...: the server sent nothing for 30 s. Check the network, "
                + "or try again later."
        ) { address, _ in .stalled(address, limit: .seconds(30)) },
    ]

    private static let answers = [
        status(
            403,
            ": it wants credentials, or does not give the file to everybody. Check the URL, or "
                + "download the file by other means and give its path."
        ),
        status(404, ": there is no such file. Check the URL."),
        status(429, ": too many requests. Try again later."),
        status(503, ": it has a problem of its own. Try again later."),
        status(204, ", which is not the file. Download the file by other means and give its path."),
        ErrorCase(
            .unusableAnswer,
            "https://example.org/owl.jpg?...: more than 5 redirects. Open the URL in a browser "
                + "and give the one that it ends at."
        ) { address, _ in .tooManyRedirects(address, limit: 5) },
        ErrorCase(
            .unusableAnswer,
            "https://example.org/owl.jpg?...: the server answered with status 302, a redirect, "
                + "but named no target. Open the URL in a browser and give the one that it ends "
                + "at."
        ) { address, _ in .redirectWithoutTarget(address, code: 302) },
        ErrorCase(
            .unusableAnswer,
            "https://example.org/owl.jpg?... redirects to 'ftp://owl', which is no http or https "
                + "URL. Open the URL in a browser and give the one that it ends at."
        ) { address, _ in .unusableRedirect(from: address, to: "ftp://owl") },
        ErrorCase(
            .refused,
            "https://example.org/owl.jpg?... redirects to http://10.0.0.1/fox.jpg, which is not "
                + "encrypted. If that is what you want, give that URL itself."
        ) { .insecureRedirect(from: $0, to: $1) },
        ErrorCase(
            .refused,
            "https://example.org/owl.jpg?... redirects to http://10.0.0.1/fox.jpg, and what was "
                + "sent is not sent on. If that is what you want, give that URL itself."
        ) { .bodyNotSentOn(from: $0, to: $1) },
        ErrorCase(
            .tooLarge,
            "https://example.org/owl.jpg?...: the file has 12 bytes, more than the limit of 10 "
                + "bytes. Make it smaller, or download it and give its path."
        ) { address, _ in .tooLarge(address, limit: 10, announced: 12) },
        ErrorCase(
            .tooLarge,
            "https://example.org/owl.jpg?...: the file is larger than the limit of 10 bytes. Make "
                + "it smaller, or download it and give its path."
        ) { address, _ in .tooLarge(address, limit: 10, announced: nil) },
        ErrorCase(
            .unusableAnswer,
            "https://example.org/owl.jpg?...: the server sent the file compressed (gzip) although "
                + "it was asked not to. Download the file by other means and give its path."
        ) { address, _ in .compressed(address, encoding: "gzip") },
        ErrorCase(
            .unusableAnswer,
            "https://example.org/owl.jpg?...: the connection ended after 6 of 10 bytes, before "
                + "the file was complete. Try again."
        ) { address, _ in .cutShort(address, received: 6, announced: 10) },
        ErrorCase(
            .unusableAnswer,
            "https://example.org/owl.jpg?...: the connection ended after 6 bytes, before the file "
                + "was complete. Try again."
        ) { address, _ in .cutShort(address, received: 6, announced: nil) },
        ErrorCase(
            .unusableAnswer,
            "https://example.org/owl.jpg?...: the answer is not HTTP. Check the host and the port."
        ) { address, _ in .notHTTP(address) },
    ]

    private static func status(_ code: Int, _ rest: String) -> ErrorCase {
        ErrorCase(
            .status(code),
            "https://example.org/owl.jpg?...: the server answered with status \(code)\(rest)"
        ) { address, _ in .status(address, code: code) }
    }
}
