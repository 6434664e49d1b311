// Arguments for the functions of the catalogue, from their rows: inside their domains, away from kinks, jumps and poles.

import Nabla
import NablaExpressions
import NablaKernels

/// A function of the catalogue with a number of arguments, behind its order where it has one.
package struct SampledFunction: Sendable, CustomStringConvertible {
  package let row: FunctionRow
  package let order: Int?
  package let arity: Int

  /// Every row, with each number of arguments up to four that it takes; but what derivatives take as a constant, whose
  /// derivative is no slope.
  package static let all: [SampledFunction] = Catalogue.all.filter {
    !$0.isConstantForDerivatives && $0.hasValues
  }.flatMap { row in
    if let orders = row.orders {
      return [0, 1, 2, 3, -1, -2].filter(orders.contains).map {
        SampledFunction(row: row, arity: row.arity.lowerBound - 1, order: $0)
      }
    }
    return (row.arity.lowerBound...min(4, row.arity.upperBound)).map { SampledFunction(row: row, arity: $0) }
  }

  /// Those whose values take well under a microsecond, and those that are rounded from enclosures, a hundred times slower.
  package static let quick = all.filter { !$0.row.kernel.row.isRounded }
  package static let slow = all.filter { $0.row.kernel.row.isRounded }

  /// One of all, the slow ones in one case of sixty.
  package static func random(_ generator: inout SeededGenerator) -> SampledFunction {
    let functions = Int.random(in: 0..<60, using: &generator) == 0 && !slow.isEmpty ? slow : quick
    return functions[Int.random(in: 0..<functions.count, using: &generator)]
  }

  /// Each in its turn; a slow one every 25th time only.
  package static func inTurn(_ turn: Int) -> SampledFunction {
    turn % 25 == 24 && !slow.isEmpty ? slow[turn / 25 % slow.count] : quick[(turn / 25 * 24 + turn % 25) % quick.count]
  }

  package init(row: FunctionRow, arity: Int, order: Int? = nil) {
    self.row = row
    self.arity = arity
    self.order = order
  }

  package var description: String { "\(row.name) of \(order.map { "order \($0)" } ?? "\(arity)")" }

  /// The function applied.
  package func call(_ arguments: [Expr]) throws -> Expr {
    try Expr.call(row.id, (order.map { [Expr($0)] } ?? []) + arguments)
  }

  /// The value by its kernel; NaN, or infinite at a pole, where there is none.
  package func callAsFunction(_ x: [Double]) -> Double {
    let x = (order.map { [Double($0)] } ?? []) + x
    switch row.kernel.row.form {
    case .unary(let function):
      if x.count == 1 { return function.scalar(x[0]) }
      // The one function of one number that takes two arguments.
      precondition(row.id == .log && x.count == 2)
      return function.scalar(x[1]) / function.scalar(x[0])
    case .binary(let function): return function(x[0], x[1])
    case .variadic(let function): return function(x)
    case .fractional: return .nan
    }
  }

  /// How far the nearest kink, jump, pole or edge of the domain is, at least; nil outside the domain.
  package func room(around x: [Double]) -> Double? {
    if row.kernel == .log && x.count == 2 {
      return x[0] > 0 && x[1] > 0 ? min(x[0], (x[0] - 1).magnitude, x[1]) : nil
    }
    var room: Double
    switch row.domain {
    case .all: room = .infinity
    case .interval(let interval):
      let low = interval.low.map { x[x.count - 1] - $0.double } ?? .infinity
      let high = interval.high.map { $0.double - x[x.count - 1] } ?? .infinity
      room = min(low, high)
    case .nonzero(let function):
      // Sines and cosines change no faster than their argument.
      precondition(function == .sin || function == .cos)
      room = SampledFunction(row: Catalogue.row(function), arity: 1)(x).magnitude
    case .off(let pole): room = (x[x.count - 1] - pole.nearestDouble).magnitude
    case .positive: room = x.min() ?? 0
    case .offNonpositiveIntegers:
      let u = x[x.count - 1]
      room = u > 0 ? u : (u - u.rounded()).magnitude
    case .beyondOne: room = x[0].magnitude - 1
    case .offOrigin: room = (x[0] * x[0] + x[1] * x[1]).squareRoot()
    }
    switch row.slope {
    case .everywhere, .insideDomain: break
    case .offZero, .kinkAtZero: room = min(room, x[0].magnitude)
    case .kinkAtIntegers: room = min(room, (x[0] - x[0].rounded()).magnitude)
    case .offNegativeAxis: room = x[1] > 0 ? room : x[0].magnitude
    case .kinkAtTies:
      // A step in one argument changes its differences from the others.
      for i in x.indices {
        for j in 0..<i { room = min(room, (x[i] - x[j]).magnitude) }
      }
    }
    return room > 0 && self(x).isFinite ? room : nil
  }

  /// Arguments of moderate size with some room around them, and the room.
  package func sample(_ generator: inout SeededGenerator) -> (arguments: [Double], room: Double) {
    var tries = 0
    while true {
      tries += 1
      precondition(tries < 100_000, "\(self) has no values")
      let reach: Double = [1, 3, 12][Int.random(in: 0..<3, using: &generator)]
      let x = (0..<arity).map { _ in generator.number(in: -reach...reach) }
      if let room = room(around: x), room > 1e-3 { return (x, room) }
    }
  }
}
