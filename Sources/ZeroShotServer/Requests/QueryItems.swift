/// The parameters of an address, in their order.
struct QueryItems {
    private let items: [(name: String, value: String)]

    /// - Throws: `RequestError` for what cannot be decoded, or a name that means nothing here.
    init(_ query: String?, known: [String]) throws {
        items = try (query ?? "").split(separator: "&").map { item in
            let parts = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let texts = parts.map { PercentEncoding.decoded($0, plusIsBlank: true) }
            guard let name = texts[0], let value = texts.count == 2 ? texts[1] : "" else {
                throw RequestError.unexpected(
                    "The query parameter '\(item.prefix(80))'", found: "bytes that are not UTF-8",
                    expected: "text in percent encoding")
            }
            guard known.contains(name) else { throw RequestError.unknown(name, known: known) }
            return (name, value)
        }
    }

    var names: [String] { items.map(\.name) }

    /// All values of a parameter.
    subscript(_ name: String) -> [String] {
        items.filter { $0.name == name }.map(\.value)
    }

    /// The value of a parameter that may stand there once.
    ///
    /// - Throws: `RequestError.repeated`.
    func single(_ name: String) throws -> String? {
        let values = self[name]
        guard values.count <= 1 else { throw RequestError.repeated(name) }
        return values.first
    }
}
