public import ArgumentParser
public import ZeroShot

// The library's choices as values of options.

extension ReportFormat: ExpressibleByArgument {}

extension ClassPrototypes.Averaging: ExpressibleByArgument {}

extension DecodingMode: ExpressibleByArgument {}

extension ParityMode: ExpressibleByArgument {}

extension PromptWeights: ExpressibleByArgument {}

extension TowerPrecision: ExpressibleByArgument {}
