// swift-tools-version: 6.0
import PackageDescription

// `MienCore` and `MienCoreFFI` are generated: `cargo xtask bindings` writes them to target/bindings/swift of the clone, and
// the links in Sources lead there. `cargo xtask swift` builds and tests everything against the shared library.
let package = Package(
    name: "MienSwift",
    platforms: [.iOS(.v16), .macOS(.v13)],
    products: [
        .library(name: "Mien", targets: ["Mien"]),
        .library(name: "MienTesting", targets: ["MienTesting"]),
    ],
    targets: [
        .systemLibrary(name: "MienCoreFFI"),
        // Generated code, in the language mode that its generator writes for.
        .target(
            name: "MienCore", dependencies: ["MienCoreFFI"],
            swiftSettings: [.swiftLanguageMode(.v5)],
            linkerSettings: [.linkedLibrary("mien_ffi")]
        ),
        .target(name: "Mien", dependencies: ["MienCore"]),
        // The other side of a journey, for tests only: the sandbox, a browser, recorded frames.
        .target(name: "MienTesting", dependencies: ["Mien"]),
        .testTarget(name: "MienTests", dependencies: ["Mien", "MienTesting"]),
        .testTarget(name: "MienXTests", dependencies: ["Mien"]),
    ]
)
