import Foundation

extension TextNormalizer: Decodable {
    private enum Kind: String, CaseIterable {
        case sequence = "Sequence"
        case nfc = "NFC"
        case nfd = "NFD"
        case nfkc = "NFKC"
        case nfkd = "NFKD"
        case replace = "Replace"
        case lowercase = "Lowercase"
        case strip = "Strip"
        case prepend = "Prepend"
        case precompiled = "Precompiled"
    }

    init(from decoder: any Decoder) throws {
        let step = try TokenizerStep<Kind>(from: decoder) { kind in
            switch kind {
            case .sequence: ["normalizers"]
            case .replace: ["pattern", "content"]
            case .strip: ["strip_left", "strip_right"]
            case .prepend: ["prepend"]
            case .precompiled: ["precompiled_charsmap"]
            case .nfc, .nfd, .nfkc, .nfkd, .lowercase: []
            }
        }
        switch step.kind {
        case .sequence:
            self = .sequence(try step.value("normalizers"))
        case .nfc: self = .form(.c)
        case .nfd: self = .form(.d)
        case .nfkc: self = .form(.kc)
        case .nfkd: self = .form(.kd)
        case .replace:
            let content: String = try step.value("content")
            self = .replace(try step.pattern(), with: Array(content.unicodeScalars))
        case .lowercase:
            self = .lowercase
        case .strip:
            self = .strip(left: try step.value("strip_left"), right: try step.value("strip_right"))
        case .prepend:
            let prefix: String = try step.value("prepend")
            self = .prepend(Array(prefix.unicodeScalars))
        case .precompiled:
            self = .precompiled(try Self.charsmap(of: step))
        }
    }

    private static func charsmap(of step: TokenizerStep<Kind>) throws -> PrecompiledCharsmap {
        let option = "precompiled_charsmap"
        let text: String = try step.value(option)
        guard let bytes = Data(base64Encoded: text) else {
            throw step.malformed(option, reason: "is not base64")
        }
        do {
            return try PrecompiledCharsmap(Array(bytes))
        } catch let error as PrecompiledCharsmap.Malformed {
            throw step.malformed(option, reason: error.reason)
        }
    }
}
