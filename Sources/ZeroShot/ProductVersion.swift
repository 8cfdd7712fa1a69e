/// The version of zeroshot.
public enum ProductVersion {
    /// As `zeroshot --version` prints it.
    public static let current = "0.1.0"
}
