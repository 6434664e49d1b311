// swift-tools-version: 6.0
import Foundation
import PackageDescription

// Only libgmp-dev is required. FLINT (with Arb and Calcium) and libedit are used where their headers are found; what
// needs a missing one answers `unsupported` and names the package. NABLA_GMP_ONLY=1 builds as if all were absent.
let includeFolders = ["/usr/include", "/usr/local/include", "/opt/homebrew/include"]
let minimal = Context.environment["NABLA_GMP_ONLY"] == "1"
func installed(_ header: String) -> Bool {
  !minimal && includeFolders.contains { FileManager.default.fileExists(atPath: "\($0)/\(header)") }
}
let hasFLINT = installed("flint/flint.h") && (installed("arb.h") || installed("flint/arb.h"))
let arbIsApart = installed("arb.h")  // Debian 12 has Arb as a library of its own; FLINT 3 contains it.
let hasCalcium = hasFLINT && (installed("calcium/ca.h") || installed("flint/ca.h"))
let calciumIsApart = installed("calcium/ca.h")  // Calcium likewise.
let hasLibedit = installed("histedit.h")

let flintTargets: [Target] =
  hasFLINT
  ? [
    .systemLibrary(
      name: "CFLINT",
      providers: [.apt(["libflint-dev", "libflint-arb-dev", "libcalcium-dev"]), .brew(["flint"])])
  ] : []
let flintDependency: [Target.Dependency] = hasFLINT ? ["CFLINT"] : []
let flintSettings: [SwiftSetting] = hasFLINT ? [.define("NABLA_HAS_FLINT")] : []
let calciumSettings: [SwiftSetting] = hasCalcium ? [.define("NABLA_HAS_CALCIUM")] : []
let calciumLink: [LinkerSetting] =
  hasCalcium && calciumIsApart ? [.linkedLibrary("calcium")] : []
let flintLink: [LinkerSetting] =
  hasFLINT
  ? (arbIsApart ? [.linkedLibrary("flint-arb"), .linkedLibrary("flint")] : [.linkedLibrary("flint")])
  : []

let package = Package(
  name: "Nabla",
  platforms: [.macOS(.v15)],
  products: [
    .library(name: "Nabla", targets: ["Nabla"]),
    .executable(name: "nabla", targets: ["REPL"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-numerics", from: "1.0.3"),
  ],
  targets: flintTargets + [
    // Layer 0: C libraries.
    .systemLibrary(name: "CGMP", pkgConfig: "gmp", providers: [.apt(["libgmp-dev"]), .brew(["gmp"])]),
    .target(
      name: "CEdit",
      cSettings: hasLibedit ? [.define("NABLA_HAS_LIBEDIT")] : [],
      linkerSettings: hasLibedit ? [.linkedLibrary("edit")] : []),

    // Layer 1: containers, numbers and numeric functions.
    .target(name: "NablaContainers"),
    .target(name: "NablaNumbers", dependencies: ["CGMP"], linkerSettings: [.linkedLibrary("gmp")]),
    .target(
      name: "NablaKernels", dependencies: flintDependency, swiftSettings: flintSettings,
      linkerSettings: flintLink),
    // Layer 2: expressions, polynomials.
    .target(
      name: "NablaPolynomials", dependencies: ["NablaNumbers"] + flintDependency, swiftSettings: calciumSettings,
      linkerSettings: calciumLink + flintLink),
    .target(name: "NablaExpressions", dependencies: ["NablaContainers", "NablaKernels", "NablaNumbers"]),

    // Layer 3: what is done with expressions. None of these imports another.
    .target(name: "NablaSyntax", dependencies: ["NablaContainers", "NablaExpressions", "NablaNumbers"]),
    .target(name: "NablaCalculus", dependencies: ["NablaContainers", "NablaExpressions", "NablaNumbers"]),
    .target(
      name: "NablaEvaluation",
      dependencies: ["NablaContainers", "NablaExpressions", "NablaKernels", "NablaNumbers"]),
    .target(name: "NablaTypesetting", dependencies: ["NablaExpressions"]),
    .target(
      name: "NablaSimplification",
      dependencies: ["NablaExpressions", "NablaNumbers", "NablaPolynomials"], swiftSettings: calciumSettings),

    // Layer 4: derivatives judged by values, and those by whole arrays.
    .target(
      name: "NablaChecking",
      dependencies: [
        "NablaCalculus", "NablaEvaluation", "NablaExpressions", "NablaKernels", "NablaNumbers", "NablaPolynomials",
        "NablaSimplification",
      ]),
    .target(
      name: "NablaArrays",
      dependencies: [
        "NablaCalculus", "NablaExpressions", "NablaNumbers", "NablaSimplification", "NablaSyntax", "NablaTypesetting",
      ]),

    // Layer 5: why slopes are what they are, and descent along them.
    .target(
      name: "NablaDescent",
      dependencies: [
        "NablaCalculus", "NablaChecking", "NablaEvaluation", "NablaExpressions", "NablaKernels", "NablaNumbers",
        "NablaPolynomials", "NablaSimplification",
      ], swiftSettings: calciumSettings),

    // Layer 6: what `import Nabla` gives.
    .target(
      name: "Nabla",
      dependencies: [
        "NablaArrays", "NablaCalculus", "NablaChecking", "NablaDescent", "NablaEvaluation", "NablaExpressions",
        "NablaNumbers",
        "NablaSimplification", "NablaSyntax", "NablaTypesetting",
        .product(name: "RealModule", package: "swift-numerics"),
      ]),

    // Layer 7: commands and the line protocol, without a terminal.
    .target(
      name: "NablaSession",
      dependencies: [
        "Nabla", "NablaArrays", "NablaContainers", "NablaExpressions", "NablaNumbers", "NablaSyntax",
        "NablaTypesetting",
      ]),

    // Layer 8: the program.
    .executableTarget(
      name: "REPL",
      dependencies: [
        "CEdit", "Nabla", "NablaKernels", "NablaSession",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      path: "REPL"),

    // What the library is used for, in programs of a page; no product, so that nobody else builds them.
    .executableTarget(name: "Examples", dependencies: ["Nabla"], path: "Examples"),

    // What tests share: seeded generators, sizes, samples of functions from their rows.
    .target(
      name: "NablaTestSupport", dependencies: ["Nabla", "NablaExpressions", "NablaKernels"],
      path: "Tests/NablaTestSupport"),

    .testTarget(name: "NablaNumbersTests", dependencies: ["NablaNumbers", "NablaTestSupport", "CGMP"]),
    .testTarget(
      name: "NablaKernelsTests", dependencies: ["NablaKernels", "NablaTestSupport"] + flintDependency,
      swiftSettings: flintSettings),
    .testTarget(
      name: "NablaExpressionsTests",
      dependencies: ["Nabla", "NablaExpressions", "NablaKernels", "NablaTestSupport"]),
    .testTarget(name: "NablaSimplificationTests", dependencies: ["Nabla", "NablaKernels", "NablaTestSupport"]),
    .testTarget(name: "NablaSyntaxTests", dependencies: ["Nabla", "NablaTestSupport"]),
    .testTarget(
      name: "NablaArraysTests",
      dependencies: ["Nabla", "NablaArrays", "NablaCalculus", "NablaSession", "NablaTestSupport"],
      exclude: ["identities.txt"]),
    .testTarget(
      name: "NablaCalculusTests", dependencies: ["Nabla", "NablaExpressions", "NablaKernels", "NablaTestSupport"]),
    .testTarget(
      name: "NablaTypesettingTests", dependencies: ["Nabla", "NablaTestSupport"],
      exclude: ["latex.golden", "automatic.golden", "pictures.golden", "markup.golden"]),
    .testTarget(
      name: "NablaEvaluationTests",
      dependencies: [
        "Nabla", "NablaEvaluation", "NablaExpressions", "NablaKernels", "NablaNumbers", "NablaTestSupport",
        .product(name: "RealModule", package: "swift-numerics"),
      ]),
    .testTarget(
      name: "NablaCheckingTests",
      dependencies: ["Nabla", "NablaEvaluation", "NablaExpressions", "NablaKernels", "NablaTestSupport"]
        + flintDependency,
      swiftSettings: flintSettings),
    .testTarget(name: "NablaDescentTests", dependencies: ["Nabla", "NablaSession", "NablaTestSupport"]),
    .testTarget(
      name: "NablaSessionTests",
      dependencies: ["Nabla", "NablaExpressions", "NablaKernels", "NablaSession", "NablaTestSupport"]),
    .testTarget(
      name: "ProjectTests", dependencies: ["Examples", "Nabla", "NablaKernels", "NablaSession"],
      swiftSettings: flintSettings),
  ],
  swiftLanguageModes: [.v6]
)
