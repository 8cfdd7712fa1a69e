/// Bounds of what is made before a tower is built, when no tensor's shape has yet shown that a size
/// in a configuration is not the model's.
///
/// They lie far above any published checkpoint, and low enough to be computed with.
enum SizeLimits {
    /// Of a picture's side in pixels; a picture of both takes 200 MB.
    static let imageSide = 4096
    /// Of a patch's side in pixels where a picture is a number of patches: 4096 of them are as much
    /// as the largest picture.
    static let patchSide = 64
    /// Of a prompt's tokens; every token is compared with every other.
    static let contextLength = 4096
}
