import Testing

@testable import ZeroShot

struct WrittenRowTests {
    @Test func `a report that was written counts as the images it is of`() throws {
        let report = try SampleReport.report()
        var summary = RunSummary()
        var kinds: [WrittenLine] = []
        for line in try report.text(as: .jsonl).split(separator: "\n") {
            let read = try #require(WrittenLine(ofReport: Array(line.utf8)))
            kinds.append(read)
            if case .image(let row) = read { summary.add(row) }
        }
        #expect(summary == report.summary)
        #expect(
            kinds == [
                .run, .image(WrittenRow(source: "owl.jpg")),
                .image(WrittenRow(source: "blank.png", isLow: true)),
                .image(
                    WrittenRow(source: "half \"a\" photo.jpg", failure: "truncated-image")),
                .summary,
            ])
    }

    @Test(arguments: [
        "", "{}", "[]", "run", #"{"type": "image"}"#, #"{"type": "other", "source": "a"}"#,
        #"{"type": "run"} {}"#, #"{"type": "image", "source": "a""#,
    ])
    func `what is no line of a report is none`(line: String) {
        #expect(WrittenLine(ofReport: Array(line.utf8)) == nil)
    }

    @Test func `identities name what they differ in`() {
        let one = RunIdentity(
            fingerprint: "f",
            facts: [
                .init(name: "top", value: .integer(5)), .init(name: "labels", value: .texts(["a"])),
            ])
        var other = RunIdentity(fingerprint: "f", facts: [.init(name: "top", value: .integer(5))])
        other.add("threshold", .float(0.2))
        #expect(one.differences(from: one).isEmpty)
        #expect(
            one.differences(from: other) == [
                .init(name: "labels", here: #"["a"]"#, there: nil),
                .init(name: "threshold", here: nil, there: "0.2"),
            ])
        #expect(RunIdentity(one.members) == one)
        #expect(RunIdentity([]) == nil)
    }
}
