/// Where a value was written.
package enum SettingSource: Sendable, Equatable {
    /// On the command line.
    case option(String)
    /// In the environment.
    case variable(String)
    /// In the configuration file.
    case file(String, line: Int, key: String)
}

extension SettingSource: CustomStringConvertible {
    /// As a message begins with it.
    package var description: String {
        switch self {
        case .option(let name): name
        case .variable(let name): name
        case .file(let path, let line, let key): "\(path), line \(line): \(key)"
        }
    }
}
