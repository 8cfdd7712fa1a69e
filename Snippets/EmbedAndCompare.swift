// Finds the photos most like a photo, and those nearest to a sentence, with one embedding each.
//
// `swift run EmbedAndCompare [IMAGE...]`

import Foundation
import ZeroShot

let arguments = CommandLine.arguments.dropFirst()
let examples = ["cat", "coffee", "flower", "raccoon", "rocket", "temple"]
let paths = arguments.isEmpty ? examples.map { "Examples/images/\($0).jpg" } : Array(arguments)

let checkpoint = try Checkpoint("demo")
let encoder = DualEncoder(checkpoint: checkpoint)

// Read and preprocess. A file that is no picture says why and is left out.
let reader = ImageReader(checkpoint: checkpoint)
let files = paths.map { reader.read(contentsOf: URL(filePath: $0)) }
for file in files {
    if let failure = file.failure {
        print("\(file.source): \(failure.message)")
    }
}
let pictures = files.compactMap { file in file.pixels.map { (file.source, $0) } }

// One row for each picture, [N, E], unit length. Keep the rows: questions can come later.
let photos = try await encoder.embed(images: pictures.map(\.1))

func show(_ title: String, _ similarities: [Float]) {
    print(title)
    for (similarity, picture) in zip(similarities, pictures).sorted(by: { $0.0 > $1.0 }) {
        print("  \(similarity)  \(picture.0)")
    }
}

// Pictures with pictures: the first one is its own nearest, with a cosine of 1.
if photos.count > 0 {
    show("like \(pictures[0].0)", try photos.similarities(to: photos[0]))
}

// Pictures with a sentence. These cosines are lower by nature than those between pictures: compare
// each kind only with itself.
let sentence = "a photo of a flower"
let text = try await encoder.embed(texts: [checkpoint.loadTokenizer().encode(sentence)])
show("near '\(sentence)'", try photos.similarities(to: text[0]))
