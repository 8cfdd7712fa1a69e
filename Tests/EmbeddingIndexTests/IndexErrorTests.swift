import Testing

@testable import EmbeddingIndex

/// What errors say.
struct IndexErrorTests {
    @Test(arguments: [
        (IndexError.missing(path: "p"), "p: there is no index here."),
        (.notAFolder(path: "p"), "p: this is no folder"),
        (.notEmpty(path: "p"), "p: this folder holds other files"),
        (.newerVersion(index: "i", version: 9, known: 1), "i: the index has version 9"),
        (.damaged(index: "i", .row(3)), "i: the index is damaged: row 3 is no vector"),
        (.damaged(index: "i", .blocks(row: 3)), "leave a gap or overlap at row 3"),
        (.damaged(index: "i", .block(rows: 3..<5)), "rows 3 to 4 do not have their checksum"),
        (.damaged(index: "i", .header(file: "f")), "f does not begin with the header"),
        (
            .damaged(index: "i", .short(file: "f", bytes: 1, expected: 2)),
            "f has 1 bytes and should have 2"
        ),
        (.damaged(index: "i", .database("d")), "the database is not consistent (d)"),
        (.unreadable(file: "f", reason: "r"), "f: the index cannot be read (r)"),
        (.unwritable(file: "f", reason: "r"), "f: the index cannot be written (r)"),
        (.locked(index: "i", holder: "process 3"), "i: process 3 writes to this index."),
        (.pruned(index: "i"), "i: the index was pruned while it was read."),
        (.other(.parity, index: "i", built: "hf", run: "openclip"), "Give --parity hf."),
        (.other(.precision, index: "i", built: "int8", run: "f"), "in the precision int8"),
        (.other(.decoding, index: "i", built: "fast", run: "exact"), "Give --decode fast."),
        (.other(.code, index: "i", built: "a", run: "b"), "built by a, and this is b."),
        (.other(.store, index: "i", built: "fp16", run: "fp32"), "Leave --store out."),
        (.mixedOrigins(index: "i", isImported: true), "holds imported embeddings"),
        (.mixedOrigins(index: "i", isImported: false), "holds embeddings computed here"),
        (.overlappingFolders(index: "i", folder: "f", known: "k"), "f: this folder holds k"),
        (.noFolders(index: "i"), "i: the index knows no folder yet"),
        (.array(file: "f", .notAnArray), "f: this is no NumPy array"),
        (.array(file: "f", .unreadable(reason: "r")), "f: this array cannot be read (r)"),
        (.array(file: "f", .version(major: 9)), "has version 9"),
        (.array(file: "f", .header("h")), "cannot be understood (h)"),
        (.array(file: "f", .elementType("<f8")), "of type '<f8'"),
        (.array(file: "f", .fortranOrder), "Fortran order"),
        (.array(file: "f", .shape("(3)")), "has the shape (3)"),
        (.array(file: "f", .size(bytes: 1, expected: 2)), "has 1 bytes, and its header promises 2"),
        (.array(file: "f", .row(4, isZero: true)), "row 4 is all zeros"),
        (.array(file: "f", .row(4, isZero: false)), "row 4 has a value that is no finite number"),
        (.paths(file: "f", .unreadable(reason: "r")), "f: this list of paths cannot be read (r)"),
    ])
    func `an error says what was found and what to do`(error: IndexError, words: String) {
        #expect(error.description.contains(words), "\(error)")
        #expect(error.description.hasSuffix("."))
    }

    @Test func `what the caller can change is wrong usage, what failed is not`() {
        #expect(IndexError.missing(path: "p").isUsage)
        #expect(IndexError.array(file: "f", .fortranOrder).isUsage)
        #expect(!IndexError.damaged(index: "i", .row(1)).isUsage)
        #expect(!IndexError.locked(index: "i", holder: "h").isUsage)
    }
}
