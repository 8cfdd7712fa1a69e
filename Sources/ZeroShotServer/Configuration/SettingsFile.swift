internal import Foundation
internal import Yams

/// The settings of a configuration file.
struct SettingsFile {
    /// A setting's values, and where they stand.
    struct Entry {
        let values: [String]
        let source: SettingSource
    }

    /// Each setting of the file.
    let entries: [(ServerSetting, Entry)]

    /// - Throws: `ConfigurationError`.
    init(path: String) throws {
        let text: String
        do {
            text = try String(contentsOf: URL(filePath: path), encoding: .utf8)
        } catch {
            throw ConfigurationError.unreadable(path: path, reason: error.reasonToShow)
        }
        try self.init(text, path: path)
    }

    /// - Throws: `ConfigurationError`.
    init(_ text: String, path: String) throws {
        guard let root = try Self.compose(text, path: path) else {
            entries = []
            return
        }
        guard let mapping = root.mapping else {
            if root.null != nil {
                entries = []
                return
            }
            throw ConfigurationError.noSettings(path: path, found: Self.describe(root))
        }
        entries = try mapping.map { key, value in
            let line = key.mark?.line ?? 1
            let name = key.scalar?.string ?? Self.describe(key)
            guard let setting = ServerSetting(rawValue: name) else {
                throw ConfigurationError.unknownKey(name, path: path, line: line)
            }
            let source = SettingSource.file(path, line: line, key: name)
            return (
                setting, Entry(values: try Self.values(value, of: setting, source), source: source)
            )
        }
    }

    private static func compose(_ text: String, path: String) throws -> Node? {
        do {
            return try Yams.compose(yaml: text)
        } catch let error as YamlError {
            switch error {
            case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
                .composer(_, let problem, let mark, _):
                throw ConfigurationError.notYAML(path: path, line: mark.line, problem: problem)
            case .duplicatedKeysInMapping(let keys, let context):
                throw ConfigurationError.notYAML(
                    path: path, line: context.mark.line,
                    problem: "'\(keys.joined(separator: ", "))' is set more than once")
            default:
                throw ConfigurationError.notYAML(path: path, line: nil, problem: "\(error)")
            }
        }
    }

    private static func values(
        _ node: Node, of setting: ServerSetting, _ source: SettingSource
    ) throws -> [String] {
        let definition = setting.definition
        func refuse(_ found: Node) -> ConfigurationError {
            let expected =
                definition.isList
                ? "\(definition.expected), or a list of such" : definition.expected
            return .value(source, found: describe(found), expected: expected)
        }
        if node.null != nil { throw refuse(node) }
        if let scalar = node.scalar { return [scalar.string] }
        guard definition.isList, let sequence = node.sequence else { throw refuse(node) }
        return try sequence.map { element in
            guard let scalar = element.scalar, element.null == nil else { throw refuse(element) }
            return scalar.string
        }
    }

    private static func describe(_ node: Node) -> String {
        if node.null != nil { return "nothing" }
        return switch node {
        case .scalar(let scalar): "'\(scalar.string)'"
        case .mapping: "a mapping"
        case .sequence: "a list"
        case .alias: "an alias"
        }
    }
}

extension Error {
    /// What the system says, without the name of a type.
    fileprivate var reasonToShow: String {
        switch (self as? CocoaError)?.code {
        case .fileReadNoSuchFile: "there is no such file"
        case .fileReadNoPermission: "it may not be read"
        case .fileReadInapplicableStringEncoding, .fileReadCorruptFile: "it is not UTF-8 text"
        default: localizedDescription
        }
    }
}
