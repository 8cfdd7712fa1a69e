/// A step of tokenizer.json, or an option of one, that no type here stands for.
struct UnsupportedStep: Error {
    let part: String
    let found: String
    let supported: [String]
}

/// An option of a step whose value is not what it must be.
struct MalformedStep: Error {
    let part: String
    let reason: String
}

/// The object of one step in tokenizer.json: what kind it is and its options.
///
/// An option that changes token ids and that nobody reads would be a silent difference, so each
/// kind names its options and any other is refused.
struct TokenizerStep<Kind: RawRepresentable<String> & CaseIterable> {
    let kind: Kind
    private let values: KeyedDecodingContainer<StepKey>

    /// - Parameters:
    ///   - decoder: of the step's object.
    ///   - default: what a step without a type is; nil if it must have one.
    ///   - options: the keys that each kind reads or may ignore.
    /// - Throws: ``UnsupportedStep``, `DecodingError`.
    init(
        from decoder: any Decoder, default: Kind? = nil, options: (Kind) -> [String]
    ) throws {
        values = try decoder.container(keyedBy: StepKey.self)
        let key = StepKey("type")
        if let `default`, !values.contains(key) {
            kind = `default`
        } else {
            let type = try values.decode(String.self, forKey: key)
            guard let known = Kind(rawValue: type) else {
                throw UnsupportedStep(
                    part: decoder.codingPath.dotted, found: "'\(type)'",
                    supported: Kind.allCases.map { "'\($0.rawValue)'" }
                )
            }
            kind = known
        }
        try values.refuseKeys(otherThan: ["type"] + options(kind))
    }

    /// The value of an option.
    ///
    /// - Throws: `DecodingError`, ``UnsupportedStep``.
    func value<Value: Decodable>(_ option: String) throws -> Value {
        try values.decode(Value.self, forKey: StepKey(option))
    }

    /// The value of an option, or nil when it is absent or null.
    ///
    /// - Throws: `DecodingError`.
    func optional<Value: Decodable>(_ option: String) throws -> Value? {
        try values.decodeIfPresent(Value.self, forKey: StepKey(option))
    }

    /// Refuses any value of an option but one.
    ///
    /// - Parameters:
    ///   - option: its key.
    ///   - wanted: the value that is supported.
    ///   - default: what an absent option stands for.
    /// - Throws: ``UnsupportedStep``, `DecodingError`.
    func require<Value: Decodable & Equatable>(
        _ option: String, toBe wanted: Value, default: Value? = nil
    ) throws {
        let key = StepKey(option)
        let found = try values.decodeIfPresent(Value.self, forKey: key) ?? `default`
        guard let found, found == wanted else {
            throw UnsupportedStep(
                part: (values.codingPath + [key]).dotted,
                found: found.map { "'\($0)'" } ?? "missing", supported: ["'\(wanted)'"]
            )
        }
    }

    /// The error for an option whose value is not supported.
    func unsupported(_ option: String, found: String, supported: [String]) -> UnsupportedStep {
        UnsupportedStep(
            part: (values.codingPath + [StepKey(option)]).dotted, found: found,
            supported: supported
        )
    }

    /// The error for an option whose value cannot be read.
    func malformed(_ option: String, reason: String) -> MalformedStep {
        MalformedStep(part: (values.codingPath + [StepKey(option)]).dotted, reason: reason)
    }
}

/// Any key of a JSON object.
struct StepKey: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(_ name: String) {
        stringValue = name
    }

    init(stringValue: String) {
        self.init(stringValue)
    }

    init?(intValue: Int) {
        nil
    }
}

extension KeyedDecodingContainer<StepKey> {
    /// - Throws: ``UnsupportedStep`` for the first key, by name, that is not listed.
    func refuseKeys(otherThan known: [String]) throws {
        let unknown = allKeys.map(\.stringValue).filter { !known.contains($0) }
        guard let first = unknown.min() else { return }
        throw UnsupportedStep(
            part: (codingPath + [StepKey(first)]).dotted, found: "an unknown option",
            supported: known.map { "'\($0)'" }
        )
    }
}
