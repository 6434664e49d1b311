// Elementary functions that are other ways of writing a formula: powers of 2, roots, roundings, remainders.

import NablaNumbers

extension Catalogue {
  static let elementaryDefinitions = [
    powerOfTwo, root, ceiling, nearestInteger, fraction, remainder, clamped, hypotenuse,
  ]

  static let powerOfTwo = DefinedFunction("exp2", "2^x.") { b, x in b.power(.two, x[0]) }

  static let root = DefinedFunction(
    "root", "The n-th root of x, for n = 1, 2, 3, …; where n is odd, of negative x too.", aliases: ["nthroot"],
    arity: 2...2, parameters: ["x", "n"],
    requirement: { b, x in
      if let n = b.value(x[1])?.asInt, n > 0 { return nil }
      return "the second argument of root is a whole number: 1, 2, 3, …"
    },
    formula: { b, x in
      guard let n = b.value(x[1])?.asInt else { return b.power(x[0], b.power(x[1], .minusOne)) }
      if n == 1 { return x[0] }
      if n == 3 { return b.call(.cbrt, [x[0]]) }
      let exponent = b.rational(1, n)
      if n & 1 == 0 || b.store.flags(x[0]).contains(.nonnegative) { return b.power(x[0], exponent) }
      return b.product(b.call(.sign, [x[0]]), b.power(b.call(.abs, [x[0]]), exponent))
    })

  static let ceiling = DefinedFunction(
    "ceil", "The smallest integer not below x.", aliases: ["ceiling"]
  ) { b, x in b.negate(b.call(.floor, [b.negate(x[0])])) }

  static let nearestInteger = DefinedFunction(
    "round", "The integer nearest to x, halves away from 0."
  ) { b, x in
    b.product(b.call(.sign, [x[0]]), b.call(.floor, [b.sum(b.call(.abs, [x[0]]), b.rational(1, 2))]))
  }

  static let fraction = DefinedFunction("frac", "x - floor(x), from 0 to below 1.") { b, x in
    b.difference(x[0], b.call(.floor, [x[0]]))
  }

  static let remainder = DefinedFunction(
    "mod", "x - y*floor(x/y): what is left of x when y is taken from it, with the sign of y.", arity: 2...2,
    parameters: ["x", "y"]
  ) { b, x in b.difference(x[0], b.product(x[1], b.call(.floor, [b.quotient(x[0], x[1])]))) }

  static let clamped = DefinedFunction(
    "clamp", "x where it lies between a and b, else the nearer of the two: min(max(x, a), b).", aliases: ["clip"],
    arity: 3...3, parameters: ["x", "a", "b"]
  ) { b, x in b.call(.min, [b.call(.max, [x[0], x[1]]), x[2]]) }

  static let hypotenuse = DefinedFunction(
    "hypot", "sqrt(x^2 + y^2), of any number of arguments.", arity: 1...Int.max, parameters: ["x", "y"],
    mayBeSymbol: true
  ) { b, x in b.squareRoot(b.sum(x.map { b.power($0, .two) })) }
}

/// 2^x.
public func exp2(_ x: Expr) -> Expr { .apply(Catalogue.powerOfTwo, [x]) }
/// The n-th root, of negative x too where n is odd; n is at least 1.
public func root(_ x: Expr, _ n: Int) -> Expr {
  precondition(n > 0, "the degree of a root is 1, 2, 3, …")
  return .apply(Catalogue.root, [x, Expr(n)])
}
/// The smallest integer not below x.
public func ceil(_ x: Expr) -> Expr { .apply(Catalogue.ceiling, [x]) }
/// The integer nearest to x, halves away from 0.
public func round(_ x: Expr) -> Expr { .apply(Catalogue.nearestInteger, [x]) }
/// x − floor(x), from 0 to below 1.
public func frac(_ x: Expr) -> Expr { .apply(Catalogue.fraction, [x]) }
/// x − y·floor(x/y), with the sign of y ≠ 0.
public func mod(_ x: Expr, _ y: Expr) -> Expr { .apply(Catalogue.remainder, [x, y]) }
/// x where it lies between a and b, else the nearer of the two: min(max(x, a), b).
public func clamp(_ x: Expr, _ a: Expr, _ b: Expr) -> Expr { .apply(Catalogue.clamped, [x, a, b]) }
/// sqrt(x² + y²), of any number of arguments, computed without overflow.
public func hypot(_ x: Expr, _ y: Expr, _ more: Expr...) -> Expr { .apply(Catalogue.hypotenuse, [x, y] + more) }
