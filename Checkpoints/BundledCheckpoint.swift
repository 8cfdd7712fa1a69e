/// A checkpoint that ships with the product; its raw value is the name a caller gives.
///
/// The folder of that name stands beside this file, and the package manager copies it beside the
/// binaries.
package enum BundledCheckpoint: String, CaseIterable, Sendable {
    case demo
}
