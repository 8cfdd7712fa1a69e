import Foundation
import Testing

@testable import ZeroShotServer

/// What operators write, and what that comes to.
struct ServerSettingsTests {
    private func settings(
        options: [ServerSetting: [String]] = [:], environment: [String: String] = [:],
        yaml: String? = nil
    ) throws -> ServerSettings {
        try ScratchFile.with(yaml ?? "") { path in
            try ServerSettings(
                options: options, environment: environment, file: yaml == nil ? nil : path)
        }
    }

    private func message(
        options: [ServerSetting: [String]] = [:], environment: [String: String] = [:],
        yaml: String? = nil
    ) throws -> String {
        let error = #expect(throws: ConfigurationError.self) {
            try settings(options: options, environment: environment, yaml: yaml)
        }
        // The folder has another name in each run.
        return "\(try #require(error))".replacing(#/\/[^ ,:]*\/(?=file)/#, with: "")
    }

    @Test func `without any setting the defaults hold`() throws {
        #expect(try settings().configuration == ServerConfiguration())
        #expect(try settings(yaml: "").configuration == ServerConfiguration())
        #expect(try settings(yaml: "# nothing yet\n").configuration == ServerConfiguration())
    }

    @Test func `an option comes before the environment, and that before the file`() throws {
        let yaml = "port: 1\nhost: 127.0.0.3\nqueue: 300\n"
        let environment = [
            "ZEROSHOT_PORT": "2", "ZEROSHOT_HOST": "127.0.0.2", "ZEROSHOT_QUEUE": "",
        ]
        let found = try settings(options: [.port: ["3"]], environment: environment, yaml: yaml)
        #expect(found.configuration.port == 3)
        #expect(found.configuration.host == "127.0.0.2")
        #expect(found.configuration.batching.queuedImages == 300)
        #expect(found.sources[.port] == .option("--port"))
        #expect(found.sources[.host] == .variable("ZEROSHOT_HOST"))
        #expect(found.sources[.threads] == nil)
    }

    @Test func `the environment can name the file`() throws {
        try ScratchFile.with("port: 7\n") { path in
            let found = try ServerSettings(
                options: [:], environment: ["ZEROSHOT_CONFIG": path], file: nil)
            #expect(found.configuration.port == 7)
        }
    }

    @Test func `each setting can be written wherever a setting can be written`() throws {
        for setting in ServerSetting.allCases where setting != .apiKeysFile {
            let value = Self.example(of: setting)
            let expected = try settings(options: [setting: [value]])
            #expect(expected.configuration != ServerConfiguration(), "\(setting.key)")
            let others = [
                try settings(environment: [setting.variable: value]),
                try settings(yaml: "\(setting.key): \(value)\n"),
            ]
            for other in others {
                #expect(other.configuration == expected.configuration, "\(setting.key)")
            }
            #expect(setting.definition.show(expected.configuration) == [value], "\(setting.key)")
        }
    }

    /// A value that is not the default.
    private static func example(of setting: ServerSetting) -> String {
        switch setting {
        case .host: "127.0.0.9"
        case .checkpoint: "demo"
        case .precision: "bf16"
        case .parity: "openclip"
        case .decode: "fast"
        case .labelSets: "somewhere"
        case .allowHost: "owls.example.org"
        case .allowOrigin: "https://owls.example.org"
        case .fetchURLs, .logContent: "true"
        case .logLevel: "debug"
        case .logFormat: "json"
        case .checkpointMemory, .keptEmbeddings: "3GiB"
        case .maxBody, .maxHead: "7KiB"
        case .maxBodies: "64MiB"
        case .batchWait, .headTimeout, .bodyTimeout, .idleTimeout, .shutdownTimeout, .fetchTimeout:
            "7s"
        default: "77"
        }
    }

    @Test func `lists hold several values`() throws {
        let fromFile = try settings(yaml: "checkpoint: [demo, org/name]\nallow-host: [a.org]\n")
        #expect(fromFile.configuration.checkpoints == ["demo", "org/name"])
        #expect(fromFile.configuration.allowedHosts == ["a.org"])
        let fromEnvironment = try settings(environment: ["ZEROSHOT_CHECKPOINT": "demo, org/name"])
        #expect(fromEnvironment.configuration.checkpoints == ["demo", "org/name"])
        let fromOptions = try settings(options: [.checkpoint: ["x/y", "demo"]])
        #expect(fromOptions.configuration.checkpoints == ["x/y", "demo"])
    }

    @Test(arguments: [
        ("512", 512), ("512B", 512), ("3KiB", 3072), ("64 MiB", 64 << 20), ("2GiB", 2 << 30),
    ])
    func `sizes have units`(text: String, bytes: Int) throws {
        let read = SettingForm<Int>.bytes(in: 0...(1 << 40)).read
        #expect(read(text) == bytes)
    }

    @Test(arguments: ["", "MiB", "-1", "1.5GiB", "3MB", "3 cows", "99999999999999999999GiB", "٣"])
    func `other sizes are none`(text: String) {
        #expect(SettingForm<Int>.bytes(in: 0...(1 << 40)).read(text) == nil)
    }

    @Test(arguments: [
        ("0s", Duration.zero), ("500ms", .milliseconds(500)), ("10s", .seconds(10)),
        ("2m", .seconds(120)), ("1h", .seconds(3600)), ("61s", .seconds(61)),
    ])
    func `times have units and are shown as they were written`(text: String, time: Duration) {
        let form = SettingForm<Duration>.duration(in: .zero ... .seconds(3600))
        #expect(form.read(text) == time)
        #expect(form.write(time) == text)
    }

    @Test(arguments: ["10", "s", "-1s", "1.5s", "2h", "3600001ms", "1 fortnight"])
    func `other times are none`(text: String) {
        #expect(SettingForm<Duration>.duration(in: .zero ... .seconds(3600)).read(text) == nil)
    }

    @Test(arguments: [
        "https://example.org", "http://localhost:3000", "https://a-b.c",
    ])
    func `an origin has a scheme and a host`(text: String) {
        #expect(SettingForm<String>.origin.read(text) == text)
    }

    @Test(arguments: ["*", "null", "example.org", "https://", "https://a.org/", "ftp://a.org"])
    func `other origins are none`(text: String) {
        #expect(SettingForm<String>.origin.read(text) == nil)
    }

    @Test func `a wrong value is named with its place, what was found and what is expected`() throws
    {
        #expect(
            try message(options: [.port: ["abc"]])
                == "--port is 'abc'; it should be a number from 0 to 65535.")
        #expect(
            try message(environment: ["ZEROSHOT_LOG_FORMAT": "xml"])
                == "ZEROSHOT_LOG_FORMAT is 'xml'; it should be text or json.")
        #expect(
            try message(yaml: "host: 127.0.0.1\nmax-body: 3 cows\n") == """
                file.yml, line 2: max-body is '3 cows'; it should be a size from 1KiB to 4GiB, such \
                as 512KiB, 64MiB or 2GiB.
                """)
    }

    @Test(arguments: [
        ("port: [1, 2]", "port is a list; it should be a number from 0 to 65535."),
        ("port: {a: 1}", "port is a mapping; it should be a number from 0 to 65535."),
        ("port:", "port is nothing; it should be a number from 0 to 65535."),
        ("fetch-urls: yes", "fetch-urls is 'yes'; it should be true or false."),
        ("threads: 0", "threads is '0'; it should be a number from 1 to 1024."),
        (
            "checkpoint: [demo, [x]]",
            """
            checkpoint is a list; it should be a Hub id (org/name), a folder or demo, or a list of \
            such.
            """
        ),
    ])
    func `a value of another type is an error`(yaml: String, expected: String) throws {
        #expect(try message(yaml: yaml) == "file.yml, line 1: " + expected)
    }

    @Test func `a setting that there is not is an error that lists those that there are`() throws {
        let found = try message(yaml: "port: 1\nprot: 2\n")
        #expect(
            found.hasPrefix("file.yml, line 2: there is no setting 'prot'; the settings are host, ")
        )
        for setting in ServerSetting.allCases { #expect(found.contains(setting.key)) }
    }

    @Test(arguments: [
        ("port: 1\n  : [", "file.yml, line 2: this is not YAML: "),
        ("port: 1\nport: 2\n", "file.yml, line 1: this is not YAML: 'port' is set more than once."),
        ("just words", "file.yml: the file holds 'just words'; settings are expected, such as "),
        ("- port", "file.yml: the file holds a list; settings are expected, such as 'port: 8080'."),
    ])
    func `a file that holds something else is an error`(yaml: String, start: String) throws {
        let found = try message(yaml: yaml)
        #expect(found.hasPrefix(start), "\(found)")
    }

    @Test func `a file that is not there is an error`() {
        let error = #expect(throws: ConfigurationError.self) {
            try ServerSettings(options: [:], environment: [:], file: "/nowhere/zeroshot.yml")
        }
        #expect(
            error?.description
                == "/nowhere/zeroshot.yml: this file cannot be read: there is no such file. "
                + "Check the path.")
    }

    @Test func `settings that cannot hold together are an error`() throws {
        #expect(
            try message(options: [.queue: ["10"]]) == """
                max-images is 64 and queue is 10: a request with more than 10 images would always be \
                turned away. Raise queue, or lower max-images.
                """)
        #expect(
            try message(options: [.maxBodies: ["1MiB"]]) == """
                max-body is larger than max-bodies, the memory for all bodies together. Raise \
                max-bodies, or lower max-body.
                """)
    }

    @Test func `what is shown can be read as a file again`() throws {
        let first = try settings(
            options: [
                .checkpoint: ["demo", "org/na'me"], .batchWait: ["1500ms"], .labelSets: ["a b: c"],
                .maxBody: ["1000000B"],
            ])
        let second = try settings(yaml: first.description)
        #expect(second.configuration == first.configuration)
        #expect(first.description.contains("batch-wait: 1500ms  # --batch-wait\n"))
        #expect(first.description.contains("\n# threads: not set\n"))
    }
}
