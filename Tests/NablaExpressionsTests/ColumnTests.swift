// Every column of a row against its kernel and its enclosures: one that says too much fails, and so does one that is missing.

import Foundation
import Nabla
import NablaExpressions
import NablaKernels
import NablaTestSupport
import Testing

@Suite("Columns of the catalogue")
struct ColumnTests {
  /// Rows of one number, with its kernel.
  struct Unary: Sendable, CustomTestStringConvertible {
    let row: FunctionRow
    let kernel: KernelRow.Unary
    var testDescription: String { row.name }

    static let all = Catalogue.all.compactMap { row -> Unary? in
      guard case .unary(let kernel) = row.kernel.row.form, row.hasValues else { return nil }
      return Unary(row: row, kernel: kernel)
    }

    func callAsFunction(_ x: Double) -> Double { kernel(x) }

    /// Numbers of all sizes and both signs, ascending.
    static let numbers: [Double] = {
      var sizes = (0...200).map { Double($0) / 16 } + [20, 36.5, 100, 700, 1e5, 1e10, 1e-3, 1e-10]
      sizes += [0.25, 0.5, 1, 1.5, 2, 2.5].map { $0 * .pi } + [1 + 1e-10, 1 - 1e-10, 0.3678794411714423]
      sizes += [1.4142135623730951, 2e6, 3e6, 3e7, 7e8]
      return Set(sizes + sizes.map { -$0 }).sorted()
    }()

    /// Those of them at which it has a value.
    var samples: [Double] { Unary.numbers.filter { !self($0).isNaN } }
  }

  @Test("it has a value where the domain says, and nowhere else", arguments: Unary.all)
  func domain(_ function: Unary) {
    for x in Unary.numbers {
      let isInside: Bool
      switch function.row.domain {
      case .all:
        isInside = true
        // Where there is no pole values of moderate numbers are moderate.
        // Those that grow out of the doubles soon are looked at nearer to 0.
        let reach = function.kernel.overflows && function(12.5) > 1e6 ? 3.0 : 12.5
        if x.magnitude <= reach { #expect(function(x).magnitude < 1e6, "\(function.row.name) at \(x)") }
      case .interval(let interval): isInside = ColumnTests.contains(interval, x)
      case .nonzero(let other):
        guard case .unary(let kernel) = Catalogue.row(other).kernel.row.form else { continue }
        isInside = kernel(x) != 0
      case .offOrigin: isInside = false
      case .off(let pole): isInside = x != pole.nearestDouble
      case .offNonpositiveIntegers: isInside = x > 0 || x != x.rounded()
      case .positive: isInside = x > 0
      case .beyondOne(let isClosed): isInside = x.magnitude > 1 || isClosed && x.magnitude == 1
      }
      #expect(function(x).isNaN != isInside, "\(function.row.name) at \(x)")
      // Where a pole is between the doubles they go past it.
      guard Ball.isAvailable else { continue }
      switch function.row.domain {
      case .nonzero, .off, .offNonpositiveIntegers: if x.magnitude > 1e5 { continue }
      case .all, .interval, .offOrigin, .positive, .beyondOne: continue
      }
      #expect((function.row.ball([Ball(x)], 200)?.isFinite ?? false) == isInside)
    }
  }

  private static func contains(_ interval: RealInterval, _ x: Double) -> Bool {
    let isAbove = interval.low.map { x > $0.double || $0.isClosed && x == $0.double } ?? true
    return isAbove && interval.high.map { x < $0.double || $0.isClosed && x == $0.double } ?? true
  }

  @Test("its values lie in the range and reach its ends", arguments: Unary.all)
  func range(_ function: Unary) {
    let range = function.row.range
    let values = function.samples.map { function($0) }
    let lowest = values.min() ?? .nan
    let highest = values.max() ?? .nan
    // The poles of these lie at the ends of their range; the doubles near them are what is seen.
    for (end, reached, sign) in [(range.low, lowest, -1.0), (range.high, highest, 1)] {
      guard let end else {
        #expect(reached * sign > 2.9, "\(function.row.name) is bounded by \(reached)")
        continue
      }
      #expect((reached - end.double) * sign <= 1e-15 * max(1, end.double.magnitude), "\(function.row.name): \(reached)")
      #expect((reached - end.double).magnitude < 1e-3, "\(function.row.name) reaches but \(reached)")
      // What grows as a root from an end that is no double comes less near.
      let isRoot = function.row.id == .lambertW
      let isAttained = (reached - end.double).magnitude < (isRoot ? 1e-7 : 1e-13)
      if end.isClosed { #expect(isAttained, "\(function.row.name) does not take \(end)") }
      // An open end is neared far away only, and only rounded to.
      if !end.isClosed {
        // A function with a pole, or a jump, at 0 comes near to an end there too.
        var least = 0.0
        if case .off = function.row.domain { least = 1e-6 }
        let near =
          function.samples.filter { $0.magnitude <= 3 && $0.magnitude >= least }.map {
            (function($0) - end.double).magnitude
          }.min() ?? 1
        #expect(near > 1e-9, "\(function.row.name) takes \(end), or nearly")
      }
      guard Ball.isAvailable, !end.isClosed else { continue }
      // Special functions take their time with so many bits.
      let step = function.row.kernel.row.isRounded ? 40 : 1
      for x in function.samples.enumerated().filter({ $0.offset % step == 0 }).map(\.element) where x.magnitude < 30 {
        guard let ball = function.row.ball([Ball(x)], 4096) else { continue }
        let bound =
          end.unit == .pi
          ? Ball.pi(bits: 4096).times(Ball(end.number.nearestDouble), bits: 4096) : Ball(end.double)
        #expect(bound.minus(ball, bits: 4096).sign == Int(sign), "\(function.row.name) at \(x)")
      }
    }
  }

  @Test("parity", arguments: Unary.all)
  func parity(_ function: Unary) {
    let numbers = Unary.numbers.filter { $0 > 0 }
    func holds(_ sign: Double) -> Bool {
      numbers.allSatisfy { x in
        let (a, b) = (function(x), function(-x))
        return a.isNaN && b.isNaN || a == sign * b
      } && function(0).isNaN
        || numbers.allSatisfy { x in
          let (a, b) = (function(x), function(-x))
          return a.isNaN && b.isNaN || a == sign * b
        } && (sign > 0 || function(0) == 0)
    }
    #expect((function.row.parity == .even) == holds(1), "\(function.row.name)")
    #expect((function.row.parity == .odd) == holds(-1), "\(function.row.name)")
  }

  @Test("shape: how values follow the argument", arguments: Unary.all)
  func shape(_ function: Unary) {
    let samples = function.samples
    let values = samples.map { function($0) }
    let pairs = zip(values, values.dropFirst())
    let (rises, falls) = (pairs.allSatisfy { $0 <= $1 }, pairs.allSatisfy { $0 >= $1 })
    // Strictly where the doubles tell values apart.
    let changes = zip(samples, samples.dropFirst()).allSatisfy { a, b in
      b.magnitude > 5 || a.magnitude > 5 || b - a < 1e-3 || function(a) != function(b)
    }
    let name = function.row.name
    func agrees(_ expected: (Double) -> Double) {
      for x in samples { #expect(function(x) == expected(x), "\(name) at \(x)") }
    }
    switch function.row.shape {
    case .increasing: #expect(rises && changes, "\(name)")
    case .decreasing: #expect(falls && changes, "\(name)")
    case .steps(let steps):
      agrees { ($0 < 0 ? steps.below : $0 == 0 ? steps.at : steps.above).nearestDouble }
    case .magnitude: agrees { $0.magnitude }
    case .positivePart: agrees { max($0, 0) }
    case .wholePart: agrees { $0.rounded(.down) }
    case .largest, .smallest, .symmetric, .shareOfLargest, .shareOfSmallest: Issue.record("\(name) takes one number")
    case nil: #expect(!(rises && changes) && !(falls && changes), "\(name) has a shape that its row does not tell")
    }
  }

  @Test("a relation to a number is stated so that it holds where it does", arguments: Unary.all)
  func relations(_ function: Unary) throws {
    let x = Expr.symbol("x")
    let call = try Expr.call(function.row.id, [x])
    let ends = [function.row.range.low, function.row.range.high].compactMap { $0 }.filter { $0.unit == .one }.map(
      \.number)
    for bound in Set([0, 1, -1, Rational(1, 2), 2] + ends + function.row.values.values) {
      let (over, b) = (call - Expr(bound), bound.nearestDouble)
      // What cancels leaves the relation behind.
      let cases: [(Expr, (Double) -> Bool)] = [
        (log(over) - log(over), { $0 > b }), (log(-over) - log(-over), { $0 < b }),
        (sqrt(over) - sqrt(over), { $0 >= b }), (sqrt(-over) - sqrt(-over), { $0 <= b }),
        (over / over, { $0 != b }),
      ]
      for (cancelled, holds) in cases {
        let relations = try cancelled.conditions()
        for at in [-3.25, -2, -1, -0.5, 0, 0.25, 0.5, 1, 1.5, 2, 4] {
          let value = function(at)
          // Values that the doubles hardly tell from the bound decide nothing, unless they are exact.
          if value != b, (value - b).magnitude < 1e-9 { continue }
          let found = try Expr.evaluate(relations.map(\.expression), at: [x: Expr(double: at)])
          #expect(
            found.allSatisfy { $0.value == 1 } == (!value.isNaN && holds(value)),
            "\(relations) of \(function.row.name) beside \(bound) at \(at)")
        }
      }
    }
  }

  @Test("exact values, preimages and inverses", arguments: Unary.all)
  func values(_ function: Unary) throws {
    let (row, name) = (function.row, function.row.name)
    for (x, value) in row.values {
      #expect(agree(function(x.nearestDouble), value.nearestDouble, scale: 0, tolerance: 1e-15), "\(name)(\(x))")
    }
    let exacts = (-12...12).flatMap { k in [1, 2, 4, 27].map { Rational(k, $0) } }
    for x in exacts {
      if let value = row.exactValue([x]) {
        #expect(agree(function(x.nearestDouble), value.nearestDouble, scale: 0, tolerance: 1e-15), "\(name)(\(x))")
      } else if let value = Rational(exactly: function(x.nearestDouble)), value.denominator < 5, x == 0 || x == 1 {
        Issue.record("\(name)(\(x)) = \(value) is not told by its row")
      }
      if let argument = row.preimage?(x) {
        #expect(row.exactValue([argument]) == x, "\(name)(\(argument)) is not \(x)")
      }
    }
    guard let inverse = row.inverse, case .unary(let other) = Catalogue.row(inverse).kernel.row.form else { return }
    // Beyond this nearly all digits of erf(x) are those of 1.
    let reach = inverse == .erf ? 3.0 : 10
    for x in Unary.numbers where x.magnitude < reach && !other(x).isNaN {
      #expect(agree(function(other(x)), x, scale: 1e-3, tolerance: 1e-9), "\(name)(\(inverse)(\(x)))")
    }
    // And the other way round, where the two are told as inverses of each other.
    let call = try Expr.call(row.id, [Expr.call(inverse, [Expr.symbol("x")])])
    #expect(call == Expr.symbol("x"))
  }

  @Test("there is a slope where the column says, and none elsewhere", arguments: Unary.all)
  func slope(_ function: Unary) throws {
    let row = function.row
    if row.isConstantForDerivatives { return }
    /// Slopes on either side, from steps that double.
    func slopes(_ x: Double, _ side: Double) -> (near: Double, far: Double) {
      let steps = (0x1p-20 * side, 0x1p-14 * side)
      return ((function(x + steps.0) - function(x)) / steps.0, (function(x + steps.1) - function(x)) / steps.1)
    }
    var without: [Double] = []
    for x in [-1.0, 0, 0.5, 1, 2] where !function(x).isNaN {
      let (left, right) = (slopes(x, -1), slopes(x, 1))
      let isSmooth = [left.far, right.near, right.far].allSatisfy { agree(left.near, $0, scale: 1, tolerance: 1e-2) }
      if !isSmooth { without.append(x) }
    }
    switch row.slope {
    case .everywhere: #expect(without.isEmpty, "\(row.name) has no slope at \(without)")
    case .insideDomain:
      switch row.domain {
      case .interval(let domain):
        // The other ends are no doubles.
        let ends = [domain.low, domain.high].compactMap { $0 }.filter { $0.isClosed && $0.unit == .one }.map(\.double)
        #expect(without == ends, "\(row.name)")
      case .beyondOne(isClosed: true): #expect(without == [-1, 1], "\(row.name)")
      case .all, .nonzero, .offOrigin, .off, .offNonpositiveIntegers, .positive, .beyondOne:
        Issue.record("\(row.name) has no ends")
      }
    case .offZero, .kinkAtZero: #expect(without == [0], "\(row.name)")
    case .kinkAtIntegers: #expect(without == [-1, 0, 1, 2], "\(row.name)")
    case .kinkAtTies, .offNegativeAxis: Issue.record("\(row.name) takes one number")
    }
    // What is a kink has a value by convention, elsewhere there is none.
    let x = Expr.symbol("x")
    let derivative = try Expr.call(row.id, [x]).derivative(by: x)
    for at in without {
      let evaluation = try derivative.evaluated(at: [x: Expr(double: at)])
      switch row.slope {
      case .kinkAtZero, .kinkAtIntegers: #expect(evaluation.value != nil && evaluation.isKink, "\(row.name) at \(at)")
      default: #expect(evaluation.value == nil, "\(row.name) at \(at)")
      }
    }
  }

  @Test("its slopes lie in their range and come near its ends", arguments: Unary.all)
  func slopeRange(_ function: Unary) throws {
    let (row, range, x) = (function.row, function.row.slopeRange, Expr.symbol("x"))
    let slope = try Expr.call(row.id, [x]).derivative(by: x).compiled(inputs: [x])
    // Special functions take their time.
    let step = row.kernel.row.isRounded ? 2 : 1
    let samples = function.samples.enumerated().filter { $0.offset % step == 0 }.map(\.element)
    let slopes = samples.map { slope($0) }.filter { !$0.isNaN }
    for (end, reached, sign) in [(range.low, slopes.min() ?? .nan, -1.0), (range.high, slopes.max() ?? .nan, 1)] {
      guard let end else {
        // That of Ai grows as the fourth root.
        #expect(reached * sign > 1.3, "the slope of \(row.name) is bounded by \(reached)")
        continue
      }
      // Slopes of the doubles are rounded.
      #expect((reached - end.double) * sign <= 1e-15, "\(row.name) has the slope \(reached)")
      #expect((reached - end.double).magnitude < 1e-2, "the slope of \(row.name) reaches but \(reached)")
    }
  }

  @Test("the period is one, no part of it is, and there is none where the column is empty", arguments: Unary.all)
  func period(_ function: Unary) {
    func repeats(_ period: Double) -> Bool {
      [0.3, 0.7, 1.1, 2.2, -0.4, -1.9].allSatisfy { x in
        let (a, b) = (function(x), function(x + period))
        return a.isNaN || b.isNaN ? a.isNaN && b.isNaN : agree(a, b, scale: 1e-3, tolerance: 1e-12)
      }
    }
    let isConstantThere = function.row.isPiecewiseConstant
    guard let period = function.row.period else {
      #expect(isConstantThere || ![1, 2, 4].contains { repeats($0 * .pi) }, "\(function.row.name) has a period")
      return
    }
    #expect(repeats(period.nearestDouble * .pi), "\(function.row.name)")
    for part in [2.0, 3] { #expect(!repeats(period.nearestDouble * .pi / part), "\(function.row.name)") }
  }

  @Test("the derivative of symbolic order is that of each order", arguments: Unary.all)
  func derivativeOfOrder(_ function: Unary) throws {
    guard function.row.derivativeOfOrder != nil else { return }
    let (x, n) = (Expr.symbol("x"), Expr.symbol("n"))
    let call = try Expr.call(function.row.id, [x])
    let closed = try call.nthDerivative(by: x, order: n)
    for order in 1...5 {
      let expected = try call.derivative(by: x, order: order)
      for at in [0.3, 1.7] {
        let value = try closed.value(at: [x: at, n: Double(order)])
        #expect(
          agree(value, try expected.value(at: [x: at]), scale: 1e-3, tolerance: 1e-12),
          "\(call), order \(order), at \(at)")
      }
    }
  }

  @Test("what is known of signs and integrality holds, and what the kernel shows is known", arguments: Catalogue.all)
  func flags(_ row: FunctionRow) throws {
    let x = Expr.symbol("x")
    // Each with all that can be known of it: any sign, not negative, positive, not 0, integers.
    let arguments: [Expr] = [
      x, x ** 2, -(x ** 2), exp(x), -exp(x), floor(x), floor(x) ** 2, sign(x) ** 2 + 1, sec(x),
    ]
    let points = [-2.75, -1, -0.5, 0, 0.25, 0.5, 1, 1.5, 3]
    for argument in arguments {
      let one: [Expr] = row.orders != nil ? [2, argument] : row.accepts(1) ? [argument] : [argument, 2]
      try check(Expr.call(row.id, one), at: points)
      if row.accepts(2) && row.orders == nil { try check(Expr.call(row.id, [argument, x + 1 / 2]), at: points) }
    }
  }

  private func check(_ call: Expr, at points: [Double]) throws {
    let flags = call.store.flags(call.node)
    for at in points {
      guard let value = try call.evaluated(at: [Expr.symbol("x"): Expr(double: at)]).value else {
        let isConditional = try !call.conditions().isEmpty
        #expect(!flags.contains(.total) || isConditional, "\(call) has no value at \(at)")
        continue
      }
      if flags.contains(.nonnegative) { #expect(value >= 0, "\(call) at \(at)") }
      if flags.contains(.nonpositive) { #expect(value <= 0, "\(call) at \(at)") }
      if flags.contains(.nonzero) { #expect(value != 0, "\(call) at \(at)") }
      if flags.contains(.integer) { #expect(value == value.rounded(), "\(call) at \(at)") }
    }
  }

  @Test("flags are not weaker than the columns that they follow from")
  func derivedFlags() throws {
    let x = Expr.symbol("x")
    func flags(_ e: Expr) -> NodeFlags { e.store.flags(e.node) }
    #expect(flags(cosh(x)).isPositive && flags(sigmoid(x)).isPositive && flags(acos(x)).contains(.nonnegative))
    #expect(flags(asinh(exp(x))).isPositive && flags(erf(-exp(x))).isNegative && flags(atanh(exp(x))).isPositive)
    #expect(flags(heaviside(x ** 2)).isPositive && !flags(heaviside(x)).contains(.nonzero))
    #expect(flags(sign(x ** 2)).contains([.nonnegative, .integer]) && flags(sign(sec(x))).contains(.nonzero))
    #expect(flags(max(x, exp(x))).isPositive && !flags(max(x, x ** 2)).contains(.nonzero))
    #expect(flags(max(x, x ** 2)).contains(.nonnegative) && flags(min(x, -exp(x))).isNegative)
    #expect(flags(max(floor(x), floor(2 * x))).contains(.integer) && !flags(max(floor(x), x)).contains(.integer))
    #expect(flags(min(-(x ** 2), -(x ** 4))).contains(.nonpositive) && flags(max(-exp(x), -exp(2 * x))).isNegative)
    #expect(flags(abs(floor(x))).contains([.integer, .nonnegative]) && flags(relu(floor(x))).contains(.integer))
  }

  @Test("the order of arguments matters where the shape says", arguments: Catalogue.all)
  func symmetry(_ row: FunctionRow) throws {
    guard row.accepts(3) || row.accepts(2), row.orders == nil else {
      #expect(row.shape?.orderedCount == nil)
      return
    }
    let function = SampledFunction(row: row, arity: row.accepts(3) ? 3 : 2)
    let x = Array([0.5, 3, 1.25].prefix(function.arity))
    // Arguments from here on may be exchanged.
    let ordered = x.indices.first { first in
      [x, Array(x.reversed())].allSatisfy { given in
        (first..<x.count).allSatisfy { k in
          var other = given
          other.swapAt(first, k)
          return function(other) == function(given)
        }
      }
    }
    #expect(ordered == row.shape?.orderedCount ?? x.count - 1, "\(row.name)")
  }

  @Test("shapes of several arguments")
  func severalArguments() throws {
    for (x, y) in [(1.0, 2.0), (2, 1), (-1, -1), (0, -3)] {
      for row in Catalogue.all {
        guard case .variadic(let kernel) = row.kernel.row.form else { continue }
        let expected: Double
        switch row.shape {
        case .largest: expected = max(x, y)
        case .smallest: expected = min(x, y)
        case .shareOfLargest: expected = x > y ? 1 : x == y ? 0.5 : 0
        case .shareOfSmallest: expected = x < y ? 1 : x == y ? 0.5 : 0
        default:
          Issue.record("\(row.name) takes any number of arguments")
          continue
        }
        #expect(kernel([x, y]) == expected, "\(row.name) of \(x), \(y)")
      }
    }
  }

  @Test("names are no one else's, and every function has one in Swift")
  func names() throws {
    let names = Catalogue.callables.flatMap { [$0.name] + $0.aliases }
    #expect(Set(names).count == names.count)
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("Sources/NablaExpressions/Catalogue")
    let text = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
      .map { try String(contentsOf: $0, encoding: .utf8) }.joined()
    for row in Catalogue.callables {
      #expect(text.contains("public func \(row.name)(_ "), "\(row.name) is not a function of Swift")
      #expect(row.parameters.count >= row.arity.lowerBound && row.arity.upperBound >= row.parameters.count)
      #expect(row.summary.hasSuffix(".") || row.summary.contains(":"), "\(row.name): \(row.summary)")
    }
  }
}
