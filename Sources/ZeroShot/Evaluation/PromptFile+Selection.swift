extension PromptFile {
    /// The classes of the labels, in the labels' order; those that the file does not have are left
    /// out.
    package func selecting(_ labels: [String]) -> PromptFile {
        let classes = Dictionary(classes.map { ($0.label, $0) }) { first, _ in first }
        return PromptFile(name: name, classes: labels.compactMap { classes[$0] })
    }

    private init(name: String, classes: [Class]) {
        self.name = name
        self.classes = classes
    }
}
