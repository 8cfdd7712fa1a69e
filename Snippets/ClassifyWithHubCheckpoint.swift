// Ranks a caller's classes for a photo with a checkpoint of the Hugging Face Hub, which is
// downloaded where it is not in the Hub's cache on this machine.
//
// `swift run ClassifyWithHubCheckpoint [ID] [IMAGE]`

import Foundation
import ZeroShot
import ZeroShotHub

let arguments = CommandLine.arguments.dropFirst()
let id = arguments.first ?? "openai/clip-vit-base-patch32"
let path = arguments.dropFirst().first ?? "Examples/images/cat.jpg"

// HF_TOKEN, HF_HUB_CACHE, HF_HUB_OFFLINE and so on mean what they mean to Python.
let client = HubClient(try HubConfiguration())
let location = try await CheckpointLocation(finding: id, with: client)

let classifier = try ZeroShotClassifier(checkpoint: Checkpoint(at: location))
let request = ClassificationRequest(labels: ["tabby cat", "golden retriever", "horse", "bullfrog"])
let report = try await classifier.classify([URL(filePath: path)], request)
print(try report.text(as: .text))
