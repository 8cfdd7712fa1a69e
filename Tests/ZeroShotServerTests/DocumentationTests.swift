import Foundation
import Testing

@testable import ZeroShotServer

/// The article about the server says what the code does.
struct DocumentationTests {
    private let article: [String]

    init() throws {
        let sources = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Sources")
        let file = sources.appending(path: "ZeroShot/ZeroShot.docc/Server.md")
        article = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
            .map(String.init)
    }

    /// The rows of the table under a heading.
    private func table(_ head: String) throws -> [String] {
        let start = try #require(article.firstIndex(of: head))
        return Array(article[(start + 2)...].prefix { $0.hasPrefix("|") })
    }

    @Test func `it lists every setting with its default and its meaning`() throws {
        let expected = ServerSetting.allCases.map { setting in
            let definition = setting.definition
            let values = definition.show(ServerConfiguration())
            let value = values.isEmpty ? "not set" : "`\(values.joined(separator: ", "))`"
            return "| `\(setting.key)` | \(value) | \(definition.meaning) |"
        }
        #expect(try table("| setting | default | meaning |") == expected)
    }

    @Test func `it lists every metric with its kind, its labels and its meaning`() throws {
        let expected = ServerMetric.allCases.map { metric in
            let kind =
                switch metric.kind {
                case .counter: "counter"
                case .gauge: "gauge"
                case .histogram: "histogram"
                }
            let labels = metric.labels.isEmpty ? "" : metric.labels.joined(separator: ", ") + " "
            return "| `\(metric.name)` | \(kind) | \(labels)| \(metric.help) |"
        }
        #expect(try table("| metric | kind | labels | meaning |") == expected)
    }
}
