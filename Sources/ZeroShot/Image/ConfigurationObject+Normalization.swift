extension ConfigurationObject {
    /// Mean and deviation: three numbers each, or one for all channels.
    func normalization(
        mean: String, standardDeviation: String,
        default standard: PreprocessorConfiguration.Normalization
    ) throws -> PreprocessorConfiguration.Normalization {
        let deviations = try channels(standardDeviation, default: standard.standardDeviation)
        if deviations.contains(0) {
            throw wrong(
                standardDeviation, value(standardDeviation) ?? .null,
                expected: "numbers other than zero, since pixels are divided by them"
            )
        }
        return PreprocessorConfiguration.Normalization(
            mean: try channels(mean, default: standard.mean), standardDeviation: deviations
        )
    }

    private func channels(_ key: String, default standard: [Double]) throws -> [Double] {
        guard let value = value(key) else { return standard }
        if let number = value.number { return [number, number, number] }
        guard case .array(let elements) = value, elements.count == 3 else {
            throw wrong(key, value, expected: "three numbers, one for each channel")
        }
        return try elements.map { element in
            guard let number = element.number else {
                throw wrong(key, value, expected: "three numbers, one for each channel")
            }
            return number
        }
    }
}
