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
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(
            url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1",
            traits: ["FullFoundation"]
        ),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0", traits: []),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
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
        .target(
            name: "EmbeddingIndex",
            dependencies: [
                "ZeroShot",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
            ]
        ),
        .target(
            name: "ZeroShotServer",
            dependencies: [
                "ZeroShot", "ZeroShotHub", "ImageCodecs",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "DequeModule", package: "swift-collections"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Metrics", package: "swift-metrics"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "Yams", package: "Yams"),
            ],
            resources: [.copy("Resources")]
        ),
        .executableTarget(
            name: "ZeroShotCLI",
            dependencies: [
                "ZeroShot", "ZeroShotHub", "ZeroShotServer", "EmbeddingIndex", "ImageCodecs",
                "OneDNN",
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
        .testTarget(name: "EmbeddingIndexTests", dependencies: ["EmbeddingIndex", "ZeroShot"]),
        .testTarget(
            name: "ZeroShotServerTests",
            dependencies: [
                "ZeroShotServer", "ZeroShot", "ZeroShotHub", "TestServer",
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdTesting", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            resources: [.copy("Fixtures")]
        ),
        .testTarget(
            name: "ZeroShotCLITests",
            dependencies: [
                "ZeroShot", "ZeroShotCLI", "EmbeddingIndex", "TestServer",
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
