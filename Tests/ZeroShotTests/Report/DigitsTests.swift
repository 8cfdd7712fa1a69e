import Foundation
import Testing

@testable import ZeroShot

struct DigitsTests {
    /// Values whose decimals end in a 5 that is exact in binary, and values around them.
    @Test func `values are rounded as printf rounds them`() {
        var numbers = RandomNumbers(seed: 11)
        let random = numbers.floats(2000).flatMap { [$0, $0 * 1e-4, $0 * 1e3, $0 * 3e7] }
        let ties: [Float] = [
            0, -0.0, 0.5, 1.5, 2.5, -0.5, 0.125, 0.375, 0.0625, -0.03125, 0.99951171875, 9.9995,
            0.0005, -0.0004, 1e-10, 12_345.678, 16_777_216, .greatestFiniteMagnitude, .infinity,
            -.infinity, .leastNonzeroMagnitude,
        ]
        for value in ties + random {
            for digits in 0...8 {
                #expect(
                    value.text(digits: digits) == String(format: "%.\(digits)f", Double(value)))
            }
        }
        #expect(Float.nan.text(digits: 3).lowercased() == String(format: "%.3f", Double.nan))
    }
}
