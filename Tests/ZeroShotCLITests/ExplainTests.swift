import Foundation
import Testing

/// `classify --explain`, through the binary.
struct ExplainTests {
    private struct Report: Decodable {
        let images: [Image]

        struct Image: Decodable {
            let predictions: [JSONReport.Prediction]
            let explanation: Explanation?
        }

        struct Explanation: Decodable {
            let places: [Place]
            let stability: Stability?
            let visible: Visible
        }

        struct Place: Decodable {
            let rank: Int
            let label: String
            let similarity: Float
            let promptCount: Int
            let highest: [Share]
            let lowest: [Share]
        }

        struct Share: Decodable {
            let prompt: String
            let similarity: Float
            let contribution: Float
            let share: Float?
        }

        struct Stability: Decodable {
            let method: String
            let count: Int
            let changed: Int
            let flipRate: Double
            let firsts: [First]
            let bestRank: Int
            let worstRank: Int
            let variations: [Variation]
        }

        struct First: Decodable {
            let label: String
            let count: Int
        }

        struct Variation: Decodable {
            let prompt: String
            let label: String?
            let first: String
            let rank: Int
        }

        struct Visible: Decodable {
            let lost, left, right, top, bottom, padding: Double
        }
    }

    private static let cat = Workspace.photos.appending(path: "cat.jpg").path()

    private func report(_ arguments: [String], status: Int32 = 0) throws -> Report {
        let result = try Command(["classify"] + arguments + ["--checkpoint", "demo"]).run()
        #expect(result.status == status, "\(result.standardError)")
        return try JSONDecoder().decode(Report.self, from: Data(result.standardOutput.utf8))
    }

    @Test(arguments: ["normalized", "raw"])
    func `contributions of all prompts sum to the similarity of the ranking`(
        averaging: String
    ) throws {
        let report = try report(
            [Self.cat] + Command.animals
                + ["--explain", "--format", "json", "--averaging", averaging])
        let image = try #require(report.images.first)
        let explanation = try #require(image.explanation)
        #expect(explanation.places.map(\.label) == image.predictions.prefix(2).map(\.label))
        for (place, prediction) in zip(explanation.places, image.predictions) {
            #expect(place.similarity == prediction.similarity)
            #expect(place.promptCount == 3 && place.lowest.isEmpty)
            let sum = place.highest.reduce(0) { $0 + $1.contribution }
            #expect(abs(sum - prediction.similarity) < 1e-5)
            #expect(place.highest.allSatisfy { $0.prompt.hasSuffix(place.label) })
        }
    }

    @Test func `a template alone ranks as a run with that template does`() throws {
        let labels = ["--labels", "tabby cat,Persian cat,Egyptian cat,Siamese cat,fox,dog"]
        let templates = ["a photo of a {}", "a sketch of the {}", "{}"]
        let options = templates.flatMap { ["--template", $0] }
        for photo in ["cat.jpg", "raccoon.jpg"] {
            let path = Workspace.photos.appending(path: photo).path()
            let explained = try report(
                [path] + labels + options + ["--explain", "--format", "json"])
            let stability = try #require(explained.images.first?.explanation?.stability)
            #expect(stability.method == "each-template" && stability.count == 3)
            #expect(stability.variations.map(\.prompt) == templates)
            let first = try #require(explained.images.first?.predictions.first?.label)
            for (template, variation) in zip(templates, stability.variations) {
                let alone = try report(
                    [path] + labels + ["--template", template, "--format", "json", "--top", "6"])
                let ranking = try #require(alone.images.first?.predictions)
                #expect(variation.first == ranking.first?.label)
                #expect(ranking.first { $0.label == first }?.rank == variation.rank)
            }
            #expect(
                stability.changed == stability.variations.count { $0.first != first })
        }
    }

    @Test func `a sentence that is left out ranks as a prompts file without it does`() throws {
        let workspace = try Workspace()
        let sentences = [
            "tabby cat": ["A striped cat with green eyes.", "A spaceship on its way to the moon."],
            "rocket": ["A tall white rocket.", "A whiskered animal with fur."],
        ]
        func run(_ classes: [String: [String]], _ options: [String]) throws -> Report.Image {
            let names = ["tabby cat", "rocket"].map {
                "\"\($0)\": \(OrderedList(classes[$0] ?? []))"
            }
            let path = try workspace.write(
                "{\(names.joined(separator: ", "))}", to: "\(UUID().uuidString).json")
            return try #require(
                try report([Self.cat, "--prompts", path, "--format", "json"] + options).images.first
            )
        }
        let explained = try run(sentences, ["--explain"])
        let stability = try #require(explained.explanation?.stability)
        #expect(stability.method == "leave-one-out" && stability.count == 4)
        let first = try #require(explained.predictions.first?.label)
        var changed = 0
        var ranks: [Int] = []
        for (label, own) in sentences {
            for sentence in own {
                let without = try run(
                    sentences.merging([label: own.filter { $0 != sentence }]) { $1 }, [])
                let winner = without.predictions.first?.label
                changed += winner == first ? 0 : 1
                ranks.append(without.predictions.first { $0.label == first }?.rank ?? 0)
                #expect(
                    stability.variations.contains { $0.prompt == sentence } == (winner != first))
            }
        }
        #expect(stability.changed == changed)
        #expect(stability.bestRank == ranks.min() && stability.worstRank == ranks.max())
    }

    private struct OrderedList: CustomStringConvertible {
        let texts: [String]

        init(_ texts: [String]) {
            self.texts = texts
        }

        var description: String {
            "[" + texts.map { "\"\($0)\"" }.joined(separator: ", ") + "]"
        }
    }

    @Test func `what the crop cut away follows from the picture's size`() throws {
        // 451 x 300 is resized in proportion and cropped to a square.
        let image = try #require(
            try report([Self.cat] + Command.animals + ["--explain", "--format", "json"])
                .images.first)
        let visible = try #require(image.explanation?.visible)
        #expect(visible.top == 0 && visible.bottom == 0 && visible.padding == 0)
        #expect(abs(visible.lost - (1 - 300.0 / 451)) < 0.01)
        #expect(abs(visible.left - visible.right) < 0.01)
    }

    @Test func `without the option nothing is explained and nothing changes`() throws {
        func text(_ options: [String]) throws -> String {
            try Command.classify([Self.cat] + options).run().standardOutput
        }
        let plain = try text([])
        #expect(!plain.contains("explanation"))
        let explained = try text(["--explain"])
        let start = try #require(explained.firstRange(of: ",\n      \"explanation\""))
        #expect(plain.hasPrefix(String(explained[..<start.lowerBound])))
    }

    @Test func `text, jsonl and html say it too, and a failed image has none`() throws {
        func output(_ format: String) throws -> String {
            let result = try Command(
                ["classify", Self.cat, "absent.jpg"] + Command.animals
                    + ["--checkpoint", "demo", "--explain", "--format", format]
            ).run()
            #expect(result.status == 4)
            return result.standardOutput
        }
        let text = try output("text")
        #expect(text.contains("      'tabby cat': similarity 0."))
        #expect(text.contains(" from 3 prompts\n"))
        #expect(text.contains("a photo of a tabby cat\n"))
        #expect(text.contains("of the 3 templates alone puts") || text.contains("Of 3 templates"))
        #expect(text.contains("      The centre crop cut away 33."))
        let lines = try output("jsonl").split(separator: "\n")
        #expect(lines[1].contains("\"explanation\": {\"places\""))
        #expect(!lines[2].contains("\"explanation\""))
        let page = try output("html")
        #expect(page.ranges(of: "<summary>Why this ranking</summary>").count == 1)
        #expect(page.contains("<path d=\"M0 0H1V1H0ZM0.16"))
    }

    @Test(arguments: ["csv", "hf"])
    func `a form without a place for it refuses the option`(format: String) throws {
        let result = try Command(
            ["classify", Self.cat] + Command.animals
                + ["--checkpoint", "demo", "--explain", "--format", format]
        ).run()
        #expect(result.status == 2)
        #expect(
            result.standardError.contains(
                "--explain has no place in \(format); take text, json, jsonl or html."))
    }

    @Test func `more prompts than fit into memory are refused with what to do`() throws {
        let workspace = try Workspace()
        // The demo checkpoint's vectors have 384 numbers: 1 GiB holds 699,050 of them.
        let labels = (0..<10_000).map { "thing \($0)" }.joined(separator: "\n")
        let templates = (0..<70).map { "kind \($0) of {}" }.joined(separator: "\n")
        let result = try Command(
            "classify", Self.cat, "--labels-file", try workspace.write(labels, to: "labels.txt"),
            "--template-set", try workspace.write(templates, to: "templates.txt"),
            "--checkpoint", "demo", "--explain"
        ).run()
        #expect(result.status == 2)
        #expect(result.standardError.contains("700000 prompts of 10000 labels"))
        #expect(result.standardError.contains("Use fewer labels or templates"))
    }
}
