/// What open_clip does to a text before it is split.
///
/// Source: `get_clean_fn` in open_clip's `tokenizer.py`.
package struct OpenCLIPCleaning: Sendable {
    /// `clean` in a checkpoint's `tokenizer_kwargs`.
    package enum Mode: String, CaseIterable, Sendable {
        case lower
        case whitespace
        case canonicalize
    }

    let mode: Mode
    private let repair: CharacterRepair
    private let entities: HTMLEntities

    /// - Throws: `TokenizerError`, `ProductResourceError`.
    init(mode: Mode) throws {
        let entities = try ProductResources.url(forResource: "tokenizer/html-entities.txt")
        self.init(mode: mode, entities: try HTMLEntities(entities))
    }

    init(mode: Mode, entities: HTMLEntities) {
        self.mode = mode
        self.entities = entities
        repair = CharacterRepair(entities: entities)
    }

    func callAsFunction(_ text: [Unicode.Scalar]) -> [Unicode.Scalar] {
        var text = text
        if !Self.needsNoRepair(text) {
            text = entities.unescape(entities.unescape(repair(text)))
        }
        switch mode {
        case .lower:
            return PythonText.lowercased(PythonText.collapsingWhitespace(text))
        case .whitespace:
            return PythonText.collapsingWhitespace(text)
        case .canonicalize:
            text = text.map { $0 == "_" ? " " : $0 }
                .filter { !ScalarSet.asciiPunctuation.contains($0) }
            return PythonText.collapsingWhitespace(PythonText.lowercased(text))
        }
    }

    /// True for printable ASCII without an ampersand, which is most prompts.
    private static func needsNoRepair(_ text: [Unicode.Scalar]) -> Bool {
        text.allSatisfy { (0x20..<0x7F).contains($0.value) && $0 != "&" }
    }
}
