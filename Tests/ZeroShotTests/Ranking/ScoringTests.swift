import Foundation
import Testing

@testable import ZeroShot

struct ScoringTests {
    @Test func `softmax scores are the shares of the exponentials`() {
        // e^1 : e^2 : e^3 = 2.718282 : 7.389056 : 20.085537, together 30.192875
        let scores = Scoring.softmax(logitScale: 10).probabilities(of: [0.1, 0.2, 0.3])
        let expected: [Float] = [0.09003057, 0.24472847, 0.66524096]
        for (score, value) in zip(scores, expected) {
            #expect(abs(score - value) < 1e-6)
        }
    }

    @Test(arguments: [Float(0.01), 1, 100, 10_000])
    func `softmax scores sum to one at any scale`(scale: Float) {
        let scores = Scoring.softmax(logitScale: scale).probabilities(of: [-1, 0.3, 0.29, 1, 0])
        #expect(abs(scores.reduce(0, +) - 1) < 1e-6)
        #expect(scores.allSatisfy { $0.isFinite })
    }

    @Test func `logits are scaled, and shifted where there is a bias`() {
        #expect(Scoring.softmax(logitScale: 4).logits(of: [0.5, -1]) == [2, -4])
        #expect(Scoring.sigmoid(logitScale: 4, logitBias: -3).logits(of: [0.5, -1]) == [-1, -7])
    }

    @Test func `one label takes the whole softmax`() {
        #expect(Scoring.softmax(logitScale: 100).probabilities(of: [-0.4]) == [1])
        #expect(Scoring.softmax(logitScale: 100).probabilities(of: []) == [])
    }

    @Test func `sigmoid scores stand each on its own`() {
        // sigmoid(0) = 1/2, sigmoid(ln 3) = 3/4, sigmoid(-ln 3) = 1/4
        let ln3 = Float(log(3.0))
        let scoring = Scoring.sigmoid(logitScale: ln3 / 0.25, logitBias: -ln3)
        let scores = scoring.probabilities(of: [0.25, 0.5, 0])
        for (score, value) in zip(scores, [Float(0.5), 0.75, 0.25]) {
            #expect(abs(score - value) < 1e-6)
        }
        #expect(scoring.probabilities(of: [0.25]) == [scores[0]])
    }

    @Test func `far sigmoids are 0 and 1, never NaN`() {
        let scoring = Scoring.sigmoid(logitScale: 10_000, logitBias: 0)
        #expect(scoring.probabilities(of: [1, -1]) == [1, 0])
    }
}
