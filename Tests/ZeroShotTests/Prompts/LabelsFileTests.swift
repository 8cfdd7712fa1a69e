import Foundation
import Testing

@testable import ZeroShot

/// Labels files in JSON.
struct LabelsFileTests {
    private static func list(_ text: String, name: String = "labels.json") throws -> LabelList {
        try LabelList(TextFile(Array(text.utf8), name: name))
    }

    @Test func `a class has a label, other names and a description`() throws {
        let list = try Self.list(
            #"""
            [
              {"label": "cougar", "names": ["cougar", "mountain lion"],
               "description": "A cougar is a large tan cat."},
              {"label": " owl ", "names": null, "description": null},
              {"label": "A3", "names": ["scratched lid"]},
              "fox"
            ]
            """#
        )
        #expect(list.labels == ["cougar", "owl", "A3", "fox"])
        #expect(
            list.classes.map(\.names) == [
                ["cougar", "mountain lion"], ["owl"], ["scratched lid"], ["fox"],
            ])
        #expect(
            list.classes.map(\.descriptions) == [["A cougar is a large tan cat."], [], [], []]
        )
    }

    @Test func `templates are filled with names, and descriptions stand behind them`() throws {
        let list = try Self.list(
            #"""
            [{"label": "A3", "names": ["scratch", "dent"], "description": "Damage in metal."},
             {"label": "ok"}]
            """#
        )
        let prompts = ClassPrompts(list, templates: try TemplateSet(["{a class}", "the {}"]))
        #expect(
            prompts.prompts(ofClass: 0) == [
                "a scratch", "the scratch", "a dent", "the dent", "Damage in metal.",
            ])
        #expect(prompts.prompts(ofClass: 1) == ["an ok", "the ok"])
        #expect(prompts.names(ofClass: 0) == ["scratch", "dent"])
        #expect(prompts.names(ofClass: 1) == ["ok"])
        #expect(prompts.count == 7 && Array(prompts.all).count == 7)
        #expect(prompts.weights(ofClass: 0) == [1, 1, 1, 1, 1])

        let perSource = ClassPrompts(
            list, templates: try TemplateSet(["{a class}", "the {}"]), weights: .perSource
        )
        #expect(perSource.weights(ofClass: 0) == [0.25, 0.25, 0.25, 0.25, 1])
        #expect(perSource.weights(ofClass: 1) == [1, 1])
    }

    @Test func `labels alone are prompts as they were`() throws {
        let list = try Self.list(#"["fox", {"label": "owl"}]"#)
        #expect(ClassPrompts(list) == ClassPrompts(labels: ["fox", "owl"]))
    }

    @Test(arguments: [
        (#"["fox", "owl"]"#, "labels.json", ["fox", "owl"]),
        (#"["fox", "owl"]"#, "LABELS.JSON", ["fox", "owl"]),
        ("\u{FEFF} [\n  \"fox\"]", "/dev/fd/63", ["fox"]),
        (#"[{"label": "fox"}]"#, "/dev/fd/63", ["fox"]),
        ("[fox]\nowl", "labels.txt", ["[fox]", "owl"]),
        ("[]", "labels.txt", ["[]"]),
    ])
    func `JSON is told by its name, and from a pipe by its beginning`(
        text: String, name: String, labels: [String]
    ) throws {
        #expect(try Self.list(text, name: name).labels == labels)
    }

    private static let form =
        #" A labels file in JSON reads [{"label": "cougar", "names": ["cougar", "puma"], "#
        + #""description": "A cougar is a large cat."}, ...]; names and description may be left out."#

    @Test(arguments: [
        (
            #"["fox",]"#,
            "line 1, column 8: not JSON: ']' where a value was expected." + form
        ),
        (
            #"{"fox": ["A fox."]}"#,
            "found an object where a list of labels was expected." + form
                + " Sentences for each class are a prompts file."
        ),
        ("[]", "there is no label. Name at least two classes to choose among."),
        (#"["fox", 3]"#, "entry 2: found a number where a class was expected." + form),
        (#"["fox", " "]"#, "entry 2: a text in 'label' is blank. Write it, or leave it out."),
        (#"[{"names": ["fox"]}]"#, "entry 1: it has no label." + form),
        (#"[{"label": null}]"#, "entry 1: it has no label." + form),
        (
            #"[{"label": ["fox"]}]"#,
            "entry 1: found a list in 'label' where a text was expected." + form
        ),
        (
            #"[{"label": "fox", "synonyms": ["reynard"]}]"#,
            "entry 1: it has a member 'synonyms', which means nothing here." + form
        ),
        (
            #"[{"label": "fox", "label": "owl"}]"#,
            "entry 1: it has the member 'label' twice. Keep one."
        ),
        (
            #"[{"label": "fox", "names": "reynard"}]"#,
            "entry 1: found a text in 'names' where a list was expected." + form
        ),
        (
            #"[{"label": "fox", "names": []}]"#,
            "entry 1: its list of names is empty. Give it a name, or leave the list out: the "
                + "label is then the name."
        ),
        (
            #"[{"label": "fox", "names": ["fox", false]}]"#,
            "entry 1: found true or false in 'names' where a text was expected." + form
        ),
        (
            #"[{"label": "fox", "names": ["fox", "fox "]}]"#,
            "entry 1: the name 'fox' stands there twice. Keep one."
        ),
        (
            #"[{"label": "fox", "description": ["A fox."]}]"#,
            "entry 1: found a list in 'description' where a text was expected." + form
        ),
        (
            #"[{"label": "fox", "description": ""}]"#,
            "entry 1: a text in 'description' is blank. Write it, or leave it out."
        ),
    ])
    func `a file of another form is refused with its place`(text: String, message: String) {
        let error = #expect(throws: PromptError.self) { try Self.list(text) }
        #expect(error?.description == "labels.json: " + message)
    }

    @Test func `equal labels are kept, or merged on request with all their names`() throws {
        let list = try Self.list(
            #"""
            ["crane", {"label": "owl", "description": "An owl."},
             {"label": "crane", "names": ["tower crane", "crane"]},
             {"label": "owl", "description": "A night bird."}, "owl"]
            """#
        )
        #expect(list.labels == ["crane", "owl", "crane", "owl", "owl"])
        let merged = list.merged()
        #expect(merged.labels == ["crane", "owl"])
        #expect(merged.classes.map(\.names) == [["crane", "tower crane"], ["owl"]])
        #expect(merged.classes.map(\.descriptions) == [[], ["An owl.", "A night bird."]])
        let plain = try LabelList(commaSeparated: "fox,owl,fox")
        #expect(plain.merged() == (try LabelList(commaSeparated: "fox,owl")))
    }
}
