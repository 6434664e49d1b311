// How stable forms become programs.

import NablaExpressions
import NablaNumbers

extension Lowering {
  mutating func plan(_ form: StableForm) -> Plan {
    guard let rule = form.rule else { return plan(form.formula) }
    return .form(rule, key(formula: form.formula))
  }

  /// A factor of a product as a code.
  mutating func factorCode(_ factor: StableFactor) -> Int32 {
    let n = abs(factor.power)
    switch factor.base {
    case .node(let id): return factorCode(n == 1 ? .node(id) : .power(id, Rational(n)), divides: factor.power < 0)
    case .value(let value):
      return factorCode(n == 1 ? .stable(value) : .stablePower(value, n), divides: factor.power < 0)
    }
  }

  private mutating func key(formula: StableFormula) -> Int {
    switch formula {
    case .node(let id): return key(id)
    case .power(let base, let exponent): return key(.power(base, exponent))
    case .value(let value): return key(.stable(value))
    case .number, .function, .squareRoot, .hypotenuse, .sum, .product, .quotient, .wholePower, .largest, .smallest,
      .less,
      .equal, .select:
      let plan = plan(formula)
      return key(of: plan)
    }
  }

  private mutating func plan(_ formula: StableFormula) -> Plan {
    switch formula {
    case .node, .power, .value: return .same(key(formula: formula))
    case .number(let value): return .constant(value.nearestDouble)
    case .function(let function, let operand): return .unary(function, key(formula: operand))
    case .squareRoot(let operand): return .squareRoot(key(formula: operand))
    case .hypotenuse(let sides):
      var root = key(formula: sides[0])
      for side in sides.dropFirst() { root = key(of: .binary(.hypotenuse, root, key(formula: side))) }
      return .same(root)
    case .sum(let constant, let terms):
      let keys = terms.map { key(formula: $0.formula) }
      let first = sumTerms.count
      for (key, term) in zip(keys, terms) { sumTerms.append((key, term.coefficient.nearestDouble)) }
      return .sum(constant.nearestDouble, first..<sumTerms.count)
    case .product(let coefficient, let factors):
      let number = coefficient.nearestDouble
      var product = Lowering.code(key(formula: factors[0]))
      guard factors.count > 1 else { return .product(number, FactorGroup(codes: [product])) }
      for factor in factors[1..<(factors.count - 1)] {
        product = Lowering.code(key(of: .pair(1, product, Lowering.code(key(formula: factor)))))
      }
      return .pair(number, product, Lowering.code(key(formula: factors[factors.count - 1])))
    case .quotient(let above, let below):
      return .pair(1, Lowering.code(key(formula: above)), Lowering.code(key(formula: below), divides: true))
    case .wholePower(let base, let exponent): return .power(key(formula: base), exponent)
    case .largest(let values): return .extreme(.maximum, values.map { key(formula: $0) })
    case .smallest(let values): return .extreme(.minimum, values.map { key(formula: $0) })
    case .less(let a, let b): return .relation(.less, [key(formula: a), key(formula: b)])
    case .equal(let a, let b): return .relation(.equal, [key(formula: a), key(formula: b)])
    case .select(let condition, let a, let b): return .select(key(formula: condition), key(formula: a), key(formula: b))
    }
  }
}
