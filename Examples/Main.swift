// swift run -c release Examples NAME… runs the examples of these names, or lists them; `--quick` takes small sizes.

import Nabla

/// A program that shows one use of the library.
protocol Example: Sendable {
  /// What is given to find it.
  static var name: String { get }
  /// Runs it and tells what came out; small sizes where `quick`.
  static func run(quick: Bool) throws -> [String]
}

@main
enum Examples {
  static let all: [any Example.Type] = [
    LinearRegression.self, LogisticRegression.self, TwoLayerNetwork.self, RecurrentNetwork.self, Rosenbrock.self,
    GaussianLikelihood.self, BlackScholes.self, DensityFunctional.self, DocumentGenerator.self, GradientServer.self,
  ]

  static func main() throws {
    let arguments = CommandLine.arguments.dropFirst()
    let quick = arguments.contains("--quick")
    let names = arguments.filter { $0 != "--quick" }
    if names.isEmpty { print("examples: \(all.map { $0.name }.joined(separator: ", "))") }
    for example in all where names.contains(example.name) {
      for line in try example.run(quick: quick) { print("\(example.name): \(line)") }
    }
  }
}

/// Numbers that look random and are the same everywhere.
struct Noise {
  private var state: UInt64 = 0x9E37_79B9_7F4A_7C15

  /// A number in −1 ..< 1.
  mutating func next() -> Double {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Double(state >> 11) / 0x1p52 - 1
  }
}

extension Double {
  /// With so many digits behind the point.
  func text(_ digits: Int) -> String {
    var scale = 1.0
    for _ in 0..<digits { scale *= 10 }
    return "\((self * scale).rounded() / scale + 0)"
  }
}

/// Solves a·x = b for a symmetric positive definite matrix, by elimination.
func solve(_ a: [[Double]], _ b: [Double]) -> [Double] {
  var (a, b) = (a, b)
  let n = b.count
  for k in 0..<n {
    for i in (k + 1)..<max(n, k + 1) {
      let factor = a[i][k] / a[k][k]
      for j in k..<n { a[i][j] -= factor * a[k][j] }
      b[i] -= factor * b[k]
    }
  }
  for k in (0..<n).reversed() {
    for j in (k + 1)..<max(n, k + 1) { b[k] -= a[k][j] * b[j] }
    b[k] /= a[k][k]
  }
  return b
}
