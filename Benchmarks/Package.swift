// swift-tools-version: 6.2

import PackageDescription

// A package of its own: what it measures needs no tests, and the product needs no benchmark.
let package = Package(
    name: "Benchmarks",
    dependencies: [.package(name: "zeroshot", path: "..")],
    targets: [
        .executableTarget(
            name: "tokenizer-loading",
            dependencies: [.product(name: "ZeroShot", package: "zeroshot")],
            path: "Sources/TokenizerLoading"
        ),
        .systemLibrary(name: "CDNNL", providers: [.apt(["libdnnl-dev"])]),
        .executableTarget(
            name: "ranking",
            dependencies: ["CDNNL", .product(name: "ZeroShot", package: "zeroshot")],
            path: "Sources/Ranking"
        ),
    ]
)
