internal import Foundation

/// The kernel that weighs source pixels when a picture is resized.
///
/// The raw value is Pillow's number for it, as preprocessor configurations store it.
package enum ResamplingFilter: Int, Sendable, CaseIterable {
    case nearest = 0
    case lanczos = 1
    case bilinear = 2
    case bicubic = 3
    case box = 4
    case hamming = 5

    /// Half the kernel's width, in output pixels when shrinking, in source pixels when enlarging.
    var support: Double {
        switch self {
        case .nearest, .box: 0.5
        case .bilinear, .hamming: 1
        case .bicubic: 2
        case .lanczos: 3
        }
    }

    /// The kernel's value at a signed distance from the centre, not yet normalised.
    ///
    /// Each expression keeps Pillow's order of operations, and for hamming its two constants of
    /// single precision, so that the last bit agrees. Source: `libImaging/Resample.c`.
    func weight(at distance: Double) -> Double {
        let x = abs(distance)
        switch self {
        case .nearest, .box:
            return distance > -0.5 && distance <= 0.5 ? 1 : 0
        case .bilinear:
            return x < 1 ? 1 - x : 0
        case .hamming:
            if x == 0 { return 1 }
            if x >= 1 { return 0 }
            let angle = x * Double.pi
            return sin(angle) / angle
                * (Double(0.54 as Float) + Double(0.46 as Float) * cos(angle))
        case .bicubic:
            // The sharpness that Pillow chose; OpenCV and torch use -0.75.
            let a = -0.5
            if x < 1 { return ((a + 2) * x - (a + 3)) * x * x + 1 }
            if x < 2 { return (((x - 5) * x + 8) * x - 4) * a }
            return 0
        case .lanczos:
            let isInside = distance >= -3 && distance < 3
            return isInside ? Self.sinc(distance) * Self.sinc(distance / 3) : 0
        }
    }

    private static func sinc(_ x: Double) -> Double {
        if x == 0 { return 1 }
        let angle = x * Double.pi
        return sin(angle) / angle
    }
}
