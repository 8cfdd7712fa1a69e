/// What is to be known about prompts before images are ranked with them.
package struct PromptCheck: Sendable, Equatable {
    /// One class in numbers.
    package struct Class: Sendable, Equatable {
        package let label: String
        package let prompts: Int
        package let tokens: TokenCounts
        package let truncated: Int
    }

    /// The lengths of a class's prompts in tokens, start and end token included, before any cut.
    package struct TokenCounts: Sendable, Equatable {
        package let minimum: Int
        /// The mean of the two in the middle, where there are two.
        package let median: Double
        package let maximum: Int

        /// - Parameter lengths: at least one.
        init(_ lengths: [Int]) {
            let sorted = lengths.sorted()
            let upper = sorted.count / 2
            let lower = (sorted.count - 1) / 2
            minimum = sorted[0]
            median = Double(sorted[lower] + sorted[upper]) / 2
            maximum = sorted[sorted.count - 1]
        }
    }

    /// A sentence and its class.
    package struct Sentence: Sendable, Equatable {
        package let label: String
        package let text: String
    }

    /// A text that stands in several places, but for case, marks and punctuation.
    package struct Repetition: Sendable, Equatable {
        package enum Kind: String, Sendable {
            case sentence
            /// Of a class, which templates are filled with.
            case name
            case template
        }

        package let kind: Kind
        /// As it is written in the first place.
        package let text: String
        /// In how many places.
        package fileprivate(set) var count: Int
        /// The classes it stands for, each once; none for a template, which stands for all.
        package fileprivate(set) var labels: [String]
    }

    /// A sentence of a class whose embedding points nearly the same way as that of an earlier one.
    package struct SimilarPair: Sendable, Equatable {
        package let label: String
        /// Of the earlier sentences the nearest.
        package let first: String
        package let second: String
        /// Cosine of their embeddings.
        package let similarity: Float
    }

    /// From which cosine on two sentences of a class count as nearly the same.
    ///
    /// Sentences about one thing lie near each other anyway; from here on a second one says to the
    /// checkpoint what the first has said. Set it lower to find more.
    package static let defaultSimilarity: Float = 0.98

    /// In the caller's order.
    package private(set) var classes: [Class] = []
    /// The most tokens a prompt may have.
    package let contextLength: Int
    package let similarity: Float
    package private(set) var truncated: [TruncatedPrompt] = []
    /// Sentences that do not hold a name of their class.
    package private(set) var nameless: [Sentence] = []
    package private(set) var repetitions: [Repetition]
    package private(set) var similar: [SimilarPair] = []

    /// Classes with the fewest and with the most prompts; nil where all have equally many.
    package var unequalCounts: (fewest: Class, most: Class)? {
        guard let fewest = classes.min(by: { $0.prompts < $1.prompts }),
            let most = classes.max(by: { $0.prompts < $1.prompts }),
            fewest.prompts < most.prompts
        else { return nil }
        return (fewest, most)
    }

    /// The number of all prompts.
    package var promptCount: Int { classes.reduce(0) { $0 + $1.prompts } }

    /// The number of all things to look at.
    package var findings: Int {
        truncated.count + nameless.count + repetitions.count + similar.count
            + (unequalCounts == nil ? 0 : 1)
    }

    init(_ prompts: ClassPrompts, contextLength: Int, similarity: Float) {
        self.contextLength = contextLength
        self.similarity = similarity
        repetitions = Self.repetitions(in: prompts)
    }

    /// Takes a class's prompts as the tokenizer sees them.
    mutating func add(_ index: Int, of prompts: ClassPrompts, tokens: [TokenizedText]) {
        let label = prompts.labels[index]
        var cut = 0
        for (prompt, text) in zip(prompts.prompts(ofClass: index), tokens) {
            guard let truncation = text.truncation else { continue }
            cut += 1
            truncated.append(
                TruncatedPrompt(
                    label: label, prompt: prompt, tokens: truncation.tokens,
                    limit: truncation.limit, lost: truncation.lost
                )
            )
        }
        classes.append(
            Class(
                label: label, prompts: tokens.count, tokens: TokenCounts(tokens.map(\.tokens)),
                truncated: cut
            )
        )
        let names = ([label] + prompts.names(ofClass: index)).map(PlainWords.init)
        for sentence in prompts.sentences(ofClass: index) {
            let words = PlainWords(sentence)
            if !names.contains(where: words.contain) {
                nameless.append(Sentence(label: label, text: sentence))
            }
        }
    }

    /// Takes the embeddings of a class's sentences, of unit length.
    ///
    /// Equal sentences are passed over, for they are among the repetitions.
    mutating func add(_ index: Int, of prompts: ClassPrompts, embeddings: Embeddings) {
        let sentences = prompts.sentences(ofClass: index)
        let words = sentences.map(PlainWords.init)
        for second in sentences.indices {
            var nearest: (row: Int, cosine: Float)?
            for first in 0..<second where words[first] != words[second] {
                let cosine = embeddings.similarity(ofRow: first, toRow: second, of: embeddings)
                if cosine > nearest?.cosine ?? -.infinity { nearest = (first, cosine) }
            }
            guard let nearest, nearest.cosine >= similarity else { continue }
            similar.append(
                SimilarPair(
                    label: prompts.labels[index], first: sentences[nearest.row],
                    second: sentences[second], similarity: nearest.cosine
                )
            )
        }
    }

    private static func repetitions(in prompts: ClassPrompts) -> [Repetition] {
        var found = Repetitions()
        for template in prompts.templates {
            // Filled in, because a place can be written in several ways.
            let words = PlainWords(template.prompt(for: "class"))
            found.add(template.text, words, kind: .template, label: nil)
        }
        for (index, label) in prompts.labels.enumerated() {
            if !prompts.templates.isEmpty {
                for name in prompts.names(ofClass: index) {
                    found.add(name, PlainWords(name), kind: .name, label: label)
                }
            }
            for sentence in prompts.sentences(ofClass: index) {
                found.add(sentence, PlainWords(sentence), kind: .sentence, label: label)
            }
        }
        return found.all
    }
}

extension ClassPrompts {
    fileprivate func sentences(ofClass index: Int) -> [String] {
        sentences.isEmpty ? [] : sentences[index]
    }
}

/// Texts counted without case, marks and punctuation.
private struct Repetitions {
    private struct Key: Hashable {
        let kind: PromptCheck.Repetition.Kind
        let words: PlainWords
    }

    private var places: [Key: Int] = [:]
    private var texts: [PromptCheck.Repetition] = []

    /// Those that stand more than once, in the order of their first places.
    var all: [PromptCheck.Repetition] { texts.filter { $0.count > 1 } }

    mutating func add(
        _ text: String, _ words: PlainWords, kind: PromptCheck.Repetition.Kind, label: String?
    ) {
        let key = Key(kind: kind, words: words)
        guard let place = places[key] else {
            places[key] = texts.count
            texts.append(
                PromptCheck.Repetition(
                    kind: kind, text: text, count: 1, labels: label.map { [$0] } ?? []
                )
            )
            return
        }
        texts[place].count += 1
        if let label, !texts[place].labels.contains(label) {
            texts[place].labels.append(label)
        }
    }
}
