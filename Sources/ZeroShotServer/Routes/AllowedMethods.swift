internal import HTTPTypes
internal import Hummingbird
internal import Logging
internal import Synchronization

/// Which methods each path takes, for requests with another one.
final class AllowedMethods: Sendable {
    private let responder = Mutex<RouterResponder<Lookup>?>(nil)

    /// Learns what a router takes, after all of its routes were added.
    func learn(from router: Router<ServerRequestContext>) {
        var methods: [String: Set<String>] = [:]
        for route in router.routes {
            methods[route.path.description, default: []].insert(route.method.rawValue)
            // The router answers HEAD wherever it answers GET.
            if route.method == .get { methods[route.path.description]?.insert("HEAD") }
        }
        // The paths of requests are matched by a router of the same paths.
        let lookup = Router(context: Lookup.self)
        for (path, methods) in methods {
            let text = methods.sorted().joined(separator: ", ")
            lookup.get(RouterPath(path)) { _, _ in
                Response(status: .ok, headers: [.allow: text])
            }
        }
        let made = lookup.buildResponder()
        responder.withLock { $0 = made }
    }

    /// The methods that a path takes, as the header `Allow` has them; nil for an unknown path.
    func allowed(at path: String) async -> String? {
        guard let responder = responder.withLock({ $0 }) else { return nil }
        let request = Request(
            head: HTTPRequest(method: .get, scheme: nil, authority: nil, path: path),
            body: .init(buffer: .init()))
        let answer = try? await responder.respond(to: request, context: Lookup())
        return answer?.headers[.allow]
    }

    /// Nothing but the path matters.
    private struct Lookup: RequestContext {
        struct Source: RequestContextSource {
            let logger = Logger(label: "zeroshot.routes")
        }
        var coreContext: CoreRequestContextStorage

        init(source: Source) {
            coreContext = .init(source: source)
        }

        init() {
            self.init(source: Source())
        }
    }
}
