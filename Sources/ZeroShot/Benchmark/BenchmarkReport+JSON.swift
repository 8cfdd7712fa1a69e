internal import ImageCodecs
internal import OneDNN

extension BenchmarkReport {
    /// Names the members and their meaning.
    package static let schema = "zeroshot.benchmark/1"

    /// The report for programs; times are in seconds, rates in operations a second.
    package var json: OrderedJSON {
        [
            "schema": .string(Self.schema),
            "checkpoint": [
                "id": .string(checkpointID),
                "family": .string(checkpoint.family.rawValue),
                "architecture": .string(checkpoint.architecture),
                "resolution": checkpoint.resolution.json,
                "embeddingDimension": .integer(checkpoint.embeddingDimension),
                "parameters": .integer(checkpoint.parameters),
                "precision": .string(precision.name),
            ],
            "machine": [
                "processor": .text(Machine.processor),
                "processors": .integer(ProcessorCount.current.count),
                "instructionSet": .string(Engine.instructionSet),
                "memoryBytes": .integer(Machine.memory),
            ],
            "versions": [
                "zeroshot": .string(ProductVersion.current),
                "oneDNN": .string(Engine.version),
                "libvips": .string(ImageDecoder.libraryVersion),
            ],
            "threads": .integer(threads),
            "rounds": .integer(rounds),
            "inputs": [
                "photos": .integer(inputs.photos),
                "labels": .integer(inputs.labels),
                "prompts": .integer(inputs.prompts),
                "rankedLabels": .integer(inputs.rankedLabels),
            ],
            "peak": [
                "size": .integer(PeakProduct.size),
                "seconds": peak.json,
                "flopsPerSecond": .double(peakRate),
            ],
            "loadSeconds": [
                "imageTower": .number(imageTowerLoading),
                "textTower": .number(textTowerLoading),
            ],
            "stages": .array(stages.map { $0.json(peakRate: peakRate) }),
            "peakMemoryBytes": .count(peakMemory),
        ]
    }
}

extension BenchmarkStageResult {
    fileprivate func json(peakRate: Double) -> OrderedJSON {
        [
            "stage": .string(stage.rawValue),
            "item": .string(stage.item),
            "batch": .integer(batch),
            "secondsPerItem": seconds.json,
            "flopsPerItem": work.map {
                ["needed": .integer($0.neededFLOPs), "whole": .integer($0.wholeFLOPs)]
            } ?? .null,
            "flopsPerSecond": .number(rate),
            "shareOfPeak": .number(rate.map { $0 / peakRate }),
        ]
    }
}

extension Samples {
    fileprivate var json: OrderedJSON {
        ["median": .double(median), "least": .double(least), "most": .double(most)]
    }
}
