// swift-tools-version: 6.2

import PackageDescription

let package = Package(
    name: "zeroshot",
    products: [
        .library(name: "ZeroShot", targets: ["ZeroShot"]),
        .library(name: "ZeroShotHub", targets: ["ZeroShotHub"]),
        .executable(name: "zeroshot", targets: ["ZeroShotCLI"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
    ],
    targets: [
        .systemLibrary(name: "COneDNN", providers: [.apt(["libdnnl-dev"])]),
        .systemLibrary(name: "CVips", pkgConfig: "gobject-2.0", providers: [.apt(["libvips-dev"])]),
        .target(name: "CVipsShims", dependencies: ["CVips"]),
        .target(name: "OneDNN", dependencies: ["COneDNN"]),
        .target(name: "ImageCodecs", dependencies: ["CVipsShims"]),
        .target(name: "BundledCheckpoints", path: "Checkpoints", resources: [.copy("demo")]),
        .target(
            name: "ZeroShot",
            dependencies: [
                "OneDNN", "ImageCodecs", "BundledCheckpoints",
                .product(name: "Crypto", package: "swift-crypto"),
            ],
            resources: [.copy("Resources")]
        ),
        .target(
            name: "Fetch",
            dependencies: [
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ]
        ),
        .target(
            name: "ZeroShotHub",
            dependencies: [
                "ZeroShot", "Fetch", .product(name: "Crypto", package: "swift-crypto"),
            ]
        ),
        .executableTarget(
            name: "ZeroShotCLI",
            dependencies: [
                "ZeroShot", "ZeroShotHub", "ImageCodecs", "OneDNN",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]
        ),
        .testTarget(name: "OneDNNTests", dependencies: ["OneDNN"]),
        .testTarget(
            name: "ImageCodecsTests", dependencies: ["ImageCodecs"],
            resources: [.copy("Fixtures")]
        ),
        .testTarget(
            name: "ZeroShotTests", dependencies: ["ZeroShot", "OneDNN", "ImageCodecs"],
            resources: [.copy("Fixtures")]
        ),
        .target(
            name: "TestServer",
            dependencies: [
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ],
            path: "Tests/TestServer"
        ),
        .testTarget(
            name: "FetchTests",
            dependencies: [
                "Fetch", "ZeroShotHub", "TestServer",
                .product(name: "NIOCore", package: "swift-nio"),
            ]
        ),
        .testTarget(
            name: "ZeroShotHubTests",
            dependencies: [
                "Fetch", "ZeroShot", "ZeroShotHub", "TestServer",
                .product(name: "Crypto", package: "swift-crypto"),
            ]
        ),
        .testTarget(
            name: "ZeroShotCLITests",
            dependencies: [
                "ZeroShot", "ZeroShotCLI", "TestServer",
                .product(name: "Crypto", package: "swift-crypto"),
            ]
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
