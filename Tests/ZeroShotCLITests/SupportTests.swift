import Foundation
import Testing

/// `--support` and `--multi-label`, through the binary.
struct SupportTests {
    private let workspace: Workspace
    private let photo: String
    private var folder: String { workspace.folder.appending(path: "few").path() }

    init() throws {
        workspace = try Workspace()
        photo = try workspace.photo(as: "cat.jpg")
    }

    private struct Support: Decodable {
        struct Run: Decodable {
            struct Count: Decodable, Equatable {
                let label: String
                let count: Int
            }
            let directory: String
            let images: [Count]
            let alpha: Double
            let beta: Double
        }
        struct Image: Decodable {
            let predictions: [Place]
        }
        struct Place: Decodable {
            let label: String
            let similarity: Float
            let probability: Float
            let supportLogit: Float?
            let decision: Bool?
        }
        let support: Run?
        let multiLabel: Bool?
        let images: [Image]
    }

    private func report(_ result: Command.Result) throws -> Support {
        #expect(result.status == 0, "\(result.standardError)")
        return try JSONDecoder().decode(Support.self, from: Data(result.standardOutput.utf8))
    }

    @Test func `support images of a wrong label draw the image there`() throws {
        try workspace.photo("cat.jpg", as: "few/teapot/a.jpg")
        try workspace.photo("rocket.jpg", as: "few/rocket/a.jpg")
        let plain = try report(Command.classify([photo]).run())
        #expect(plain.support == nil)
        #expect(plain.images[0].predictions[0].label == "tabby cat")
        #expect(plain.images[0].predictions[0].supportLogit == nil)
        let found = try report(
            Command.classify([photo, "--support", folder, "--alpha", "40", "--beta", "6"]).run())
        let run = try #require(found.support)
        #expect(run.directory == folder)
        #expect(run.alpha == 40 && run.beta == 6)
        #expect(
            run.images == [.init(label: "teapot", count: 1), .init(label: "rocket", count: 1)])
        let best = found.images[0].predictions[0]
        #expect(best.label == "teapot")
        #expect(abs((best.supportLogit ?? 0) - 40) < 1e-3)
        let similarity = plain.images[0].predictions.first { $0.label == "teapot" }?.similarity
        #expect(best.similarity == similarity)
    }

    @Test func `the article's weights stand where none are given`() throws {
        try workspace.photo("cat.jpg", as: "few/tabby_cat/a.jpg")
        let run = try #require(
            try report(Command.classify([photo, "--support", folder]).run()).support)
        #expect(run.alpha == 1 && run.beta == 5.5)
        #expect(run.images == [.init(label: "tabby cat", count: 1)])
    }

    @Test func `text shows what support adds`() throws {
        try workspace.photo("cat.jpg", as: "few/teapot/a.jpg")
        let result = try Command(
            [
                "classify", photo, "--support", folder, "--checkpoint", "demo",
            ] + Command.animals
        ).run()
        #expect(result.status == 0)
        #expect(result.standardOutput.contains("similarity  support"))
        #expect(result.standardOutput.contains("+1.000"))
        #expect(result.standardOutput.contains("Ranks follow similarity and 1 support image"))
    }

    private func expectUsage(
        _ arguments: [String], _ sentence: String,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let result = try Command.classify([photo] + arguments).run()
        #expect(result.status == 2, sourceLocation: sourceLocation)
        #expect(result.standardOutput == "", sourceLocation: sourceLocation)
        #expect(
            result.standardError.contains(sentence), "\(result.standardError)",
            sourceLocation: sourceLocation)
    }

    @Test func `a support folder that cannot be used is wrong usage`() throws {
        try expectUsage(["--support", folder], "few: this folder of support images cannot be read")
        try workspace.photo("cat.jpg", as: "few/dog/a.jpg")
        try expectUsage(
            ["--support", folder], "few/dog: the folder's name is none of the labels 'tabby cat'")
        try FileManager.default.removeItem(atPath: folder)
        try workspace.write("no image", to: "few/teapot/a.jpg")
        try expectUsage(
            ["--support", folder], "few/teapot/a.jpg: this support image cannot be used")
    }

    @Test(arguments: [
        (["--alpha", "2"], "--alpha goes with --support only."),
        (["--support", "few", "--beta=-1"], "--beta is -1.0; give a number not below 0."),
        (["--support", "few", "--alpha", "nan"], "--alpha is nan; give a number not below 0."),
        (["--support", ""], "--support is empty; give a folder."),
    ])
    func `weights out of their range are wrong usage`(arguments: [String], sentence: String) throws
    {
        try expectUsage(arguments, sentence)
    }

    @Test func `a support image that names people needs a consent policy`() throws {
        try workspace.write(OddImage.photoNamingPerson(), to: "few/teapot/a.jpg")
        let refused = try Command.classify([photo, "--support", folder]).run()
        #expect(refused.status == 3)
        #expect(refused.standardError.hasPrefix("refused (people-without-policy): the metadata"))
        #expect(refused.standardError.contains("few/teapot/a.jpg"))
        let allowed = try Command.classify(
            [photo, "--support", folder, "--consent-policy", "agreed"]
        ).run()
        #expect(allowed.status == 0)
        #expect(allowed.standardOutput.contains("few/teapot/a.jpg: 1 person listed"))
    }

    @Test func `labels of a softmax are not decided on their own without thresholds`() throws {
        try expectUsage(["--multi-label"], "a softmax, in which labels compete, and no thresholds")
        try workspace.photo("cat.jpg", as: "few/teapot/a.jpg")
        try expectUsage(
            ["--multi-label", "--support", folder], "with support images here")
    }

    /// Support makes two labels of a checkpoint with random weights true.
    @Test func `labels of a sigmoid are decided on their own, and all true ones are shown`() throws
    {
        try workspace.photo("cat.jpg", as: "few/kite/a.jpg")
        try workspace.photo("cat.jpg", as: "few/barn/a.jpg")
        let checkpoint = HubCacheFolder.fixture("siglip-hf").standardized.path()
        func places(_ arguments: String...) throws -> [Support.Place] {
            let found = try report(
                Command(
                    ["classify", photo, "--labels", "cat,tree,kite,spoon,barn,cloud"]
                        + ["--checkpoint", checkpoint, "--format", "json"]
                        + ["--support", folder, "--alpha", "20"] + arguments
                ).run())
            #expect(found.multiLabel == (arguments.contains("--multi-label") ? true : nil))
            return found.images[0].predictions
        }
        let all = try places("--multi-label", "--top", "6")
        #expect(all.count == 6)
        #expect(all.allSatisfy { $0.decision == ($0.probability >= 0.5) })
        #expect(Set(all.prefix(2).map(\.label)) == ["kite", "barn"])
        #expect(all.map(\.decision) == [true, true, false, false, false, false])
        let short = try places("--multi-label", "--top", "1")
        #expect(short.map(\.label) == all.prefix(2).map(\.label))
        #expect(try places().allSatisfy { $0.decision == nil })
    }
}
