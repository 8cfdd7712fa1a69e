// swift-tools-version: 6.2

import PackageDescription

let package = Package(
    name: "zeroshot",
    targets: [
        .systemLibrary(name: "COneDNN", providers: [.apt(["libdnnl-dev"])]),
        .target(name: "OneDNN", dependencies: ["COneDNN"]),
        .testTarget(name: "OneDNNTests", dependencies: ["OneDNN"]),
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
