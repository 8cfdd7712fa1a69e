// swift-tools-version: 6.2

import PackageDescription

let package = Package(
    name: "zeroshot",
    targets: [
        .systemLibrary(name: "COneDNN", providers: [.apt(["libdnnl-dev"])]),
        .systemLibrary(name: "CVips", pkgConfig: "gobject-2.0", providers: [.apt(["libvips-dev"])]),
        .target(name: "CVipsShims", dependencies: ["CVips"]),
        .target(name: "OneDNN", dependencies: ["COneDNN"]),
        .target(name: "ImageCodecs", dependencies: ["CVipsShims"]),
        .testTarget(name: "OneDNNTests", dependencies: ["OneDNN"]),
        .testTarget(
            name: "ImageCodecsTests", dependencies: ["ImageCodecs"],
            resources: [.copy("Fixtures")]
        ),
    ]
)

for target in package.targets where target.type != .system {
    target.swiftSettings = [
        .strictMemorySafety(),
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
    ]
}
