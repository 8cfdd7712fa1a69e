// Prints how long it takes to rank many labels for many images, beside the bare matrix product.
//
// `swift run -c release --package-path Benchmarks ranking [LABELS] [IMAGES] [ROUNDS] [THREADS]`
//
// Embeddings are random directions of 512 values, the scoring is the demo checkpoint's softmax, and
// the first 5 labels are kept. The bare product is oneDNN's own of the same numbers, block by block
// into memory that stays in the cache, since no machine would want to hold all of it. The goal is
// at most 1.5 times its time.

import CDNNL
import Foundation
import ZeroShot

let dimension = 512
let arguments = CommandLine.arguments.dropFirst().map { Int($0) ?? 0 }
let defaults = [100_000, 10_000, 5, ProcessInfo.processInfo.activeProcessorCount]
let sizes = arguments + defaults.dropFirst(arguments.count)
guard sizes.count == 4, sizes.allSatisfy({ $0 > 0 }) else {
    FileHandle.standardError.write(
        Data("usage: ranking [LABELS] [IMAGES] [ROUNDS] [THREADS]\n".utf8))
    exit(2)
}
let (labelCount, imageCount, rounds, threads) = (sizes[0], sizes[1], sizes[2], sizes[3])

/// Random directions: sums of evenly spread numbers, which are nearly a normal distribution.
func directions(_ count: Int) throws -> Embeddings {
    var state = UInt64(count)
    let values = (0..<count * dimension).map { _ in
        (0..<3).reduce(Float(-1.5)) { sum, _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return sum + Float(state >> 40) / 0x1p24
        }
    }
    return try Embeddings(values, dimension: dimension).normalized()
}

/// All products of labels and images, none of them kept.
func multiply(_ labels: Embeddings, _ images: Embeddings) {
    // The count belongs to the calling thread, and each `await` may end on another.
    omp_set_num_threads(Int32(threads))
    // As many of each as a ranking takes at a time.
    let (labelsPerBlock, imagesPerBlock) = (1024, 512)
    var products = [Float](repeating: 0, count: labelsPerBlock * imagesPerBlock)
    labels.values.withUnsafeBufferPointer { labels in
        images.values.withUnsafeBufferPointer { images in
            for image in stride(from: 0, to: imageCount, by: imagesPerBlock) {
                for label in stride(from: 0, to: labelCount, by: labelsPerBlock) {
                    let rows = min(labelsPerBlock, labelCount - label)
                    let columns = min(imagesPerBlock, imageCount - image)
                    let status = dnnl_sgemm(
                        CChar(UInt8(ascii: "N")), CChar(UInt8(ascii: "T")),
                        Int64(rows), Int64(columns), Int64(dimension), 1,
                        labels.baseAddress.map { $0 + label * dimension }, Int64(dimension),
                        images.baseAddress.map { $0 + image * dimension }, Int64(dimension),
                        0, &products, Int64(imagesPerBlock))
                    precondition(status == dnnl_success, "oneDNN's product failed: \(status)")
                }
            }
        }
    }
}

/// The largest resident size of this process so far, in MiB.
func peakMemory() -> Int {
    var usage = rusage()
    getrusage(RUSAGE_SELF.rawValue, &usage)
    return usage.ru_maxrss / 1024
}

func seconds(_ duration: Duration) -> Double { duration / .seconds(1) }

func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }

let prompts = ClassPrompts(
    labels: (0..<labelCount).map { "label \($0)" }, templates: try TemplateSet(["{class}"]))
let prototypes = try ClassPrototypes(prompts, embeddings: directions(labelCount))
let images = try directions(imageCount)
let encoder = DualEncoder(checkpoint: try Checkpoint("demo"), threads: threads)
let memoryBefore = peakMemory()

// Unmeasured: oneDNN generates its code, and memory is touched for the first time.
multiply(prototypes.embeddings, images)
_ = try await encoder.rank(images, against: prototypes, top: 5)

let clock = ContinuousClock()
var bare: [Double] = []
var ranked: [Double] = []
for _ in 0..<rounds {
    bare.append(
        seconds(clock.measure { multiply(prototypes.embeddings, images) }))
    let start = clock.now
    _ = try await encoder.rank(images, against: prototypes, top: 5)
    ranked.append(seconds(clock.now - start))
}
let ratios = zip(ranked, bare).map { $0 / $1 }
let operations = 2 * Double(labelCount) * Double(imageCount) * Double(dimension)

print("\(labelCount) labels, \(imageCount) images, \(threads) threads, \(rounds) rounds; medians")
func line(_ name: String, _ durations: [Double]) -> String {
    let duration = median(durations)
    return String(format: "%@  %7.3f s  %6.1f GFLOP/s", name, duration, operations / duration / 1e9)
}
print(line("product", bare))
print(line("ranking", ranked))
print(
    String(
        format: "ratio    %7.2f  (%.2f to %.2f)", median(ratios), ratios.min() ?? 0,
        ratios.max() ?? 0))
print("memory   \(peakMemory()) MiB at most, \(memoryBefore) MiB of it before the first ranking")
