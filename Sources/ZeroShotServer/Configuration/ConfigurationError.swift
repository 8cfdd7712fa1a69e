/// What keeps a server from being configured.
package enum ConfigurationError: Error, Sendable, Equatable {
    /// A file that was named cannot be read as text.
    case unreadable(path: String, reason: String)
    /// The configuration file is no YAML.
    case notYAML(path: String, line: Int?, problem: String)
    /// The configuration file holds something else than settings.
    case noSettings(path: String, found: String)
    /// A setting that there is not.
    case unknownKey(String, path: String, line: Int)
    /// A value that a setting cannot have.
    case value(SettingSource, found: String, expected: String)
    /// Two settings that cannot both hold.
    case conflict(String)

    /// A file of keys has none.
    case noKeys(path: String)
    /// A key that is too easily guessed, or cannot be sent; counted from 1.
    case unusableKey(source: String, number: Int, shortest: Int)
}

extension ConfigurationError: CustomStringConvertible {
    /// Which setting, where, what was found, and what is expected.
    package var description: String {
        switch self {
        case .unreadable(let path, let reason):
            "\(path): this file cannot be read: \(reason). Check the path."
        case .notYAML(let path, let line, let problem):
            "\(path)\(line.map { ", line \($0)" } ?? ""): this is not YAML: \(problem)."
        case .noSettings(let path, let found):
            "\(path): the file holds \(found); settings are expected, such as 'port: 8080'."
        case .unknownKey(let key, let path, let line):
            "\(path), line \(line): there is no setting '\(key)'; the settings are "
                + ServerSetting.allCases.map(\.key).joined(separator: ", ") + "."
        case .value(let source, let found, let expected):
            "\(source) is \(found); it should be \(expected)."
        case .conflict(let sentence):
            sentence
        case .noKeys(let path):
            "\(path): the file holds no API key; write one on each line."
        case .unusableKey(let source, let number, let shortest):
            """
            \(source): API key \(number) cannot be used; at least \(shortest) letters, digits and \
            other characters of ASCII are expected, without spaces.
            """
        }
    }
}
