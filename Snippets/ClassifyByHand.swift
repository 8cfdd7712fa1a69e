// Ranks a caller's classes for a photo step by step: what the one call does, taken apart.
//
// `swift run ClassifyByHand [IMAGE]`

import Foundation
import ZeroShot

let path = CommandLine.arguments.dropFirst().first ?? "Examples/images/cat.jpg"
let labels = ["tabby cat", "golden retriever", "horse", "bullfrog"]

// Ask first whether this may be ranked at all; the steps below would not.
try RequestPolicy(labels: labels, templates: ["a photo of a {class}"]).check()

let checkpoint = try Checkpoint("demo")
let tokenizer = try checkpoint.loadTokenizer()
let encoder = DualEncoder(checkpoint: checkpoint)

// Decode: upright 8-bit RGB, as Pillow reads it.
let picture = try RGBImage(decoding: [UInt8](Data(contentsOf: URL(filePath: path))))
// Preprocess: resized, cropped and normalised as the checkpoint's own files say, [3, S, S].
let pixels = try checkpoint.preprocessor.pixels(of: picture)
// Embed the image: [1, E], unit length.
let images = try await encoder.embed(images: [pixels])

// Write a prompt for each label, and make token ids of it.
let prompts = labels.map { "a photo of a \($0)" }
let tokens = prompts.map { tokenizer.encode($0) }
// Embed the texts: [L, E], unit length.
let texts = try await encoder.embed(texts: tokens)

// Compare: cosines, then the checkpoint's own scale, then a softmax over the labels.
let similarities = try texts.similarities(to: images[0])
let logits = checkpoint.scoring.logits(of: similarities)
let probabilities = checkpoint.scoring.probabilities(of: similarities)

for index in labels.indices.sorted(by: { similarities[$0] > similarities[$1] }) {
    print(labels[index], similarities[index], logits[index], probabilities[index])
}

// The one call gives the same numbers. It also heeds people in a photo's metadata and says how far
// to trust the ranking: prefer it.
var request = ClassificationRequest(
    labels: labels, templates: try TemplateSet(["a photo of a {class}"])
)
request.top = labels.count
let report = try await ZeroShotClassifier(checkpoint: checkpoint)
    .classify([URL(filePath: path)], request)
let differences = report.images.flatMap(\.predictions).map { prediction in
    abs(prediction.probability - probabilities[prediction.labelIndex])
}
print("largest difference from the one call:", differences.max() ?? .nan)
// snippet.hide
guard differences.count == labels.count, differences.allSatisfy({ $0 < 1e-6 }) else {
    print("the one call and the steps differ")
    exit(1)
}
