import Testing

@testable import ZeroShot

struct HeldOutFitTests {
    @Test func `halves share every answer, and hold every image once`() {
        let answers: [Int?] = (0..<40).map { $0 % 4 } + [nil, nil, nil] + [9, 8, 7, 6]
        let (first, second) = HeldOutFit.halves(of: answers)
        #expect((first + second).sorted() == Array(answers.indices))
        for answer in [0, 1, 2, 3] {
            #expect(first.filter { answers[$0] == answer }.count == 5)
        }
        #expect((1...2).contains(first.filter { answers[$0] == nil }.count))
        // Classes of one image do not all lie in one half.
        #expect((1...3).contains(first.filter { (answers[$0] ?? 0) > 5 }.count))
    }

    @Test func `the same images are always split in the same way`() {
        let answers: [Int?] = (0..<30).map { $0 % 3 }
        #expect(HeldOutFit.halves(of: answers) == HeldOutFit.halves(of: answers))
        #expect(HeldOutFit.halves(of: answers).first != Array(0..<15))
    }

    /// The first place leads by 0.1, right on three of four: its probability is 1 / (1 + e^-(scale
    /// / 10)), and the lesson's scale of ln 3 * 10 makes it 0.75.
    @Test func `each half is judged by what the other taught`() throws {
        let answers: [Int?] = [0, 0, 0, 1, 0, 0, 0, 1, nil, nil]
        let similarities = answers.map { _ in [Float(0.3), 0.2] }
        var taught: [[Int]] = []
        let fit = HeldOutFit(
            similarities: similarities, answers: answers, labels: ["a", "b"],
            scoring: .softmax(logitScale: 100)
        ) { rows in
            taught.append(rows)
            return .init(scoring: .softmax(logitScale: 10.986123)) { row in
                #expect(!rows.contains(row), "an image is judged by what it taught")
                return row < 8
            }
        }
        #expect(taught.count == 2)
        #expect(fit.answered == Proportion(8, of: 10))
        #expect(fit.rightAmongAnswered == Proportion(6, of: 8))
        #expect(fit.rightAmongAll == Proportion(6, of: 10))
        #expect(try #require(fit.after.expectedCalibrationError) < 1e-6)
        #expect(abs(try #require(fit.before.expectedCalibrationError) - 0.24995) < 1e-4)
    }
}
