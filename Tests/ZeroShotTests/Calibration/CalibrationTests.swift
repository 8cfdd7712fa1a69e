import Foundation
import Testing

@testable import ZeroShot

struct CalibrationTests {
    static let background = Calibration.Background(
        prompts: ["a blank image", "a street"],
        embeddings: Embeddings([0.6, 0.8, 0, 1], dimension: 2))

    private static var whole: Calibration {
        var calibration = Calibration(temperature: 1.7, threshold: 0.24)
        calibration.shift = -2.5
        calibration.margin = 0.0123
        calibration.background = background
        calibration.labelThresholds = [0.1, 0.2, 0.3]
        calibration.images = 120
        return calibration
    }

    @Test(arguments: [whole, Calibration(temperature: 2), Calibration(threshold: -0.1)])
    func `what was stored is read back to the last bit`(calibration: Calibration) throws {
        let data = try JSONEncoder().encode(calibration)
        #expect(try JSONDecoder().decode(Calibration.self, from: data) == calibration)
    }

    @Test func `background prototypes are base64 of little-endian float32`() throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        let text = String(decoding: try encoder.encode(Self.background), as: UTF8.self)
        // 0.6 is 3f19999a, 0.8 is 3f4ccccd, 1 is 3f800000.
        #expect(
            text == """
                {"dimension":2,"prompts":["a blank image","a street"],\
                "prototypes":"mpkZP83MTD8AAAAAAACAPw=="}
                """)
    }

    @Test(arguments: [
        (#"{"temperature":0,"shift":0}"#, "temperature is 0.0; a number above 0 is needed"),
        (#"{"temperature":-1,"shift":0}"#, "temperature is -1.0; a number above 0 is needed"),
        (#"{"temperature":1,"shift":0,"margin":-0.5}"#, "margin is -0.5; a number not below 0"),
        (
            #"{"temperature":1,"shift":0,"background":{"dimension":3,"prompts":["a"],"#
                + #""prototypes":"AACAPw=="}}"#,
            "prototypes take 4 bytes; 1 prompts of 3 float32 values were expected"
        ),
        (
            #"{"temperature":1,"shift":0,"background":{"dimension":1,"prompts":["a"],"#
                + #""prototypes":"AAAAPw=="}}"#,
            "background prompt 'a' has length 0.5; 1 was expected"
        ),
    ])
    func `a stored calibration that none can be is refused`(text: String, sentence: String) {
        do {
            _ = try JSONDecoder().decode(Calibration.self, from: Data(text.utf8))
            Issue.record("was read")
        } catch {
            #expect("\(error)".contains(sentence), "\(error)")
        }
    }

    @Test func `a calibration for other labels or another checkpoint is refused`() throws {
        try Self.whole.validate(labels: 3, dimension: 2)
        #expect(throws: CalibrationError.labelCount(found: 3, expected: 4)) {
            try Self.whole.validate(labels: 4, dimension: 2)
        }
        #expect(throws: CalibrationError.dimension(found: 2, expected: 512)) {
            try Self.whole.validate(labels: 3, dimension: 512)
        }
        for value in [Float.nan, .infinity] {
            var calibration = Calibration(threshold: value)
            #expect(throws: CalibrationError.self) { try calibration.validate() }
            calibration = Calibration()
            calibration.labelThresholds = [0, value]
            #expect(throws: CalibrationError.self) { try calibration.validate() }
        }
        var calibration = Calibration(temperature: .infinity)
        #expect(throws: CalibrationError.self) { try calibration.validate() }
        calibration = Calibration()
        calibration.shift = .nan
        #expect(throws: CalibrationError.self) { try calibration.validate() }
    }

    @Test(arguments: [
        (
            CalibrationError.labelCount(found: 3, expected: 4),
            "thresholds for 3 labels, and there are 4. It was learnt for another list of labels."
        ),
        (
            .dimension(found: 2, expected: 512),
            "background prompts have 2 values each, the checkpoint's embeddings 512."
        ),
        (.multiLabelWithoutThresholds, "a softmax, in which labels compete, and no thresholds"),
        (.multiLabelWithSupport, "decided independently with support images here"),
        (.similarity(image: 4), "A similarity of labelled image 5 is not a finite number"),
    ])
    func `each error says what was found and what to do`(
        error: CalibrationError, sentence: String
    ) {
        #expect(error.description.contains(sentence))
    }

    @Test func `a temperature divides the logits and a shift is added behind`() {
        var calibration = Calibration(temperature: 2)
        calibration.shift = 0.5
        #expect(
            calibration.scoring(from: .softmax(logitScale: 100)) == .softmax(logitScale: 50))
        #expect(
            calibration.scoring(from: .sigmoid(logitScale: 100, logitBias: -10))
                == .sigmoid(logitScale: 50, logitBias: -4.5))
        // sigmoid((100 * 0.12 - 10) / 2 + 0.5) = sigmoid(1.5)
        let probability = calibration.scoring(from: .sigmoid(logitScale: 100, logitBias: -10))
            .probabilities(of: [0.12])[0]
        #expect(abs(probability - 0.8175745) < 1e-6)
    }

    @Test func `the standard background prompts are no question about people`() throws {
        try RequestPolicy(labels: Calibration.Background.standardPrompts, isRanking: false).check()
        let prompts = Calibration.Background.standardPrompts
        #expect(Set(prompts).count == prompts.count)
    }
}
