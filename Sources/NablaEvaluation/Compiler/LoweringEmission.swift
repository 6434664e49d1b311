// The instructions of what was planned, operands first.

import NablaExpressions

extension Lowering {
  /// The keys of the operands, last first.
  @inline(__always)
  private func forEachOperand(_ plan: Plan, _ body: (Int) -> Void) {
    switch plan {
    case .constant, .input: break
    case .same(let key), .form(_, let key), .unary(_, let key), .squareRoot(let key), .reciprocal(let key),
      .power(let key, _), .fraction(let key, _, _):
      body(key)
    case .binary(_, let first, let second):
      body(second)
      body(first)
    case .select(let condition, let first, let second):
      body(second)
      body(first)
      body(condition)
    case .extreme(_, let keys), .relation(_, let keys): for key in keys.reversed() { body(key) }
    case .pair(_, let first, let second):
      body(Int(second >> 1))
      body(Int(first >> 1))
    case .product(_, let group): for code in group.codes.reversed() { body(Int(code >> 1)) }
    case .sum(_, let range): for term in sumTerms[range].reversed() { body(term.key) }
    }
  }

  func emit(
    _ roots: [Int], _ sharing: ProductSharing, _ program: inout ProgramBuilder
  ) throws(NablaError) -> [Int32] {
    program.reserveCapacity(plans.count + 2 * sumTerms.count)
    var places = [Int32](repeating: -1, count: plans.count)
    var products: [FactorGroup: ScaledPlace] = [:]
    // One entry a value under way: −k − 1 once its operands have been asked for.
    var stack: [Int] = roots.reversed()
    while let top = stack.popLast() {
      if top >= 0 {
        guard places[top] < 0, let plan = plans[top] else { continue }
        if places[top] == Lowering.isUnderWay {
          // Without this a plan that goes round in a circle would fill the memory.
          assertionFailure("a value is planned by means of itself")
          throw NablaError(.limit, "no order was found in which this can be computed; please report the formula")
        }
        places[top] = Lowering.isUnderWay
        stack.append(-top - 1)
        forEachOperand(plan) { if places[$0] < 0 { stack.append($0) } }
        continue
      }
      let key = -top - 1
      guard places[key] < 0, let plan = plans[key] else { continue }
      try builder.check()
      switch plan {
      case .constant(let value): places[key] = program.constant(value)
      case .input(let input): places[key] = program.input(input)
      case .same(let other): places[key] = places[other]
      case .form(let rule, let other):
        program.note(rule)
        places[key] = places[other]
      case .unary(let function, let operand): places[key] = program.unary(function, places[operand])
      case .binary(let function, let first, let second):
        places[key] = program.binary(function, places[first], places[second])
      case .fraction(let base, let numerator, let denominator):
        places[key] = program.power(places[base], numerator: numerator, denominator: denominator)
      case .squareRoot(let operand): places[key] = program.squareRoot(places[operand])
      case .reciprocal(let operand): places[key] = program.divide(program.constant(1), places[operand])
      case .extreme(let operation, let keys):
        places[key] = keys.dropFirst().reduce(places[keys[0]]) { program.extreme(operation, $0, places[$1]) }
      case .relation(let operation, let keys):
        places[key] = keys.dropFirst().reduce(places[keys[0]]) { program.relation(operation, $0, places[$1]) }
      case .select(let condition, let first, let second):
        places[key] = program.select(places[condition], places[first], places[second])
      case .power(let base, let exponent): places[key] = program.power(places[base], exponent)
      case .pair(let coefficient, let first, let second):
        let value = Lowering.product([first, second], places, &program)
        places[key] = value.times(coefficient, &program)
      case .product(let coefficient, let group):
        places[key] = Lowering.emit(group, sharing, places, &products, &program).times(coefficient, &program)
      case .sum(let constant, let range): places[key] = emitSum(constant, range, places, &program)
      }
    }
    return roots.map { places[$0] }
  }

  private static var isUnderWay: Int32 { -2 }

  /// A number times the value at a place.
  private struct ScaledPlace {
    var place: Int32
    /// The numbers among the factors, multiplied together.
    var scale: Double

    mutating func multiply(_ code: Int32, _ places: [Int32], _ program: inout ProgramBuilder) {
      let factor = places[Int(code >> 1)]
      let divides = code & 1 == 1
      if let number = program.constantValue(factor), let scale = ScaledPlace.scale(scale, number, divides) {
        self.scale = scale
      } else {
        place = divides ? program.divide(place, factor) : program.multiply(place, factor)
      }
    }

    func times(_ coefficient: Double, _ program: inout ProgramBuilder) -> Int32 {
      let whole = scale * coefficient
      if whole.isNormal { return program.multiply(place, by: whole) }
      // Apart where their product leaves the doubles, which the value need not do.
      return program.multiply(program.multiply(place, by: scale), by: coefficient)
    }

    /// A scale times or by a number; nil where it would lose digits.
    static func scale(_ scale: Double, _ number: Double, _ divides: Bool) -> Double? {
      let result = divides ? scale / number : scale * number
      return result.isNormal ? result : nil
    }
  }

  private static func emit(
    _ group: FactorGroup, _ sharing: ProductSharing, _ places: [Int32], _ known: inout [FactorGroup: ScaledPlace],
    _ program: inout ProgramBuilder
  ) -> ScaledPlace {
    // Equal products of two are one instruction anyway.
    if group.codes.count <= 2 { return product(group.codes, places, &program) }
    // Down the chain of common parts, and up again.
    var chain: [(group: FactorGroup, code: Int32)] = []
    var current = group
    while known[current] == nil, let split = sharing.splits[current] {
      chain.append((current, split.code))
      current = split.rest
    }
    var value = known[current] ?? product(current.codes, places, &program)
    known[current] = value
    for (whole, code) in chain.reversed() {
      value.multiply(code, places, &program)
      known[whole] = value
    }
    return value
  }

  private static func product(
    _ codes: some Sequence<Int32>, _ places: [Int32], _ program: inout ProgramBuilder
  ) -> ScaledPlace {
    var above: Int32?
    var below: Int32?
    var scale = 1.0
    for code in codes {
      let factor = places[Int(code >> 1)]
      let divides = code & 1 == 1
      if let number = program.constantValue(factor), let product = ScaledPlace.scale(scale, number, divides) {
        scale = product
      } else if divides {
        below = below.map { program.multiply($0, factor) } ?? factor
      } else {
        above = above.map { program.multiply($0, factor) } ?? factor
      }
    }
    let top = above ?? program.constant(1)
    return ScaledPlace(place: below.map { program.divide(top, $0) } ?? top, scale: scale)
  }

  /// What all terms of a sum are multiplied by up to the sign, where that is one multiplication instead of several.
  private func commonCoefficient(_ range: Range<Int>) -> Double? {
    guard range.count > 2 else { return nil }
    let magnitude = sumTerms[range.lowerBound].coefficient.magnitude
    return magnitude != 1 && range.allSatisfy { sumTerms[$0].coefficient.magnitude == magnitude } ? magnitude : nil
  }

  private func emitSum(
    _ constant: Double, _ range: Range<Int>, _ places: [Int32], _ program: inout ProgramBuilder
  ) -> Int32 {
    // A term that is added comes first, so that nothing need be negated.
    let first = constant == 0 || commonCoefficient(range) != nil ? range.first { sumTerms[$0].coefficient > 0 } : nil
    func value(_ k: Int) -> Int32 { places[sumTerms[k].key] }
    if let common = commonCoefficient(range) {
      var total = first.map(value)
      for k in range where k != first {
        if let sum = total {
          total = sumTerms[k].coefficient < 0 ? program.subtract(sum, value(k)) : program.add(sum, value(k))
        } else {
          total = program.negate(value(k))
        }
      }
      let product = program.multiply(total ?? program.constant(0), by: common)
      return program.add(product, program.constant(constant))
    }
    func multiple(_ k: Int) -> Int32 {
      let factor = sumTerms[k].coefficient.magnitude
      return factor == 1 ? value(k) : program.multiply(value(k), by: factor)
    }
    var total = first.map(multiple) ?? program.constant(constant)
    for k in range where k != first {
      let term = multiple(k)
      total = sumTerms[k].coefficient < 0 ? program.subtract(total, term) : program.add(total, term)
    }
    return total
  }
}
