/// The tokens that a tokenizer file names for a purpose, and those it names besides.
struct SpecialTokenNames {
    /// In the order in which transformers adds them to the vocabulary.
    enum Role: String, CaseIterable {
        case start = "bos_token"
        case end = "eos_token"
        case unknown = "unk_token"
        case separator = "sep_token"
        case padding = "pad_token"
        case classification = "cls_token"
        case mask = "mask_token"
    }

    /// A role without an entry is not named; an entry without a token is named as null.
    private var roles: [Role: AddedToken?] = [:]
    private var others: [AddedToken]?

    init() {}

    subscript(role: Role) -> AddedToken? { roles[role] ?? nil }

    /// All tokens, those with a role first; a token may be there more than once.
    var all: [AddedToken] {
        Role.allCases.compactMap { self[$0] } + (others ?? [])
    }

    /// Takes what another file names, null included.
    mutating func override(with file: SpecialTokenNames) {
        roles.merge(file.roles) { $1 }
        if let replaced = file.others { others = replaced }
    }

    /// Names for the roles without one.
    mutating func addDefaults(_ defaults: [(role: Role, token: AddedToken)]) {
        for (role, token) in defaults where roles[role] == nil {
            roles[role] = token
        }
    }

    /// Tokens without a role, unless a file names some.
    mutating func addOthers(_ tokens: [AddedToken]) {
        others = others ?? tokens
    }

    /// Tokens without a role, whatever files name.
    mutating func replaceOthers(with tokens: [AddedToken]) {
        others = tokens
    }
}

extension SpecialTokenNames: Decodable {
    init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: StepKey.self)
        for role in Role.allCases {
            let key = StepKey(role.rawValue)
            guard values.contains(key) else { continue }
            roles[role] = .some(try values.decodeIfPresent(TokenName.self, forKey: key)?.token)
        }
        for name in ["extra_special_tokens", "additional_special_tokens"] {
            let key = StepKey(name)
            guard values.contains(key), try !values.decodeNil(forKey: key) else { continue }
            let tokens: [AddedToken]
            if let list = try? values.decode([TokenName].self, forKey: key) {
                tokens = list.map(\.token)
            } else {
                tokens = try values.decode([String: TokenName].self, forKey: key)
                    .sorted { $0.key < $1.key }
                    .map(\.value.token)
            }
            if !tokens.isEmpty || others == nil { others = tokens }
        }
    }
}

/// A token as its content alone or as an object with flags; special either way.
private struct TokenName: Decodable {
    let token: AddedToken

    private struct Flags: Decodable {
        let normalized: Bool?
    }

    init(from decoder: any Decoder) throws {
        if let content = try? decoder.singleValueContainer().decode(String.self) {
            token = AddedToken(content: content)
        } else {
            var token = try AddedToken(from: decoder)
            token.special = true
            token.normalized = try Flags(from: decoder).normalized ?? false
            self.token = token
        }
    }
}
