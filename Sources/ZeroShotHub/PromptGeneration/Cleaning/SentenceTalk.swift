/// Tells what a model says about itself and its answer from what it says about the class.
struct SentenceTalk {
    private let text: String
    /// In small letters, with straight apostrophes and without quotation marks around it.
    private let folded: String

    init(_ sentence: String) {
        text = Self.unwrapped(sentence)
        folded = text.lowercased().replacing("’", with: "'")
    }

    /// The model would not or could not answer.
    var isRefusal: Bool {
        Self.refusals.contains(where: folded.hasPrefix)
            || Self.selfDescriptions.contains(where: folded.contains)
    }

    /// Announces, ends or comments the answer, asks something, or is a heading.
    var isAboutTheAnswer: Bool {
        let rest = Self.small(withoutLeadIn)
        return rest.isEmpty || rest.hasSuffix(":") || rest.hasSuffix("?")
            || Self.firstPerson.contains(where: rest.hasPrefix)
            || Self.announcements.contains(where: rest.hasPrefix)
            || Self.offers.contains(where: rest.contains)
    }

    /// Without a word of assent or a speaker's name at the beginning: `Sure, `, `Answer: `.
    var withoutLeadIn: String {
        var rest = text[...]
        while let lead = Self.leadIns.first(where: { Self.begins(rest, with: $0) }) {
            rest = rest.dropFirst(lead.count + 1).drop(while: \.isWhitespace)
        }
        return String(rest)
    }

    private static func small(_ text: String) -> String {
        text.lowercased().replacing("’", with: "'")
    }

    /// Whether the words stand there, with a sign behind them that sets them apart.
    private static func begins(_ text: Substring, with words: String) -> Bool {
        guard text.count > words.count, text.prefix(words.count).lowercased() == words else {
            return false
        }
        let sign = text[text.index(text.startIndex, offsetBy: words.count)]
        return speakers.contains(words) ? sign == ":" : ",!.:".contains(sign)
    }

    private static func unwrapped(_ sentence: String) -> String {
        for (open, close) in [("\"", "\""), ("“", "”"), ("'", "'")]
        where sentence.count > 2 && sentence.hasPrefix(open) && sentence.hasSuffix(close) {
            let inside = sentence.dropFirst().dropLast()
            if !inside.contains(open), !inside.contains(close) { return String(inside) }
        }
        return sentence
    }

    private static let refusals = [
        "i'm sorry", "i am sorry", "sorry,", "sorry but", "sorry.", "i apologize", "i apologise",
        "apologies", "my apologies", "unfortunately, i", "unfortunately i", "i cannot", "i can't",
        "i can not", "i'm unable", "i am unable", "i'm not able", "i am not able", "i won't",
        "i will not", "i must decline", "i don't have", "i do not have", "i don't know",
        "i do not know", "i'm not sure", "i am not sure", "i'm not familiar",
        "i am not familiar", "i couldn't", "i could not",
    ]

    private static let selfDescriptions = [
        "as an ai", "as a language model", "as a large language model", "i'm just an ai",
        "i am just an ai", "i'm an ai", "i am an ai", "my training data", "my knowledge cutoff",
    ]

    private static let firstPerson = ["i ", "i'm ", "i'd ", "i'll ", "i've "]

    private static let announcements = [
        "here is", "here are", "here's", "below is", "below are", "below you", "let me ", "let's ",
        "please ", "hope ", "feel free", "would you", "do you ", "remember that", "note that",
        "the following",
    ]

    private static let offers = [
        "let me know", "if you have any", "if you'd like", "if you would like", "if you need",
        "hope this helps", "feel free to ask", "happy to help", "more information about",
    ]

    private static let speakers: Set = [
        "a", "answer", "assistant", "description", "output", "response",
    ]

    private static let leadIns =
        [
            "absolutely", "alright", "certainly", "great question", "good question", "no problem",
            "of course", "okay", "ok", "sure thing", "sure",
        ] + speakers.sorted()
}
