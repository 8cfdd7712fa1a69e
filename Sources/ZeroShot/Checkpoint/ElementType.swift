/// How a stored tensor's elements are encoded; the raw value is the safetensors name.
package enum ElementType: String, Sendable, CaseIterable {
    case float64 = "F64"
    case float32 = "F32"
    case float16 = "F16"
    case bfloat16 = "BF16"
    case int64 = "I64"
    case int32 = "I32"
    case int16 = "I16"
    case int8 = "I8"
    case uint64 = "U64"
    case uint32 = "U32"
    case uint16 = "U16"
    case uint8 = "U8"
    case bool = "BOOL"
    case float8E4M3 = "F8_E4M3"
    case float8E5M2 = "F8_E5M2"

    /// Bytes of one element.
    package var size: Int {
        switch self {
        case .float64, .int64, .uint64: 8
        case .float32, .int32, .uint32: 4
        case .float16, .bfloat16, .int16, .uint16: 2
        case .int8, .uint8, .bool, .float8E4M3, .float8E5M2: 1
        }
    }
}

/// The value of an IEEE half-precision bit pattern, exact.
///
/// Arithmetic on the bits instead of `Float16`, whose conversion is a library call per element on
/// processors that the compiler may not assume F16C of; this form vectorises everywhere.
@inline(__always)
func float(halfBits bits: UInt16) -> Float {
    let magnitude = UInt32(bits & 0x7FFF) << 13
    let sign = UInt32(bits & 0x8000) << 16
    // 2^112 moves the exponent from half's bias to single's; subnormals come out right as well.
    let scaled = (Float(bitPattern: magnitude) * 0x1p112).bitPattern
    let infinityOrNaN: UInt32 = (bits & 0x7C00) == 0x7C00 ? 0x7F80_0000 : 0
    return Float(bitPattern: scaled | infinityOrNaN | sign)
}

/// The value of a bfloat16 bit pattern, exact: it is the upper half of a single.
@inline(__always)
func float(bfloatBits bits: UInt16) -> Float {
    Float(bitPattern: UInt32(bits) << 16)
}
