/// What turns a text into tokens, before others are put around them.
protocol TokenPipeline: Sendable {
    func sequence(of text: String) -> TokenSequence
}
