import Foundation
import Testing

@testable import ZeroShot

struct ExponentialTests {
    private static func powers(_ exponents: [Float]) -> [Float] {
        stride(from: 0, to: exponents.count, by: 16).flatMap { start in
            let powers = SIMD16(exponents.span, at: start).powersOfTwo()
            return powers.indices.map { powers[$0] }
        }
    }

    @Test func `powers of two are within 3e-7 down to where float32 ends`() {
        // Steps of 1/128 meet whole numbers and the halves between, where the rounding changes.
        let exponents = (0..<16_000).map { -Float($0) / 128 }
        for (power, exponent) in zip(Self.powers(exponents), exponents) {
            let error = abs(Double(power) / exp2(Double(exponent)) - 1)
            #expect(error < 3e-7, "2^\(exponent) is \(power), \(error) off")
        }
    }

    @Test func `whole numbers have exact powers`() {
        let exponents = (0..<112).map { -Float($0) }
        #expect(Self.powers(exponents) == exponents.map { exp2($0) })
    }

    @Test func `far below there is next to nothing, and never something that is no number`() {
        let exponents: [Float] = [-126, -1000, -1e10, -.greatestFiniteMagnitude, -.infinity]
        let powers = Self.powers(exponents + Array(repeating: -125, count: 11))
        #expect(powers.allSatisfy { $0 == 0x1p-125 })
    }
}
