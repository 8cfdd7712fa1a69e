// Compiles labels once, keeps them in a file, and ranks a photo with the file.
//
// `swift run CompileLabelSet [IMAGE]`

import Foundation
import ZeroShot

let path = CommandLine.arguments.dropFirst().first ?? "Examples/images/cat.jpg"
let checkpoint = try Checkpoint("demo")
let classifier = ZeroShotClassifier(checkpoint: checkpoint)

// Once: the text tower computes a vector for each label.
let request = ClassificationRequest(labels: ["tabby cat", "golden retriever", "horse", "bullfrog"])
let compiled = try await classifier.compile(request)
let file = FileManager.default.temporaryDirectory.appending(path: "animals-\(UUID()).labelset")
try compiled.write(to: file)

// What the texts alone tell about the labels.
let check = try await LabelSetCheck(compiled, tokenizer: checkpoint.loadTokenizer())
for finding in check.findings { print(finding.severity.rawValue, finding.message) }

// Often: neither tokenizer nor text tower is read. Another checkpoint would be refused.
let animals = try LabelSet(contentsOf: file)
let report = try await classifier.classify(
    [URL(filePath: path)], ClassificationRequest(labelSet: animals)
)
print(try report.text(as: .text))
// snippet.hide
try FileManager.default.removeItem(at: file)
let direct = try await classifier.classify([URL(filePath: path)], request)
guard direct.images == report.images else {
    print("the label set and its labels differ")
    exit(1)
}
