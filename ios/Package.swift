// swift-tools-version: 6.0
import PackageDescription

// What the app is made of, but for its views: those are in App, which Xcode builds (Mien.xcodeproj) and `check-views`
// type-checks where there is no Xcode. The bindings come from the neighbour; see its Package.swift.
let package = Package(
    name: "MienApp",
    defaultLocalization: "en",
    platforms: [.iOS(.v16), .macOS(.v13)],
    products: [.library(name: "MienApp", targets: ["MienFlow", "MienDevice"])],
    dependencies: [.package(name: "MienSwift", path: "../bindings/swift")],
    targets: [
        // Screens as a pure function, their words, and the runner that moves the core. Runs everywhere.
        .target(name: "MienFlow", dependencies: [.product(name: "Mien", package: "MienSwift")]),
        // Keychain, Secure Enclave, camera: compiled where Apple's modules are.
        .target(name: "MienDevice", dependencies: ["MienFlow", .product(name: "Mien", package: "MienSwift")]),
        .testTarget(
            name: "MienFlowTests", dependencies: ["MienFlow", "MienDevice", .product(name: "MienTesting", package: "MienSwift")]
        ),
        .testTarget(name: "MienFlowXTests", dependencies: ["MienFlow"]),
    ]
)
