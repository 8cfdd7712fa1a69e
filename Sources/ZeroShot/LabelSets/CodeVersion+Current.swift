internal import OneDNN

extension CodeVersion {
    /// The code that runs here.
    public static let current = CodeVersion(
        zeroshot: ProductVersion.current, computation: PrototypeKey.computation,
        oneDNN: Engine.version, instructions: Engine.instructionSet
    )
}
