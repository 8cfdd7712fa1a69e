/// What a setting means, and how its values are read and shown.
package struct SettingDefinition: Sendable {
    /// What it is for, as a sentence.
    package let meaning: String
    /// What a value looks like, as the end of a sentence.
    package let expected: String
    /// Whether it may have several values.
    package let isList: Bool
    /// Whether its values are true and false.
    package let isSwitch: Bool
    /// Takes the values; returns the first that is none.
    let take: @Sendable (inout ServerConfiguration, [String]) -> String?
    /// The values as text; empty where there is none.
    package let show: @Sendable (ServerConfiguration) -> [String]

    init<Value>(
        _ path: any WritableKeyPath<ServerConfiguration, Value> & Sendable,
        _ form: SettingForm<Value>,
        _ meaning: String
    ) {
        self.meaning = meaning
        expected = form.expected
        isList = false
        isSwitch = Value.self == Bool.self
        take = { configuration, texts in
            guard let text = texts.last else { return nil }
            guard let value = form.read(text) else { return text }
            configuration[keyPath: path] = value
            return nil
        }
        show = { [form.write($0[keyPath: path])] }
    }

    init<Value>(
        optional path: any WritableKeyPath<ServerConfiguration, Value?> & Sendable,
        _ form: SettingForm<Value>, _ meaning: String
    ) {
        self.meaning = meaning
        expected = form.expected
        isList = false
        isSwitch = false
        take = { configuration, texts in
            guard let text = texts.last else { return nil }
            guard let value = form.read(text) else { return text }
            configuration[keyPath: path] = value
            return nil
        }
        show = { configuration in
            configuration[keyPath: path].map { [form.write($0)] } ?? []
        }
    }

    init<Value>(
        list path: any WritableKeyPath<ServerConfiguration, [Value]> & Sendable,
        _ form: SettingForm<Value>, _ meaning: String
    ) {
        self.meaning = meaning
        expected = form.expected
        isList = true
        isSwitch = false
        take = { configuration, texts in
            var values: [Value] = []
            for text in texts {
                guard let value = form.read(text) else { return text }
                values.append(value)
            }
            configuration[keyPath: path] = values
            return nil
        }
        show = { $0[keyPath: path].map(form.write) }
    }
}
