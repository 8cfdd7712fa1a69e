import Foundation
import OneDNN

/// Every kernel as plain loops in double precision.
enum Reference {
    static func activate(_ x: Double, _ activation: Activation?) -> Double {
        switch activation {
        case nil: x
        case .quickGELU: x / (1 + exp(-1.702 * x))
        case .gelu: x * 0.5 * (1 + erf(x / 2.0.squareRoot()))
        case .geluTanh:
            x * 0.5 * (1 + tanh((2 / Double.pi).squareRoot() * (x + 0.044715 * x * x * x)))
        case .relu: max(x, 0)
        }
    }

    /// `activation(x Wᵀ + b + residual)` with weights `[N, K]`.
    static func linear(
        _ x: [Float], weights: [Float], bias: [Float]?, residual: [Float]? = nil,
        activation: Activation? = nil, inputs: Int, outputs: Int
    ) -> [Double] {
        let rows = x.count / inputs
        var result: [Double] = []
        for row in 0..<rows {
            for output in 0..<outputs {
                var sum = bias.map { Double($0[output]) } ?? 0
                for input in 0..<inputs {
                    sum +=
                        Double(x[row * inputs + input]) * Double(weights[output * inputs + input])
                }
                sum += residual.map { Double($0[row * outputs + output]) } ?? 0
                result.append(activate(sum, activation))
            }
        }
        return result
    }

    static func layerNorm(
        _ x: [Float], gain: [Float], bias: [Float], epsilon: Double
    ) -> [Double] {
        rows(of: x, width: gain.count).flatMap { row in
            let mean = row.reduce(0, +) / Double(row.count)
            let variance = row.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(row.count)
            return row.indices.map { index in
                (row[index] - mean) / (variance + epsilon).squareRoot() * Double(gain[index])
                    + Double(bias[index])
            }
        }
    }

    static func softmax(_ row: [Double]) -> [Double] {
        let largest = row.max() ?? 0
        let powers = row.map { exp($0 - largest) }
        let sum = powers.reduce(0, +)
        return powers.map { $0 / sum }
    }

    static func rows(of values: [Float], width: Int) -> [[Double]] {
        stride(from: 0, to: values.count, by: width).map { start in
            values[start..<start + width].map { Double($0) }
        }
    }

    /// Attention with dense queries `[B, Tq, D]`, keys and values `[B, Tk, D]`; `visible` says
    /// whether the query of an item sees the key.
    static func attention(
        _ q: Tensor, _ k: Tensor, _ v: Tensor, heads: Int,
        visible: (_ item: Int, _ query: Int, _ key: Int) -> Bool
    ) -> [Double] {
        let (items, queries, width) = (q.shape[0], q.shape[1], q.shape[2])
        let keys = k.shape[1]
        let size = width / heads
        let (qv, kv, vv) = (q.values, k.values, v.values)
        var result = [Double](repeating: 0, count: items * queries * width)
        for item in 0..<items {
            for head in 0..<heads {
                for query in 0..<queries {
                    let row = (item * queries + query) * width + head * size
                    let seen = (0..<keys).filter { visible(item, query, $0) }
                    let scores = seen.map { key in
                        let keyRow = (item * keys + key) * width + head * size
                        let product = (0..<size).reduce(0.0) {
                            $0 + Double(qv[row + $1]) * Double(kv[keyRow + $1])
                        }
                        return product / Double(size).squareRoot()
                    }
                    for (key, weight) in zip(seen, softmax(scores)) {
                        let valueRow = (item * keys + key) * width + head * size
                        for column in 0..<size {
                            result[row + column] += weight * Double(vv[valueRow + column])
                        }
                    }
                }
            }
        }
        return result
    }

    /// A convolution over `[B, H, W, I]` with weights `[O, I, kh, kw]`, before any activation.
    static func convolution(
        _ x: Tensor, _ weights: [Float], shape: Shape, bias: [Float], stride: Int, padding: Int
    ) -> [Double] {
        let (items, height, width, inputs) = (x.shape[0], x.shape[1], x.shape[2], x.shape[3])
        let (outputs, kernelHeight, kernelWidth) = (shape[0], shape[2], shape[3])
        let values = x.values
        var result: [Double] = []
        for item in 0..<items {
            for top in Swift.stride(
                from: -padding, through: height + padding - kernelHeight, by: stride)
            {
                for left in Swift.stride(
                    from: -padding, through: width + padding - kernelWidth, by: stride)
                {
                    for output in 0..<outputs {
                        var sum = Double(bias[output])
                        for y in max(top, 0)..<min(top + kernelHeight, height) {
                            for x in max(left, 0)..<min(left + kernelWidth, width) {
                                for input in 0..<inputs {
                                    let pixel = (item * height + y) * width + x
                                    let row = (output * inputs + input) * kernelHeight + y - top
                                    sum +=
                                        Double(values[pixel * inputs + input])
                                        * Double(weights[row * kernelWidth + x - left])
                                }
                            }
                        }
                        result.append(sum)
                    }
                }
            }
        }
        return result
    }

    static func averagePool(_ x: Tensor, kernel: Int, stride: Int) -> [Double] {
        let channels = x.shape[3]
        // A pool is the convolution with equal weights from every channel to itself.
        var weights = [Float](repeating: 0, count: channels * channels * kernel * kernel)
        for channel in 0..<channels {
            let start = (channel * channels + channel) * kernel * kernel
            for index in start..<start + kernel * kernel { weights[index] = 1 }
        }
        return convolution(
            x, weights, shape: [channels, channels, kernel, kernel],
            bias: [Float](repeating: 0, count: channels), stride: stride, padding: 0
        ).map { $0 / Double(kernel * kernel) }
    }
}
