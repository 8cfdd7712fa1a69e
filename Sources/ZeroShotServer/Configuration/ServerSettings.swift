internal import Foundation

/// What was set on the command line, in the environment and in a file, and what that comes to.
package struct ServerSettings: Sendable {
    /// The configuration that holds.
    package private(set) var configuration = ServerConfiguration()
    /// Where each value was written that is not the default.
    package private(set) var sources: [ServerSetting: SettingSource] = [:]

    /// Reads what was set: the command line comes before the environment, that before the file.
    ///
    /// - Parameters:
    ///   - options: the values given on the command line.
    ///   - environment: variables; an empty one counts as absent.
    ///   - file: the path of a configuration file; `ZEROSHOT_CONFIG` names one otherwise.
    /// - Throws: `ConfigurationError`.
    package init(
        options: [ServerSetting: [String]], environment: [String: String], file: String?
    ) throws {
        let variables = environment.filter { !$0.value.isEmpty }
        if let path = file ?? variables["ZEROSHOT_CONFIG"] {
            for (setting, entry) in try SettingsFile(path: path).entries {
                try take(entry.values, for: setting, from: entry.source)
            }
        }
        for setting in ServerSetting.allCases {
            guard let text = variables[setting.variable] else { continue }
            let values = setting.definition.isList ? Self.list(text) : [text]
            try take(values, for: setting, from: .variable(setting.variable))
        }
        for setting in ServerSetting.allCases {
            guard let values = options[setting], !values.isEmpty else { continue }
            try take(values, for: setting, from: .option(setting.option))
        }
        try requireConsistency()
        configuration.apiKeys = try APIKeyList.read(
            file: configuration.apiKeysFile, variable: variables["ZEROSHOT_API_KEYS"])
    }

    /// Each setting with its values and where they were written, in the form of a configuration
    /// file; keys are only counted.
    package var description: String {
        var lines = ServerSetting.allCases.map { setting in
            let values = setting.definition.show(configuration)
            let text =
                setting.definition.isList
                ? "[" + values.map(Self.quoted).joined(separator: ", ") + "]"
                : values.first.map(Self.quoted) ?? "null"
            let origin = sources[setting].map { "  # \($0)" } ?? ""
            let isUnset = values.isEmpty && !setting.definition.isList
            return (isUnset ? "# \(setting.key): not set" : "\(setting.key): \(text)") + origin
        }
        lines.append("# API keys: \(configuration.apiKeys.count)")
        return lines.joined(separator: "\n")
    }

    private mutating func take(
        _ values: [String], for setting: ServerSetting, from source: SettingSource
    ) throws {
        if let wrong = setting.definition.take(&configuration, values) {
            throw ConfigurationError.value(
                source, found: "'\(wrong)'", expected: setting.definition.expected)
        }
        sources[setting] = source
    }

    /// Settings that are possible alone, but not together.
    private func requireConsistency() throws {
        let queue = configuration.batching.queuedImages
        guard configuration.limits.images <= queue else {
            throw ConfigurationError.conflict(
                """
                max-images is \(configuration.limits.images) and queue is \(queue): a request with \
                more than \(queue) images would always be turned away. Raise queue, or lower \
                max-images.
                """)
        }
        guard configuration.limits.bodyBytes <= configuration.limits.bodyBytesInHand else {
            throw ConfigurationError.conflict(
                """
                max-body is larger than max-bodies, the memory for all bodies together. Raise \
                max-bodies, or lower max-body.
                """)
        }
    }

    private static func list(_ text: String) -> [String] {
        text.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
            .filter { !$0.isEmpty }
    }

    /// In quotes where YAML would take plain text for something else.
    private static func quoted(_ text: String) -> String {
        let isPlain = text.allSatisfy { character in
            character.isASCII
                && (character.isLetter || character.isNumber || "./-_".contains(character))
        }
        return isPlain && !text.isEmpty ? text : "'" + text.replacing("'", with: "''") + "'"
    }
}
