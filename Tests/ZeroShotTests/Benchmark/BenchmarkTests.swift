import Foundation
import Testing

@testable import ZeroShot

struct BenchmarkTests {
    @Test(arguments: [
        ([3.0], 3.0, 3.0, 3.0), ([4, 1, 2], 1, 2, 4), ([4, 1, 2, 8], 1, 3, 8),
    ])
    func `samples know their middle and their ends`(
        values: [Double], least: Double, median: Double, most: Double
    ) {
        let samples = Samples(values)
        #expect(samples.least == least)
        #expect(samples.median == median)
        #expect(samples.most == most)
    }

    @Test func `a rate is the needed operations of the median time`() throws {
        let result = BenchmarkStageResult(
            stage: .image, batch: 8, seconds: Samples([0.5, 0.25, 2]),
            work: ProductWork(needed: 100, whole: 1000)
        )
        #expect(result.rate == 400)
    }

    /// NaFlex is the one tower whose work depends on the picture.
    @Test(arguments: ["clip-hf", "openclip-coca", "siglip2-naflex"])
    func `every stage is timed, the image tower for every batch size`(name: String) async throws {
        var benchmark = Benchmark(photos: [try BenchmarkPhoto.shipped()])
        benchmark.batchSizes = [1, 3]
        benchmark.rounds = 2
        let report = try await benchmark.run(ParityCase.checkpoint(name), threads: 2)
        #expect(
            report.stages.map(\.stage)
                == [.decode, .preprocess, .image, .image, .text, .prototypes, .ranking]
        )
        #expect(report.stages.map(\.batch) == [1, 1, 1, 3, 32, 96, 16])
        for result in report.stages {
            #expect(result.seconds.least > 0, "\(result.stage)")
            #expect(result.seconds.least <= result.seconds.most, "\(result.stage)")
        }
        let counted = report.stages.filter { $0.work != nil }.map(\.stage)
        #expect(counted == [.image, .image, .text, .ranking])
        #expect(report.stages[2].work == report.stages[3].work)
        #expect(report.threads == 2)
        #expect(try #require(report.imageTowerLoading) > 0)
        #expect(try #require(report.textTowerLoading) > 0)
        #expect(report.peakRate > 0)
        #expect(try #require(report.peakMemory) > 1 << 20)
    }

    @Test func `a tower that no stage needs is not loaded`() async throws {
        var benchmark = Benchmark(photos: [try BenchmarkPhoto.shipped()])
        benchmark.stages = [.text]
        benchmark.rounds = 1
        let report = try await benchmark.run(ParityCase.checkpoint("clip-hf"), threads: 1)
        #expect(report.imageTowerLoading == nil)
        #expect(report.textTowerLoading != nil)
        #expect(report.stages.map(\.stage) == [.text])
    }

    @Test func `labels that must not be ranked are not timed either`() async throws {
        var benchmark = Benchmark(photos: [try BenchmarkPhoto.shipped()])
        benchmark.labels = ["one"]
        benchmark.stages = [.prototypes]
        await #expect(throws: Refusal.self) {
            _ = try await benchmark.run(ParityCase.checkpoint("clip-hf"), threads: 1)
        }
    }
}
