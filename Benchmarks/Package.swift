// swift-tools-version: 6.0
import PackageDescription

// A package of its own, so that what it needs is nobody else's dependency.
let package = Package(
  name: "NablaBenchmarks",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "Nabla", path: "..")],
  targets: [
    .executableTarget(
      name: "nabla-bench", dependencies: [.product(name: "Nabla", package: "Nabla")], path: "Sources/NablaBench")
  ],
  swiftLanguageModes: [.v6]
)
