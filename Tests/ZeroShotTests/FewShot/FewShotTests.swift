import Foundation
import Testing

@testable import ZeroShot

/// Support images with the bundled checkpoint, through the library's front door.
struct FewShotTests {
    private static let photos = URL(filePath: #filePath)
        .deletingLastPathComponent()
        .appending(path: "../../../Examples/images")
        .standardized
    private static let cat = photos.appending(path: "cat.jpg")

    private let folder: TemporaryFolder
    private let classifier: ZeroShotClassifier

    init() throws {
        folder = try TemporaryFolder()
        classifier = ZeroShotClassifier(checkpoint: try Checkpoint("demo"))
    }

    private func support(_ photo: String, as name: String) throws {
        let file = folder.url.appending(path: name)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try FileManager.default.copyItem(at: Self.photos.appending(path: photo), to: file)
    }

    private func request(alpha: Double = 1) -> ClassificationRequest {
        var request = ClassificationRequest(labels: ["tabby cat", "teapot", "rocket"])
        var support = SupportRequest(folder: folder.url)
        support.alpha = alpha
        request.support = support
        return request
    }

    /// The image itself is support of a wrong label: its affinity is 1, so alpha decides.
    @Test func `an image that equals a support image gains alpha`() async throws {
        try support("cat.jpg", as: "teapot/a.jpg")
        var plain = request()
        plain.support = nil
        let before = try await classifier.classify([Self.cat], plain).images[0].predictions
        #expect(before[0].label == "tabby cat")
        let report = try await classifier.classify([Self.cat], request(alpha: 40))
        let after = report.images[0].predictions
        #expect(after[0].label == "teapot")
        #expect(abs((after[0].supportLogit ?? 0) - 40) < 1e-3)
        #expect(after[1].label == "tabby cat" && after[1].supportLogit == 0)
        let similarities = { (places: [Prediction]) in
            places.sorted { $0.labelIndex < $1.labelIndex }.map(\.similarity)
        }
        #expect(similarities(after) == similarities(before))
        #expect(report.run.support?.counts == [.init(label: "teapot", images: 1)])
        #expect(report.run.notices.map(\.code).contains("support-images"))
    }

    @Test(arguments: [1, 2, 3, 9])
    func `places without names are those of the report`(wanted: Int) async throws {
        try support("cat.jpg", as: "teapot/a.jpg")
        for alpha in [nil, 40.0] {
            var request = request(alpha: alpha ?? 1)
            if alpha == nil { request.support = nil }
            request.top = wanted
            let classes = try await classifier.prepare(request)
            let reader = ImageReader(checkpoint: classifier.checkpoint, consentPolicy: nil)
            let images = ["cat.jpg", "rocket.jpg"].map {
                reader.read(contentsOf: Self.photos.appending(path: $0))
            }
            let embedded = try await classifier.embed(images)
            let rows = Embeddings(
                embedded.flatMap { $0.embedding ?? [] },
                dimension: classifier.checkpoint.embeddingDimension)
            let found = try await classifier.places(of: rows, against: classes, wanted: wanted)
            let reports = try await classifier.classify(embedded, against: classes)
            #expect(found.perImage == min(wanted, 3))
            #expect(
                found.places
                    == reports.flatMap(\.predictions).map {
                        LabelPlace(
                            label: $0.labelIndex, similarity: $0.similarity,
                            probability: $0.probability)
                    })
        }
    }

    @Test func `support without weight changes nothing`() async throws {
        try support("rocket.jpg", as: "teapot/a.jpg")
        var plain = request()
        plain.support = nil
        let before = try await classifier.classify([Self.cat], plain).images[0].predictions
        let after = try await classifier.classify([Self.cat], request(alpha: 0))
            .images[0].predictions
        #expect(after.map(\.label) == before.map(\.label))
        for (place, other) in zip(after, before) {
            #expect(abs(place.probability - other.probability) < 1e-6)
        }
    }

    @Test func `a support image that cannot be read ends the run and is named`() async throws {
        try support("cat.jpg", as: "teapot/a.jpg")
        try Data("no image".utf8).write(to: folder.url.appending(path: "teapot/b.jpg"))
        await #expect {
            try await classifier.prepare(request())
        } throws: { error in
            guard case .image(let path, _) = error as? SupportError else { return false }
            return path.hasSuffix("teapot/b.jpg")
        }
    }

    @Test func `a larger support image than may be decoded is named`() async throws {
        try support("cat.jpg", as: "teapot/a.jpg")
        var request = request()
        request.support?.maximumPixels = 100
        await #expect(throws: SupportError.self) { try await classifier.prepare(request) }
    }

    @Test func `a weight below 0 is refused before anything is read`() async throws {
        await #expect(throws: SupportError.weight(name: "alpha", value: -1)) {
            try await classifier.prepare(request(alpha: -1))
        }
    }

    @Test func `a calibration is not applied with support, and that is said`() async throws {
        try support("rocket.jpg", as: "rocket/a.jpg")
        var request = request()
        request.calibration = Calibration(temperature: 3, threshold: 0.99)
        let report = try await classifier.classify([Self.cat], request)
        #expect(report.run.calibration == nil)
        #expect(report.images[0].abstention == nil)
        #expect(report.images[0].confidence?.threshold == 0.2)
        #expect(report.run.notices.contains(.calibrationNotApplied))
    }

    @Test func `with a calibration a run answers, or says none of these`() async throws {
        var request = ClassificationRequest(labels: ["tabby cat", "teapot", "rocket"])
        let plain = try await classifier.classify([Self.cat], request)
        let best = try #require(plain.images[0].predictions.first)
        request.calibration = Calibration(temperature: 2, threshold: best.similarity.nextUp)
        let withheld = try await classifier.classify([Self.cat], request)
        #expect(withheld.images[0].abstention?.reason == .belowThreshold)
        #expect(
            withheld.images[0].predictions.map(\.label)
                == plain.images[0].predictions.map(\.label))
        #expect(withheld.images[0].predictions[0].similarity == best.similarity)
        #expect(withheld.images[0].predictions[0].probability < best.probability)
        #expect(withheld.summary.abstained == 1)
        request.calibration = Calibration(threshold: best.similarity)
        #expect(try await classifier.classify([Self.cat], request).images[0].abstention == nil)
    }

    @Test func `background prompts are embedded one by one, and compared in a run`() async throws {
        let background = try await classifier.background(["a tabby cat", "a blank image"])
        #expect(background.embeddings.count == 2)
        var request = ClassificationRequest(labels: ["teapot", "rocket"])
        var calibration = Calibration()
        calibration.background = background
        request.calibration = calibration
        let image = try await classifier.classify([Self.cat], request).images[0]
        #expect(image.abstention?.reason == .nearerToBackground)
        #expect(image.abstention?.message.contains("'a tabby cat'") == true)
        #expect(throws: Never.self) {
            try JSONDecoder().decode(
                Calibration.self, from: JSONEncoder().encode(calibration))
        }
    }

    @Test func `background prompts that would be refused as labels are refused`() async throws {
        await #expect(throws: Refusal.self) {
            try await classifier.background(["an elderly woman", "a wall"])
        }
        var request = ClassificationRequest(labels: ["teapot", "rocket"])
        var calibration = Calibration()
        calibration.background = Calibration.Background(
            prompts: ["an elderly woman"],
            embeddings: Embeddings(
                [1] + Array(repeating: 0, count: classifier.checkpoint.embeddingDimension - 1),
                dimension: classifier.checkpoint.embeddingDimension))
        request.calibration = calibration
        await #expect(throws: Refusal.self) { try await classifier.prepare(request) }
    }

    @Test func `a calibration for another number of labels is refused`() async throws {
        var request = ClassificationRequest(labels: ["teapot", "rocket"])
        var calibration = Calibration()
        calibration.labelThresholds = [0.2, 0.2, 0.2]
        request.calibration = calibration
        await #expect(throws: CalibrationError.labelCount(found: 3, expected: 2)) {
            try await classifier.prepare(request)
        }
    }

    @Test func `independent decisions of a softmax need thresholds`() async throws {
        var request = ClassificationRequest(labels: ["teapot", "tabby cat"])
        request.isMultiLabel = true
        await #expect(throws: CalibrationError.multiLabelWithoutThresholds) {
            try await classifier.prepare(request)
        }
        var calibration = Calibration()
        calibration.labelThresholds = [0.25, 0.2]
        request.calibration = calibration
        let places = try await classifier.classify([Self.cat], request).images[0].predictions
        #expect(places.first?.label == "tabby cat" && places.first?.decision == true)
        #expect(places.last?.decision == false)
    }
}
