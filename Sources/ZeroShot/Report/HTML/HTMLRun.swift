/// What holds for all images of a run, as sections that can be folded up.
enum HTMLRun {
    static func sections(_ run: RunReport) -> String {
        section("notices", "Notices", list(run.notices.map(\.message)))
            + section("checkpoint", "Checkpoint", checkpoint(run))
            + section("prompts", "Prompts", prompts(run))
            + section("scores", "Scores", scores(run))
            + (run.people.declared || run.people.consentPolicy != nil
                ? section("people", "People", people(run.people)) : "")
    }

    private static func section(_ name: String, _ heading: String, _ content: String) -> String {
        """
        <details open data-section="\(name)"><summary><h2>\(heading)</h2></summary>
        \(content)</details>

        """
    }

    private static func checkpoint(_ run: RunReport) -> String {
        let checkpoint = run.checkpoint
        return terms([
            ("Id", HTMLText.isolated(checkpoint.id)),
            ("Source", HTMLText.escaped(checkpoint.source)),
            ("Revision", checkpoint.revision.map(code)),
            ("Family", HTMLText.escaped(checkpoint.family)),
            ("Architecture", HTMLText.escaped(checkpoint.architecture)),
            ("Resolution", HTMLText.escaped(checkpoint.resolution.text)),
            ("Embedding", "\(checkpoint.embeddingDimension) numbers"),
            ("Precision", HTMLText.escaped(checkpoint.precision)),
            ("Parity", HTMLText.escaped(run.parity.line)),
            ("Decoding", HTMLText.escaped(run.decoding.rawValue)),
            ("Fingerprint", code(checkpoint.fingerprint)),
        ])
    }

    private static func prompts(_ run: RunReport) -> String {
        terms([
            ("Labels", "\(run.labels.count)"),
            ("Prompts", HTMLText.escaped(run.promptsLine)),
            ("Sentences", run.promptsFile.map(HTMLText.isolated)),
            ("Label set", run.labelSet.map { HTMLText.isolated($0.path) + " " + code($0.sha256) }),
        ])
            + (run.templates.isEmpty
                ? "" : "<h3>Templates</h3>\n" + list(run.templates, limit: shownTemplates))
            + truncated(run.prompts.truncated)
    }

    /// More than this are for the other forms of a report.
    private static let shownTemplates = 100
    private static let shownPrompts = 20

    private static func truncated(_ prompts: [TruncatedPrompt]) -> String {
        guard !prompts.isEmpty else { return "" }
        let items = prompts.prefix(shownPrompts).map { prompt in
            """
            <li>\(HTMLText.isolated(prompt.prompt)) (\(HTMLText.isolated(prompt.label))): \
            \(prompt.tokens) tokens, \(prompt.limit) fit; lost \
            <q>\(HTMLText.escaped(prompt.lost))</q></li>

            """
        }
        return "<h3>Prompts that were cut: \(prompts.count)</h3>\n<ul>\n" + items.joined()
            + rest(prompts.count - items.count) + "</ul>\n"
    }

    private static func scores(_ run: RunReport) -> String {
        let proxy =
            "The flag is low where the top-1 \(run.scoring.proxyKind.rawValue) is below the "
            + "threshold. Bars show probabilities."
        let support = run.support.map { "Support: \($0.line(labels: run.labels.count))" }
        return [run.scoringLine, proxy, support].compactMap(\.self).map {
            "<p>\(HTMLText.escaped($0))</p>\n"
        }.joined()
    }

    private static func people(_ people: RunReport.People) -> String {
        "<p class=\"lines\">\(HTMLText.escapedLines(people.line))</p>\n"
    }

    private static func terms(_ terms: [(name: String, value: String?)]) -> String {
        let rows = terms.compactMap { term in
            term.value.map { "<div><dt>\(term.name)</dt><dd>\($0)</dd></div>\n" }
        }
        return "<dl>\n\(rows.joined())</dl>\n"
    }

    private static func list(_ texts: [String], limit: Int = .max) -> String {
        let items = texts.prefix(limit).map { "<li>\(HTMLText.isolated($0))</li>\n" }
        return "<ul>\n\(items.joined())\(rest(texts.count - items.count))</ul>\n"
    }

    private static func rest(_ count: Int) -> String {
        count > 0 ? "<li>and \(count) more</li>\n" : ""
    }

    private static func code(_ text: String) -> String {
        "<code>\(HTMLText.escaped(text))</code>"
    }
}
