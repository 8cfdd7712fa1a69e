/// How well a number tells two groups of images apart.
package enum Separation {
    /// The chance that a member of `high` has the higher number when one is drawn from each group,
    /// ties counted half (the area under the ROC curve, 0...1); nil when a group is empty.
    static func areaUnderROC(high: [Float], low: [Float]) -> Double? {
        guard !high.isEmpty, !low.isEmpty else { return nil }
        let all = (high.map { ($0, true) } + low.map { ($0, false) }).sorted { $0.0 < $1.0 }
        var wins = 0.0
        var lowBefore = 0
        var start = 0
        while start < all.count {
            let tied = all[start...].prefix { $0.0 == all[start].0 }
            let tiedHigh = tied.reduce(0) { $0 + ($1.1 ? 1 : 0) }
            let tiedLow = tied.count - tiedHigh
            wins += Double(tiedHigh) * (Double(lowBefore) + Double(tiedLow) / 2)
            lowBefore += tiedLow
            start += tied.count
        }
        return wins / (Double(high.count) * Double(low.count))
    }
}
