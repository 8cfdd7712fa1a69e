import Testing

@testable import ZeroShot

/// What people are told about label sets that cannot be used.
struct LabelSetErrorTests {
    static let sentences: [(error: LabelSetError, sentence: String)] = [
        (
            .unreadable(file: "a.labelset", reason: "No such file or directory"),
            """
            a.labelset: this label set cannot be read: No such file or directory. Check the \
            path.
            """
        ),
        (
            .notALabelSet(file: "a", .empty),
            """
            a: this is no label set but an empty file. Compile one: zeroshot labels compile \
            --output FILE.
            """
        ),
        (
            .notALabelSet(file: "a", .json),
            "a: this is no label set but JSON. Sentences for classes are given with --prompts."
        ),
        (
            .notALabelSet(file: "a", .text),
            """
            a: this is no label set but some other text. A list of labels is given with \
            --labels-file.
            """
        ),
        (
            .notALabelSet(file: "a", .other),
            """
            a: this is no label set but something else. Compile one: zeroshot labels compile \
            --output FILE.
            """
        ),
        (
            .newerVersion(file: "a", version: 3, known: 1),
            """
            a: this label set has the form zeroshot.labelset/3, and zeroshot \
            \(ProductVersion.current) reads up to zeroshot.labelset/1. Use the zeroshot that \
            wrote it, or a later one, or compile it anew with this one.
            """
        ),
        (
            .damaged(file: "a", .firstLine),
            """
            a: this label set is damaged: its first line does not say how long its header is. \
            Compile it anew with zeroshot labels compile, or copy it again.
            """
        ),
        (
            .damaged(file: "a", .size(found: 10, expected: 20)),
            """
            a: this label set is damaged: it has 10 bytes, and its header speaks of 20. \
            Compile it anew with zeroshot labels compile, or copy it again.
            """
        ),
        (
            .damaged(file: "a", .checksum),
            """
            a: this label set is damaged: its bytes do not have the checksum at its end, so \
            some were changed. Compile it anew with zeroshot labels compile, or copy it again.
            """
        ),
        (
            .damaged(file: "a", .header(offset: 12, expected: "':'")),
            """
            a: this label set is damaged: at byte 12 of its header ':' was expected. Compile \
            it anew with zeroshot labels compile, or copy it again.
            """
        ),
        (
            .damaged(file: "a", .member("labels", problem: "is missing")),
            """
            a: this label set is damaged: 'labels' in its header is missing. Compile it anew \
            with zeroshot labels compile, or copy it again.
            """
        ),
        (
            .damaged(file: "a", .prototype(label: "owl\u{1B}[2J")),
            """
            a: this label set is damaged: the vector of 'owl\\u{1b}[2J' is not of unit length. \
            Compile it anew with zeroshot labels compile, or copy it again.
            """
        ),
        (
            .tooLarge(.text(bytes: 70_000_000, limit: 67_108_864)),
            """
            The labels, templates and sentences take 70000000 bytes, and a label set holds at \
            most 67108864. Give fewer sentences a class, or split the classes.
            """
        ),
        (
            .tooLarge(.values(2, limit: 1)),
            "The prototypes have 2 values, and a label set holds at most 1. Split the classes."
        ),
        (
            .unwritable(file: "a", reason: "No space left on device"),
            """
            a: the label set cannot be written (No space left on device); what was there \
            before is untouched. Make room or permit writing, or name another file.
            """
        ),
        (
            .otherParity(file: "a", compiled: .openCLIP, run: .huggingFace),
            """
            a: this label set was compiled with --parity openclip, and this run computes with \
            --parity hf, which reads texts or pictures otherwise. Use --parity openclip here, \
            or compile the label set anew: zeroshot labels compile --parity hf.
            """
        ),
        (
            .otherPrecision(file: nil, compiled: "float32", run: "bfloat16"),
            """
            The label set was compiled with --precision fp32, and this run computes with \
            --precision bf16. Use --precision fp32 here, or compile the label set anew: \
            zeroshot labels compile --precision bf16.
            """
        ),
        (
            .otherAveraging(file: "a", compiled: .raw, requested: .normalized),
            """
            a: this label set was compiled with --averaging raw, and normalized is asked for. \
            Compile it anew: zeroshot labels compile --averaging normalized.
            """
        ),
        (
            .checkpointChanged(folder: "clip"),
            """
            clip: files of this checkpoint changed while it was in use, so nobody can say \
            which of them the vectors come from. Try again once nothing writes there.
            """
        ),
    ]

    @Test(arguments: sentences.indices)
    func `each error says what was found and what to do`(index: Int) {
        let (error, sentence) = Self.sentences[index]
        #expect(error.description == sentence)
    }

    @Test func `another checkpoint is refused by both names`() throws {
        var labelSet = try LabelSetSample.labelSet()
        labelSet.file = LabelSet.File(path: "a.labelset", sha256: "ab")
        let other = LabelSetSample.summary(
            id: "demo\u{1B}", fingerprint: String(repeating: "5", count: 64))
        let refusal = #expect(throws: Refusal.self) {
            try labelSet.requireMatch(other, .openCLIP)
        }
        #expect(
            refusal?.description == """
                refused (cross-checkpoint): the label set a.labelset was compiled for './clip' \
                (revision v1, sha256 0123456789ab), and the images would be embedded by \
                'demo\\u{1b}' (revision v1, sha256 555555555555). Vectors of two checkpoints do \
                not share a space, so their similarities mean nothing. Name the label set's own \
                checkpoint with --checkpoint, or compile a label set for this one: zeroshot labels \
                compile. Compute them anew with one checkpoint, or keep the results apart.
                """
        )
        #expect(
            refusal?.reasons.first?.triggers
                == [LabelSetSample.checkpoint.fingerprint, other.fingerprint])
    }

    @Test func `without a checkpoint it is said which one the label set was compiled for`() throws {
        var labelSet = try LabelSetSample.labelSet()
        labelSet.file = LabelSet.File(path: "a.labelset", sha256: "ab")
        let refusal = Refusal.checkpointUnspecified(for: labelSet)
        #expect(refusal.code == .checkpointUnspecified)
        #expect(
            refusal.description.contains(
                "The label set a.labelset was compiled for './clip' (revision v1, sha256 "
                    + "0123456789ab). Say which with --checkpoint"))
        #expect(refusal.description.hasPrefix("\(Refusal.checkpointUnspecified)".prefix(100)))
    }

    @Test func `another parity or precision of the same checkpoint is an error`() throws {
        let labelSet = try LabelSetSample.labelSet()
        try labelSet.requireMatch(LabelSetSample.checkpoint, .openCLIP)
        #expect(
            throws: LabelSetError.otherParity(file: nil, compiled: .openCLIP, run: .huggingFace)
        ) { try labelSet.requireMatch(LabelSetSample.checkpoint, .huggingFace) }
        #expect(
            throws: LabelSetError.otherPrecision(file: nil, compiled: "float32", run: "int8")
        ) { try labelSet.requireMatch(LabelSetSample.summary(precision: "int8"), .openCLIP) }
    }

    @Test func `a label set of other code is used with a notice that names both`() throws {
        let labelSet = try LabelSetSample.labelSet()
        let notice = try #require(labelSet.codeNotice)
        #expect(notice.code == "label-set-of-other-code")
        #expect(
            notice.message == """
                The label set was compiled by zeroshot 0.1.0 (texts 2, oneDNN 2.6.3, AVX2), and \
                this is \(CodeVersion.current). Its vectors are used as they are; similarities may \
                differ a little from those of a label set compiled here.
                """
        )
        #expect(try LabelSetSample.plain(["a", "b"], [[1, 0], [0, 1]]).codeNotice == nil)
    }
}
