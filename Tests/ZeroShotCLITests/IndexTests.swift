import Foundation
import Testing

@testable import EmbeddingIndex

/// `zeroshot index`, from outside.
struct IndexTests {
    private let workspace: Workspace

    init() throws {
        workspace = try Workspace()
        try workspace.photo("cat.jpg", as: "photos/cat.jpg")
        try workspace.photo("temple.jpg", as: "photos/places/temple.jpg")
        try workspace.photo("flower.jpg", as: "photos/flower.jpg")
    }

    private static let labels = ["--labels", "tabby cat,temple,flower,rocket"]

    private func index(_ arguments: String..., checkpoint: String? = "demo") throws
        -> Command.Result
    {
        try index(arguments, checkpoint: checkpoint)
    }

    private func index(_ arguments: [String], checkpoint: String? = "demo") throws
        -> Command.Result
    {
        var command = Command(
            ["index"] + arguments + (checkpoint.map { ["--checkpoint", $0] } ?? []))
        command.folder = workspace.folder
        return try command.run()
    }

    private func build(_ options: String...) throws -> String {
        let result = try index(["build", "photos"] + options)
        #expect(result.status == 0, "\(result.standardError)")
        return result.standardOutput
    }

    private func query(_ arguments: String...) throws -> Command.Result {
        try index(["query", "--index", "photos"] + Self.labels + arguments)
    }

    private func sound(_ index: String = "photos") throws -> Bool {
        let result = try self.index(["verify", "--index", index], checkpoint: nil)
        return result.status == 0 && result.standardOutput.contains("all sound")
    }

    @Test func `a query gives what classify gives`() throws {
        #expect(
            try build() == """
                Images: 3 embedded, 0 known by their bytes, 0 gone, 0 failed.
                The index has 3 images and lies in photos/.zeroshot-index.

                """)
        var classify = Command(
            ["classify", "photos", "--checkpoint", "demo", "--top", "3"] + Self.labels)
        classify.folder = workspace.folder
        for format in ["csv", "jsonl", "text", "json"] {
            classify.arguments += ["--format", format]
            let expected = try classify.run()
            let found = try query("--top", "3", "--format", format)
            #expect(found.status == 0, "\(found.standardError)")
            #expect(found.standardOutput == expected.standardOutput)
            #expect(found.standardError == expected.standardError)
        }
    }

    @Test func `a damaged row is named, and not the checkpoint blamed`() throws {
        _ = try build("--store", "fp32")
        let file = workspace.folder.appending(path: "photos/.zeroshot-index/embeddings-1")
        var bytes = try Data(contentsOf: file)
        // The last of three rows.
        let rowBytes = (bytes.count - IndexHeader.byteCount) / 3
        bytes.replaceSubrange(
            (bytes.count - rowBytes)..., with: Data(repeating: 0xFF, count: rowBytes))
        try bytes.write(to: file)
        let runs = [
            try query("--format", "csv"), try query("--per-label", "1"),
            try query("--format", "npy", "--output", "x.npy"),
            try query("--format", "npy", "--top", "1", "--output", "x.npy"),
            try index("search", "a cat", "--index", "photos"),
            try index("export", "--index", "photos", "--npy", "x.npy", checkpoint: nil),
        ]
        for run in runs {
            #expect(run.status != 0)
            let error = run.standardError
            #expect(error.contains("is damaged: row 2 is no vector of unit length"), "\(error)")
        }
    }

    @Test func `only what is new is embedded`() throws {
        _ = try build()
        #expect(try build().hasPrefix("Images: 0 embedded, 0 known by their bytes, 0 gone"))
        let folder = workspace.folder.appending(path: "photos")
        // Moved, copied, changed, deleted, new.
        try FileManager.default.moveItem(
            at: folder.appending(path: "cat.jpg"), to: folder.appending(path: "places/animal.jpg"))
        try workspace.photo("temple.jpg", as: "photos/zz.jpg")
        try workspace.photo("rocket.jpg", as: "photos/flower.jpg")
        try workspace.photo("coffee.jpg", as: "photos/a.jpg")
        #expect(try build().hasPrefix("Images: 2 embedded, 2 known by their bytes, 1 gone"))
        let sources = try query("--format", "jsonl").standardOutput.split(separator: "\n")
            .dropFirst().dropLast().map { line in
                let row = try JSONSerialization.jsonObject(with: Data(line.utf8))
                return (row as? [String: Any])?["source"] as? String
            }
        #expect(
            sources == [
                "photos/a.jpg", "photos/flower.jpg", "photos/places/animal.jpg",
                "photos/places/temple.jpg", "photos/zz.jpg",
            ])
        let pruned = try index("prune", "--index", "photos", checkpoint: nil)
        #expect(pruned.standardOutput == "Removed 1 files and 1 rows.\n")
        #expect(try sound())
        // One that was gone and is not pruned comes back without being read.
        let file = folder.appending(path: "zz.jpg")
        let away = workspace.folder.appending(path: "zz.jpg")
        try FileManager.default.moveItem(at: file, to: away)
        #expect(try build().contains("1 gone"))
        try FileManager.default.moveItem(at: away, to: file)
        #expect(
            try build()
                .hasPrefix("Images: 0 embedded, 0 known by their bytes, 1 there again, 0 gone"))
    }

    @Test func `the best images of each label are found`() throws {
        try workspace.photo("cat.jpg", as: "photos/copy.jpg")
        _ = try build()
        let csv = try query("--per-label", "2", "--format", "csv")
        let rows = csv.standardOutput.split(separator: "\r\n")
        #expect(rows.count == 9)
        #expect(rows[0] == "label,rank,source,similarity")
        #expect(rows[1].hasPrefix("tabby cat,1,photos/cat.jpg,0.28"))
        #expect(csv.standardError.contains("some image always comes first"))
        let text = try query("--per-label", "1").standardOutput
        #expect(text.hasPrefix("tabby cat\n  1  0.2820  photos/cat.jpg  (and 1 copy)\n\ntemple\n"))
        let json = try query("--per-label", "1", "--format", "json").standardOutput
        let object = try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any]
        #expect(object?["schema"] as? String == "zeroshot.matches/1")
        #expect((object?["queries"] as? [Any])?.count == 4)
        let html = try query("--per-label", "1", "--format", "html")
        #expect(html.status == 0)
        #expect(html.standardOutput.contains("data:image/jpeg;base64"))
    }

    @Test func `thumbnails are made of files that are as they were embedded`() throws {
        _ = try build()
        try workspace.photo("rocket.jpg", as: "photos/cat.jpg")
        let page = try query("--format", "html").standardOutput
        #expect(page.ranges(of: "data:image/jpeg;base64").count == 2)
        #expect(page.contains("1 picture is shown without a thumbnail"))
    }

    @Test func `a text and an image find the images near to them`() throws {
        _ = try build()
        let text = try index(
            "search", "a photo of a tabby cat", "--index", "photos", "--format", "csv", "--top", "1"
        )
        #expect(text.standardOutput.contains("a photo of a tabby cat,1,photos/cat.jpg,"))
        let similar = try index(
            "similar", "photos/cat.jpg", "--index", "photos", "--format", "csv")
        // All but the image itself.
        #expect(similar.standardOutput.split(separator: "\r\n").count == 3)
        #expect(!similar.standardOutput.contains(",photos/cat.jpg,"))
        let missing = try index("similar", "nothing.jpg", "--index", "photos")
        #expect(missing.status == 2)
        #expect(missing.standardError.contains("there is nothing to search with"))
    }

    @Test func `what may not be asked of images may not be asked of an index`() throws {
        _ = try build()
        let unspecified = try index("search", "a cat", "--index", "photos", checkpoint: nil)
        #expect(unspecified.status == 3)
        #expect(unspecified.standardError.hasPrefix("refused (checkpoint-unspecified): "))
        #expect(
            unspecified.standardError.contains("photos/.zeroshot-index holds embeddings of 'demo'"))
        let text = try index("search", "a guilty defendant", "--index", "photos")
        #expect(text.status == 3)
        #expect(text.standardError.hasPrefix("refused (restricted-legal): "))
        let few = try index("query", "--index", "photos", "--labels", "cat")
        #expect(few.status == 3 && few.standardError.hasPrefix("refused (too-few-labels): "))
        let people = try index("query", "--index", "photos", "--labels", "dancer,runner")
        #expect(people.status == 3)
        let declared = try index("build", "photos", "--contains-people")
        #expect(declared.status == 3)
    }

    @Test func `another checkpoint's index is refused`() throws {
        _ = try build()
        let other = HubCacheFolder.fixture("clip-hf").path(percentEncoded: false)
        for arguments in [
            ["query", "--index", "photos"] + Self.labels, ["search", "a cat", "--index", "photos"],
            ["similar", "photos/cat.jpg", "--index", "photos"], ["build", "photos"],
        ] {
            let result = try index(arguments, checkpoint: other)
            #expect(result.status == 3, "\(arguments)")
            #expect(result.standardError.hasPrefix("refused (cross-checkpoint): "))
        }
    }

    @Test func `another parity is an error that says what to give`() throws {
        let other = HubCacheFolder.fixture("openclip-vit").path(percentEncoded: false)
        #expect(try index(["build", "photos", "--index", "open"], checkpoint: other).status == 0)
        let parity = try index(
            ["query", "--index", "open", "--parity", "hf"] + Self.labels, checkpoint: other)
        #expect(parity.status == 2)
        #expect(
            parity.standardError.contains("Give --parity openclip."), "\(parity.standardError)")
    }

    @Test func `images of people are ranked with a consent policy only`() throws {
        try workspace.write(OddImage.photoNamingPerson(), to: "photos/person.jpg")
        let first = try index("build", "photos")
        #expect(first.status == 4)
        #expect(first.standardError.contains("error: photos/person.jpg: The metadata says"))
        #expect(try query("--format", "csv").status == 4)
        // Known by its bytes, it is not read again, and not embedded without a policy.
        #expect(
            try build().hasPrefix("Images: 0 embedded, 0 known by their bytes, 0 gone, 0 failed"))
        #expect(try build("--consent-policy", "Form 7").hasPrefix("Images: 1 embedded"))
        let without = try query("--format", "csv")
        #expect(without.status == 4)
        #expect(without.standardOutput.contains("people-without-policy"))
        let best = try query("--per-label", "9", "--format", "csv")
        #expect(!best.standardOutput.contains("person.jpg"))
        #expect(
            best.standardError.contains("1 image of the index has no embedding that may be used"))
        let with = try query("--format", "csv", "--consent-policy", "Form 7")
        #expect(with.status == 0 && with.standardOutput.contains("photos/person.jpg,1,"))
        let status = try index("status", "--index", "photos", checkpoint: nil)
        #expect(status.standardOutput.contains("Policy      Form 7"))
    }

    @Test func `a broken image is tried again at the next build`() throws {
        try workspace.write("no image", to: "photos/bad.png")
        let first = try index("build", "photos")
        #expect(first.status == 4)
        #expect(
            first.standardOutput.hasPrefix(
                "Images: 3 embedded, 0 known by their bytes, 0 gone, 1 failed"))
        let status = try index("status", "--index", "photos", "--format", "json", checkpoint: nil)
        #expect(status.standardOutput.contains(#"{"code": "not-an-image", "count": 1}"#))
        #expect(try index("build", "photos").status == 4)
        try workspace.photo("rocket.jpg", as: "photos/bad.png")
        #expect(try build().hasPrefix("Images: 1 embedded"))
    }

    @Test func `a full disk leaves the index as it was`() throws {
        _ = try build()
        for number in 0..<200 {
            try workspace.write(Bitmap.bytes(number), to: "photos/more/\(number).bmp")
        }
        var limited = Command([
            "-c", #"trap '' XFSZ; ulimit -f 96; exec "$0" "$@""#,
            Command.binary.path(percentEncoded: false), "index", "build", "photos",
            "--checkpoint", "demo",
        ])
        limited.binary = URL(filePath: "/bin/sh")
        limited.folder = workspace.folder
        let full = try limited.run()
        #expect(full.status == 1)
        #expect(full.standardError.contains("the index cannot be written"), "\(full.standardError)")
        #expect(try sound())
        #expect(try query("--format", "csv").status == 0)
        _ = try build()
        #expect(try sound())
    }

    @Test func `embeddings go out as an array and come back`() throws {
        _ = try build()
        let exported = try index("export", "--index", "photos", "--npy", "all.npy", checkpoint: nil)
        #expect(exported.status == 0, "\(exported.standardError)")
        let metadata = try String(
            contentsOf: workspace.folder.appending(path: "all.npy.metadata.jsonl"), encoding: .utf8)
        #expect(metadata.hasPrefix(#"{"row": 0, "path": "photos/cat.jpg", "sha256": ""#))
        let imported = try index(
            "import", "all.npy", "--paths", "all.npy.metadata.jsonl", "--index", "again", "--store",
            "fp16")
        #expect(imported.status == 0, "\(imported.standardError)")
        #expect(
            imported.standardOutput == """
                Images: 3 imported.
                The index has 3 images and lies in again.

                """)
        #expect(try sound("again"))
        let found = try index(
            ["query", "--index", "again", "--per-label", "1", "--format", "csv"] + Self.labels)
        #expect(found.standardOutput.contains("tabby cat,1,photos/cat.jpg,0.28"))
        #expect(
            found.standardError.contains(
                "that 'demo' computed them was said, and cannot be checked"))
        #expect(found.standardError.contains("half precision"))
        let mixed = try index("build", "photos", "--index", "again")
        #expect(mixed.status == 2 && mixed.standardError.contains("holds imported embeddings"))
    }

    @Test func `similarities are written as one array`() throws {
        _ = try build()
        let result = try query("--format", "npy", "--output", "s.npy")
        #expect(result.status == 0, "\(result.standardError)")
        func text(_ name: String) throws -> String {
            try String(contentsOf: workspace.folder.appending(path: name), encoding: .utf8)
        }
        #expect(
            try text("s.npy.sources.txt")
                == "photos/cat.jpg\nphotos/flower.jpg\nphotos/places/temple.jpg\n")
        #expect(try text("s.npy.labels.txt") == "tabby cat\ntemple\nflower\nrocket\n")
        let array = try Data(contentsOf: workspace.folder.appending(path: "s.npy"))
        #expect(array.count == 128 + 3 * 4 * 4)
        let first = array[128..<132].reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        #expect(abs(Float(bitPattern: first) - 0.28197) < 1e-4)
    }

    /// Rows of three places, as NumPy reads them: label, similarity, probability.
    @Test func `the best labels are written as one array`() throws {
        _ = try build()
        let result = try query("--format", "npy", "--top", "3", "--output", "t.npy")
        #expect(result.status == 0, "\(result.standardError)")
        let array = try Data(contentsOf: workspace.folder.appending(path: "t.npy"))
        let header = String(decoding: array[10..<192], as: UTF8.self)
        #expect(header.hasSuffix(" \n"))
        #expect(
            header.hasPrefix(
                "{'descr': [('label', '<i4'), ('similarity', '<f4'), ('probability', '<f4')], "
                    + "'fortran_order': False, 'shape': (3, 3), }"))
        let numbers = stride(from: 192, to: array.count, by: 4).map { start in
            array[start..<start + 4].reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        }
        let labels = ["tabby cat", "temple", "flower", "rocket"]
        let places = stride(from: 0, to: numbers.count, by: 3).map { start in
            [
                labels[Int(numbers[start])], "\(Float(bitPattern: numbers[start + 1]))",
                "\(Float(bitPattern: numbers[start + 2]))",
            ]
        }
        let rows = try query("--top", "3", "--format", "csv").standardOutput
            .split(separator: "\r\n").dropFirst()
        #expect(places == rows.map { $0.split(separator: ",")[2..<5].map(String.init) })
        #expect(places.count == 9)
        // No more places than labels.
        _ = try query("--format", "npy", "--top", "9", "--output", "t.npy")
        let all = try Data(contentsOf: workspace.folder.appending(path: "t.npy"))
        #expect(all.count == 192 + 3 * 4 * 12)
    }

    @Test(arguments: [
        (["build"], "there is no index here"),
        (["build", "photos", "other"], "say where with --index"),
        (["build", "nothing"], "nothing: the images of this folder cannot be listed."),
        (["build", "photos/cat.jpg"], "This is no folder."),
        (["query", "--index", "photos", "--labels", "a,b"], "photos: there is no index here."),
        (["query", "--index", "photos"], "No labels."),
        (["query", "--labels", "a,b", "--format", "npy"], "--format npy needs --output"),
        (["query", "--labels", "a,b", "--per-label", "0"], "--per-label is 0"),
        (["query", "--labels", "a,b", "--top", "0"], "--top is 0"),
        (["query", "--labels", "a,b", "--threshold", "nan"], "--threshold is nan"),
        (
            ["query", "--labels", "a,b", "--per-label", "1", "--multi-label"],
            "leave out --multi-label"
        ),
        (["search", " "], "The text is empty"),
        (
            ["import", "none.npy", "--paths", "p", "--index", "i"],
            "none.npy: this array cannot be read"
        ),
    ])
    func `wrong usage says what to give`(arguments: [String], words: String) throws {
        let result = try index(arguments)
        #expect(result.status == 2, "\(result.standardError)")
        #expect(result.standardError.contains(words), "\(result.standardError)")
    }
}
