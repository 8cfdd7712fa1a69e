import Testing

@testable import ZeroShotServer

/// Keys come from a file or the environment, and are shown to nobody.
struct APIKeyListTests {
    private let keys = ["0123456789abcdef", "a-second-key-of-this-server"]

    @Test func `keys of a file and of the environment count together`() throws {
        try ScratchFile.with("\(keys[0])\r\n\n  \n") { path in
            let settings = try ServerSettings(
                options: [.apiKeysFile: [path]], environment: ["ZEROSHOT_API_KEYS": keys[1]],
                file: nil)
            #expect(settings.configuration.apiKeys == keys)
            #expect(settings.description.hasSuffix("# API keys: 2"))
            for key in keys { #expect(!settings.description.contains(key)) }
        }
    }

    @Test(arguments: ["short", "with a blank in it", "0123456789abcdé"])
    func `a key that could be guessed or not be sent is an error that does not show it`(
        key: String
    ) {
        let error = #expect(throws: ConfigurationError.self) {
            try APIKeyList.read(file: nil, variable: "0123456789abcdef,\(key)")
        }
        #expect(
            error?.description == """
                ZEROSHOT_API_KEYS: API key 2 cannot be used; at least 16 letters, digits and other \
                characters of ASCII are expected, without spaces.
                """)
    }

    @Test func `a file without a key is an error`() throws {
        try ScratchFile.with("\n\n") { path in
            #expect(throws: ConfigurationError.noKeys(path: path)) {
                _ = try APIKeyList.read(file: path, variable: nil)
            }
        }
        #expect(
            ConfigurationError.noKeys(path: "keys").description
                == "keys: the file holds no API key; write one on each line.")
        #expect(
            throws: ConfigurationError.unreadable(
                path: "/nowhere/keys", reason: "it is not there, or is no text")
        ) {
            try APIKeyList.read(file: "/nowhere/keys", variable: nil)
        }
    }
}
