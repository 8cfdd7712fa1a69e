import Foundation
import Testing

import ZeroShot
@testable import ZeroShotCLI

struct JobErrorTests {
    @Test(arguments: [
        (
            JobError.noRecord(output: "a.csv"),
            """
            a.csv: beside this file there is no a.csv.resume, which a run keeps until it ends, and \
            with --resume for good. Either the file is complete, or no run can go on with it: move \
            it away, or give another --output.
            """
        ),
        (
            .unreadableRecord(record: "a.csv.resume", reason: "it is no record of a run"),
            """
            a.csv.resume: this record of a stopped run cannot be used (it is no record of a run). \
            Remove it and the output beside it, or give another --output.
            """
        ),
        (
            .otherRun(
                output: "a.csv",
                [
                    .init(name: "top", here: "3", there: "5"),
                    .init(name: "names", here: nil, there: "[]"),
                    .init(
                        name: "labels", here: String(repeating: "a", count: 40),
                        there: String(repeating: "b", count: 40)),
                ]),
            """
            a.csv: the run that began this file differs in top (5 there, 3 here), names ([] there, \
            none here), labels. Rows of both do not belong in one file: repeat that run's options, \
            or give another --output.
            """
        ),
        (
            .foreignLine(file: "a.csv", line: 7),
            """
            a.csv: line 7 is not what a run with these options wrote. Move the file away, or give \
            another --output.
            """
        ),
        (
            .notAFile(output: "/dev/null"),
            """
            /dev/null: this is no regular file, and only such a file can be gone on with; leave \
            out --resume.
            """
        ),
        (
            .inUse(output: "a.csv"),
            "a.csv: another run is writing to this file; wait for its end."
        ),
        (
            .unreadable(output: "a.npy", reason: "There is no such file. Check the path."),
            """
            a.npy: what a stopped run left cannot be read (There is no such file. Check the \
            path.).
            """
        ),
    ])
    func `an error says what was found and what to do`(error: JobError, sentence: String) {
        #expect(error.description == sentence)
    }

    @Test(arguments: ["", "{}\n", "[1]\n", "{\"schema\": \"zeroshot.resume/9\"}\n", "{\"sch"])
    func `what is no record is refused`(text: String) throws {
        let workspace = try Workspace()
        let record = try workspace.write(text, to: "out.resume")
        let error = try #require(throws: JobError.self) {
            try JobRecord(of: String(record.dropLast(".resume".count)))
        }
        guard case .unreadableRecord(record, _) = error else {
            Issue.record("\(error)")
            return
        }
    }

    @Test func `a record is read as it was written`() throws {
        let workspace = try Workspace()
        let output = workspace.folder.appending(path: "out").path(percentEncoded: false)
        var identity = RunIdentity(fingerprint: "f", facts: [])
        identity.add("threshold", .float(0.2))
        identity.add("scale", .float(100))
        identity.add("small", .float(1e-9))
        identity.add("labels", .texts(["a \"b\"", "é\n"]))
        let end = try JobRecord.write(identity, for: output)
        let record = try JobRecord(of: output)
        #expect(record.end == end)
        #expect(identity.differences(from: record.identity).isEmpty)
        try record.requireSame(identity, output: output)
        let other = RunIdentity(fingerprint: "g", facts: identity.facts)
        #expect(throws: Refusal.self) { try record.requireSame(other, output: output) }
    }
}
