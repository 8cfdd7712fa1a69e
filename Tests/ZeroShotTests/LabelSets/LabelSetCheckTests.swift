import Foundation
import Testing

@testable import ZeroShot

/// What is found about labels from their texts and prototypes.
struct LabelSetCheckTests {
    /// Unit vectors in the plane of the first two axes, at these cosines to the first.
    private func row(cosine: Double, dimension: Int = 4, axis: Int = 1) -> [Float] {
        var row = [Float](repeating: 0, count: dimension)
        row[0] = Float(cosine)
        row[axis] = Float((1 - cosine * cosine).squareRoot())
        return row
    }

    private func findings(
        _ labels: [String], _ rows: [[Float]]
    ) async throws -> [LabelSetFinding] {
        try await LabelSetCheck(LabelSetSample.plain(labels, rows)).findings
    }

    @Test func `labels that differ in case, form or blanks are said once`() async throws {
        let same: [Float] = [1, 0, 0, 0]
        let found = try await findings(
            ["caf\u{E9}", "owl", "Cafe\u{301}", " OWL", "fox"],
            [same, [0, 1, 0, 0], same, [0, 1, 0, 0], [0, 0, 1, 0]])
        #expect(
            found == [.equalLabels(["caf\u{E9}", "Cafe\u{301}"]), .equalLabels(["owl", " OWL"])])
    }

    @Test func `different labels with one prototype are a group`() async throws {
        let found = try await findings(
            ["C", "owl", "C++", "C#", "c"],
            [[1, 0, 0, 0], [0, 1, 0, 0], [1, 0, 0, 0], [1, 0, 0, 0], [1, 0, 0, 0]])
        #expect(found == [.equalLabels(["C", "c"]), .equalPrototypes(["C", "C++", "C#", "c"])])
    }

    @Test func `prototypes are nearly one from a cosine of 0.99 on, and one from 0.999999 on`()
        async throws
    {
        for (cosine, code) in [
            (0.9899, nil), (0.9901, "near-duplicates"), (0.99998, "near-duplicates"),
            (0.9999996, "equal-prototypes"),
        ] {
            let found = try await findings(["a", "b"], [row(cosine: 1), row(cosine: cosine)])
            #expect(found.map(\.code) == [code].compactMap(\.self), "\(cosine)")
        }
    }

    @Test func `of classes with one prototype, the first stands for all`() async throws {
        let found = try await findings(
            ["a", "b", "near", "far"],
            [row(cosine: 1), row(cosine: 1), row(cosine: 0.995), row(cosine: -1)])
        guard found.count == 2, case .nearDuplicates("a", "near", let cosine) = found[1] else {
            Issue.record("\(found)")
            return
        }
        #expect(found[0] == .equalPrototypes(["a", "b"]) && abs(cosine - 0.995) < 1e-5)
    }

    @Test func `a pair is near beside the distances of its own set`() async throws {
        // Pairs at 0.95 and five at 0 or so: the typical squared distance is that of a cosine of
        // 0.95 / 6, and the pair's is 0.05 / (1 - 0.95 / 6) of it.
        let apart = try await findings(
            ["fox", "wolf", "cup", "car"],
            [row(cosine: 1), row(cosine: 0.95), [0, 0, 1, 0], [0, 0, 0, 1]])
        guard apart.count == 1, case .confusable("fox", "wolf", let cosine, let distance) = apart[0]
        else {
            Issue.record("\(apart)")
            return
        }
        #expect(abs(cosine - 0.95) < 1e-5)
        #expect(abs(distance - Float((0.05 / (1 - 0.95 / 6)).squareRoot())) < 1e-3)

        // The same pair among labels that all lie so near is nothing special.
        let near = try await findings(
            ["fox", "wolf", "dog", "coyote"],
            [
                row(cosine: 1), row(cosine: 0.95), row(cosine: 0.95, axis: 2),
                row(cosine: 0.95, axis: 3),
            ])
        #expect(near.isEmpty)
        // And of two labels nobody can say what is typical.
        #expect(try await findings(["fox", "wolf"], [row(cosine: 1), row(cosine: 0.95)]).isEmpty)
    }

    @Test func `near pairs are listed from the nearest on`() async throws {
        let found = try await findings(
            ["a", "b", "c", "d", "e", "f"],
            [
                [1, 0, 0, 0], [0.95, 0.3, 0, 0], [0, 0, 1, 0], [0, 0, 1, 0.2], [0, 0, -1, 0],
                [-1, 0, 0, 0],
            ])
        #expect(found.map(\.labels) == [["c", "d"], ["a", "b"]])
    }

    @Test func `classes with fewer prompts than others are named`() async throws {
        let found = try await LabelSetCheck(LabelSetSample.labelSet()).findings
        #expect(
            found == [
                .unequalPromptCounts(
                    fewest: 3, median: 3, most: 4, labels: ["fox \"red\"", "owl \u{1F989}"])
            ])
    }

    @Test func `neighbours and the mean cosine are those of the table of all pairs`() async throws {
        var random = RandomNumbers(seed: 3)
        let count = 300
        let labelSet = try LabelSetSample.plain(
            (0..<count).map { "label \($0)" }, (0..<count).map { _ in random.floats(12) })
        let rows = labelSet.prototypes.embeddings
        let pairs = try await PrototypeNeighbours(threads: 2)
            .pairs(of: labelSet.prototypes, nearest: 5)
        var sum = 0.0
        var expected: Set<[Int]> = []
        for first in 0..<count {
            let cosines = (0..<count).map { cosine(rows[first], rows[$0]) }
            let others = (0..<count).filter { $0 != first }
            sum += others.reduce(0) { $0 + cosines[$1] }
            for second in others.sorted(by: { cosines[$0] > cosines[$1] }).prefix(5) {
                expected.insert([min(first, second), max(first, second)])
            }
        }
        #expect(Set(pairs.map { [$0.first, $0.second] }) == expected)
        #expect(pairs.count == expected.count)
        #expect(pairs.map(\.cosine) == pairs.map(\.cosine).sorted(by: >))
        for pair in pairs {
            let expected = cosine(rows[pair.first], rows[pair.second])
            #expect(abs(Double(pair.cosine) - expected) < 1e-6)
        }
        #expect(abs(rows.meanCosine - sum / Double(count * (count - 1))) < 1e-9)
    }

    @Test func `more rows than are ranked at once have their own neighbours`() async throws {
        var random = RandomNumbers(seed: 5)
        let count = 4500
        let labelSet = try LabelSetSample.plain(
            (0..<count).map { "label \($0)" }, (0..<count).map { _ in random.floats(3) })
        let rows = labelSet.prototypes.embeddings
        let pairs = try await PrototypeNeighbours(threads: 2)
            .pairs(of: labelSet.prototypes, nearest: 1)
        for own in [0, 4095, 4096, 4499] {
            let best =
                (0..<count).filter { $0 != own }
                .map { cosine(rows[own], rows[$0]) }.max() ?? 0
            let found = pairs.filter { $0.first == own || $0.second == own }.map(\.cosine).max()
            #expect(abs(Double(found ?? -1) - best) < 1e-6, "row \(own)")
        }
    }

    @Test func `the costly findings come first, in text and JSON`() async throws {
        let labelSet = try LabelSetSample.plain(
            ["fox", "FOX", "wolf", "медведь", "cup", "car"],
            [
                [1, 0, 0, 0], [1, 0, 0, 0], row(cosine: 0.95), [0, 0, 1, 0], [0, 0, 0, 1],
                [0, 0, -1, 0],
            ])
        let check = try await LabelSetCheck(
            labelSet, tokenizer: OpenCLIPTokenizer(contextLength: 77))
        #expect(check.findings.map(\.code) == ["equal-labels", "spelled-out", "confusable"])
        #expect(check.findings.map(\.severity) == [.high, .medium, .low])

        let json = try #require(
            JSONSerialization.jsonObject(with: Data(check.json.description.utf8))
                as? [String: Any])
        #expect(json["schema"] as? String == "zeroshot.labels-check/1")
        #expect(json["labels"] as? Int == 6 && json["prompts"] as? Int == 6)
        #expect(json["tokenizer"] as? Bool == true)
        let findings = try #require(json["findings"] as? [[String: Any]])
        #expect(findings.map { $0["severity"] as? String } == ["high", "medium", "low"])
        #expect(findings[0]["labels"] as? [String] == ["fox", "FOX"])
        #expect((findings[1]["numbers"] as? [String: Int])?["letters"] == 7)
        let numbers = try #require(findings[2]["numbers"] as? [String: Double])
        #expect(abs((numbers["cosine"] ?? 0) - 0.95) < 1e-5)
        #expect(findings.allSatisfy { !($0["advice"] as? String ?? "").isEmpty })

        let text = check.text()
        #expect(
            text.hasPrefix(
                """
                6 labels from 6 prompts, compiled for ./clip (sha256 0123456789ab). The mean
                cosine of two labels is
                """))
        #expect(
            text.contains(
                """

                high: equal-labels, 1
                - 'fox' and 'FOX' are one label, once case, Unicode form and blanks around them
                  are put aside.
                  Keep one of them: their order decides which comes first, and with a softmax
                  they share one probability.

                medium: spelled-out, 1

                """))
        #expect(!text.contains("was not looked at"))
    }

    @Test func `without a tokenizer it is said that names were not looked at`() async throws {
        let labelSet = try LabelSetSample.plain(["медведь", "owl"], [[1, 0], [0, 1]])
        let check = try await LabelSetCheck(labelSet)
        #expect(!check.hasTokenizer && check.findings.isEmpty)
        #expect(
            check.text().hasSuffix(
                """
                How the tokenizer breaks the names up was not looked at: name the checkpoint
                with --checkpoint.

                Nothing found. That says nothing about images.

                """))
    }

    @Test func `of many findings the first ten are shown to people`() async throws {
        let labels = (0..<24).map { "label \($0 / 2)" + ($0.isMultiple(of: 2) ? "" : " ") }
        let rows = (0..<24).map { index in (0..<12).map { $0 == index / 2 ? Float(1) : 0 } }
        let check = try await LabelSetCheck(LabelSetSample.plain(labels, rows))
        #expect(check.findings.count == 12)
        let text = check.text()
        #expect(text.contains("high: equal-labels, 12\n"))
        #expect(text.contains("- 'label 9' and 'label 9 ' are one label"))
        #expect(!text.contains("'label 10'"))
        #expect(text.contains("- and 2 more, which --format json lists.\n"))
    }
}
