// Arguments for the functions of the catalogue: inside their domains, away from kinks, jumps and poles.

import Foundation
import Nabla
import NablaKernels

/// The real power x^(p/q), by the system's own.
func realPower(_ x: Double, _ p: Int, _ q: Int) -> Double {
  p % q == 0 ? pow(x, Double(p / q)) : x < 0 ? .nan : pow(x, Double(p) / Double(q))
}

/// A function of the catalogue with a number of arguments.
struct SampledFunction: Sendable, CustomStringConvertible {
  let row: FunctionRow
  let arity: Int

  /// Every row, with each number of arguments up to four that it takes; but stopGradient, whose derivative is no slope.
  static let all: [SampledFunction] = Catalogue.all.filter { $0.id != .stopGradient }.flatMap { row in
    (row.arity.lowerBound...min(4, row.arity.upperBound)).map { SampledFunction(row: row, arity: $0) }
  }

  var description: String { "\(row.name) of \(arity)" }

  func callAsFunction(_ x: [Double]) -> Double {
    if row.id == .log && x.count == 2 { return Foundation.log(x[1]) / Foundation.log(x[0]) }
    switch row.kernel.row.form {
    case .unary(let function): return function.scalar(x[0])
    case .binary(let function): return function(x[0], x[1])
    case .variadic(let function): return function(x)
    case .fractional: return .nan
    }
  }

  /// How far the nearest kink, jump, pole or edge of the domain is; nil outside the domain.
  func room(around x: [Double]) -> Double? {
    func toMultiple(of period: Double, from offset: Double) -> Double {
      let turns = (x[0] - offset) / period
      return (turns - turns.rounded()).magnitude * period
    }
    switch row.id {
    case .log where x.count == 2: return x[0] > 0 && x[1] > 0 ? min(x[0], (x[0] - 1).magnitude, x[1]) : nil
    case .log, .sqrt: return x[0] > 0 ? x[0] : nil
    case .cbrt, .abs, .sign, .heaviside, .relu: return x[0].magnitude
    case .floor: return toMultiple(of: 1, from: 0)
    case .tan, .sec: return toMultiple(of: .pi, from: .pi / 2)
    case .cot, .csc: return toMultiple(of: .pi, from: 0)
    case .acosh: return x[0] > 1 ? x[0] - 1 : nil
    case .asinh: return max(1, x[0].magnitude)
    case .asin, .acos, .atanh: return x[0].magnitude < 1 ? 1 - x[0].magnitude : nil
    case .atan2: return x[1] > 0 ? (x[0] * x[0] + x[1] * x[1]).squareRoot() : x[0].magnitude
    case .atan, .tanh: return max(1, x[0].magnitude)
    case .sigmoid: return .pi
    case .max, .min, .maxShare, .minShare:
      // A step in one argument changes its differences from the others.
      var gap = Double.infinity
      for i in x.indices {
        for j in 0..<i { gap = Swift.min(gap, (x[i] - x[j]).magnitude) }
      }
      return gap
    default: return callAsFunction(x).isFinite ? .infinity : nil
    }
  }

  /// Arguments of moderate size with some room around them, and the room.
  func sample(_ generator: inout SeededGenerator) -> (arguments: [Double], room: Double) {
    while true {
      let reach: Double = [1, 3, 12][Int.random(in: 0..<3, using: &generator)]
      let x = (0..<arity).map { _ in generator.number(in: -reach...reach) }
      if let room = room(around: x), room > 1e-3 { return (x, room) }
    }
  }
}
