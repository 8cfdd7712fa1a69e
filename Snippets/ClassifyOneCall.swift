// Ranks a caller's classes for a photo in one call.
//
// `swift run ClassifyOneCall [IMAGE]`

import Foundation
import ZeroShot

let path = CommandLine.arguments.dropFirst().first ?? "Examples/images/cat.jpg"
let classifier = try ZeroShotClassifier(checkpoint: Checkpoint("demo"))

// Each label goes into three templates: a photo, a picture and an image of a ...
let request = ClassificationRequest(labels: ["tabby cat", "golden retriever", "horse", "bullfrog"])
let report = try await classifier.classify([URL(filePath: path)], request)

// The whole report for people; `.json`, `.jsonl`, `.csv` and `.hf` are for programs.
print(try report.text(as: .text))

// Or the parts of it. A picture that cannot be read has a failure and no predictions.
for image in report.images {
    if let failure = image.failure {
        print("\(image.source): \(failure.message)")
    }
    for prediction in image.predictions {
        print(prediction.rank, prediction.label, prediction.similarity, prediction.probability)
    }
}
