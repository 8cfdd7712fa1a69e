import ZeroShot
import ZeroShotHub

/// What a run that generates prompts says to people.
enum GenerationText {
    /// Which requests would be sent, and how often.
    static func text(of plan: GenerationPlan, _ generation: PromptGeneration) -> String {
        let questions = generation.settings.questions.templates.count
        var text = "POST \(plan.url)\n"
        text += plan.keyVariable.map { "with the key in \($0)\n" } ?? "without a key\n"
        text +=
            "\(count(plan.count, "request", "requests")): "
            + "\(count(generation.labels.count, "class", "classes")), "
            + "\(count(questions, "question", "questions")), "
            + "\(count(generation.settings.answers, "answer", "answers")) each"
        if plan.keptAnswers > 0 {
            text +=
                "; \(count(plan.keptAnswers, "answer is", "answers are")) in "
                + "\(generation.answersFile)"
        }
        text += "\n"
        for request in plan.requests {
            text += "\(request.count) x \(request.body)\n"
        }
        return text
    }

    /// What is in the file, and where from.
    static func text(of summary: GenerationSummary, output: String) -> String {
        guard summary.classes > 0 else { return "" }
        var text =
            "\(output): \(count(summary.sentences, "sentence", "sentences")) for "
            + "\(count(summary.classes, "class", "classes"))"
        text += summary.asked == 0 ? "; nothing was left to ask\n" : "\n"
        if summary.dropped.count > 0 { text += "left out: \(summary.dropped)\n" }
        return text
    }

    /// What is missing in the file, and what to do about it.
    static func gaps(in summary: GenerationSummary) -> [String] {
        var sentences: [String] = []
        let mostShown = 5
        for gap in summary.incomplete.prefix(mostShown) {
            sentences.append(
                "\(TerminalText.safe(gap.label)): "
                    + "\(count(gap.missing, "answer is", "answers are")) missing. \(gap.error)"
            )
        }
        if summary.incomplete.count > mostShown {
            let others = summary.incomplete.count - mostShown
            sentences.append(
                "answers about \(count(others, "other class", "other classes")) are missing, too.")
        }
        if !summary.useless.isEmpty {
            let shown = summary.useless.prefix(mostShown).map { "'\(TerminalText.safe($0))'" }
            let others = summary.useless.count - mostShown
            sentences.append(
                "no answer about \(shown.joined(separator: ", "))"
                    + (others > 0 ? " and \(count(others, "other class", "other classes"))" : "")
                    + " holds a sentence of use. Read what the model said in the file of answers; "
                    + "try a higher --max-tokens, --api chat, other questions or another model. The same "
                    + "command asks again."
            )
        }
        return sentences
    }

    private static func count(_ number: Int, _ one: String, _ several: String) -> String {
        "\(number) \(number == 1 ? one : several)"
    }
}
