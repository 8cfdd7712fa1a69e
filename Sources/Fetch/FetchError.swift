/// Why a file could not be fetched.
package enum FetchError: Error, Equatable, Sendable {
    /// Text that is no URL; secrets are hidden.
    case invalidAddress(String)
    /// A URL that is neither `http` nor `https`; secrets are hidden.
    case unsupportedScheme(String)
    /// What the environment names as a proxy is none that can be used; secrets are hidden.
    case unusableProxy(String)
    /// This machine or a private network, where only public addresses may be reached.
    case addressNotPublic(WebAddress, redirectedFrom: WebAddress?)

    case hostUnknown(WebAddress)
    case notConnected(WebAddress, ConnectionProblem)
    /// The server's certificate is not valid for it, or it does not speak TLS.
    case notSecure(WebAddress)
    case timedOut(WebAddress, limit: Duration)
    /// The server sent nothing for so long.
    case stalled(WebAddress, limit: Duration)

    case status(WebAddress, code: Int)
    case tooManyRedirects(WebAddress, limit: Int)
    case redirectWithoutTarget(WebAddress, code: Int)
    /// The target is no `http` or `https` URL; secrets are hidden.
    case unusableRedirect(from: WebAddress, to: String)
    /// From `https` to `http`.
    case insecureRedirect(from: WebAddress, to: WebAddress)
    /// A redirect would have what was sent, and perhaps a key with it, sent elsewhere.
    case bodyNotSentOn(from: WebAddress, to: WebAddress)

    case tooLarge(WebAddress, limit: Int, announced: Int?)
    /// The server compresses although it was asked not to.
    case compressed(WebAddress, encoding: String)
    case cutShort(WebAddress, received: Int, announced: Int?)
    case notHTTP(WebAddress)

    package enum ConnectionProblem: Sendable, Equatable {
        case refused, unreachable, noAnswer, closed, proxy, other
    }
}

extension FetchError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .invalidAddress(let text):
            "'\(text)' is not a URL. Check how it is written; it should look like "
                + "https://example.org/owl.jpg."
        case .unsupportedScheme(let text):
            "'\(text)' cannot be fetched: only http and https URLs can. Download the file by "
                + "other means and give its path."
        case .unusableProxy(let text):
            "'\(text)' cannot be used as a proxy: it should look like http://proxy.example.org:3128. "
                + "Change or remove HTTPS_PROXY or ALL_PROXY."
        case .addressNotPublic(let address, nil):
            "\(address) is an address of this machine or of a private network, which may not be "
                + "fetched here. Give the URL of a public server."
        case .addressNotPublic(let address, .some(let origin)):
            "\(origin) redirects to \(address), an address of this machine or of a private "
                + "network; public servers may not lead there. If that is what you want, give "
                + "that URL itself."
        case .hostUnknown(let address):
            "\(address): no server of the name \(address.host) was found. Check the spelling and "
                + "the network."
        case .notConnected(let address, let problem):
            "\(address): \(problem). Check the URL and the network, or try again later."
        case .notSecure(let address):
            "\(address): no secure connection could be made; the server's certificate is not "
                + "valid for \(address.host), or it does not offer https there. Check the URL."
        case .timedOut(let address, let limit):
            "\(address): not complete after \(limit.inSeconds). Try again, or download the file "
                + "by other means and give its path."
        case .stalled(let address, let limit):
            "\(address): the server sent nothing for \(limit.inSeconds). Check the network, or try "
                + "again later."
        case .status(let address, let code):
            "\(address): the server answered with status \(code)\(Self.meaning(ofStatus: code))."
        case .tooManyRedirects(let address, let limit):
            "\(address): more than \(limit) redirects. Open the URL in a browser and give the "
                + "one that it ends at."
        case .redirectWithoutTarget(let address, let code):
            "\(address): the server answered with status \(code), a redirect, but named no "
                + "target. Open the URL in a browser and give the one that it ends at."
        case .unusableRedirect(let origin, let target):
            "\(origin) redirects to '\(target)', which is no http or https URL. Open the URL in a "
                + "browser and give the one that it ends at."
        case .insecureRedirect(let origin, let target):
            "\(origin) redirects to \(target), which is not encrypted. If that is what you want, "
                + "give that URL itself."
        case .bodyNotSentOn(let origin, let target):
            "\(origin) redirects to \(target), and what was sent is not sent on. If that is what you "
                + "want, give that URL itself."
        case .tooLarge(let address, let limit, let announced):
            "\(address): "
                + (announced.map { "the file has \($0) bytes, more" } ?? "the file is larger")
                + " than the limit of \(limit) bytes. Make it smaller, or download it and give its "
                + "path."
        case .compressed(let address, let encoding):
            "\(address): the server sent the file compressed (\(encoding)) although it was asked "
                + "not to. Download the file by other means and give its path."
        case .cutShort(let address, let received, let announced):
            "\(address): the connection ended after \(received)"
                + (announced.map { " of \($0)" } ?? "")
                + " bytes, before the file was complete. Try again."
        case .notHTTP(let address):
            "\(address): the answer is not HTTP. Check the host and the port."
        }
    }

    private static func meaning(ofStatus code: Int) -> String {
        switch code {
        case 401, 403, 407:
            ": it wants credentials, or does not give the file to everybody. Check the URL, or "
                + "download the file by other means and give its path"
        case 404, 410: ": there is no such file. Check the URL"
        case 429: ": too many requests. Try again later"
        case 500...599: ": it has a problem of its own. Try again later"
        default: ", which is not the file. Download the file by other means and give its path"
        }
    }
}

extension FetchError.ConnectionProblem: CustomStringConvertible {
    /// For a sentence, without a full stop.
    package var description: String {
        switch self {
        case .refused: "the server refused the connection"
        case .unreachable: "there is no way to the server from here"
        case .noAnswer: "the server did not answer in time"
        case .closed: "the server closed the connection without an answer"
        case .proxy: "the proxy (HTTPS_PROXY) did not make a connection"
        case .other: "the connection failed"
        }
    }
}

extension Duration {
    /// For a sentence: `30 s` or `0.25 s`.
    package var inSeconds: String {
        let (seconds, attoseconds) = components
        let hundredths = attoseconds / 10_000_000_000_000_000
        guard hundredths > 0 else { return "\(seconds) s" }
        return "\(seconds).\(hundredths < 10 ? "0" : "")\(hundredths) s"
    }
}
