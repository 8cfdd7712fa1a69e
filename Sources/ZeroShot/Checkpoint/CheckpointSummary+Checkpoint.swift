extension Checkpoint {
    /// What a report says about this checkpoint.
    ///
    /// - Throws: ``CheckpointError`` when a file cannot be read for the fingerprint.
    public func summary() throws -> CheckpointSummary {
        CheckpointSummary(
            id: id,
            source: location.source.rawValue,
            revision: location.revision,
            family: family.rawValue,
            architecture: layout.architecture,
            resolution: layout.resolution,
            embeddingDimension: embeddingDimension,
            fingerprint: try fingerprint(),
            precision: precision.name
        )
    }
}
