// Formulas that lose digits or overflow as they stand, recognised in the graph. Knows nothing of programs.

import NablaExpressions
import NablaKernels
import NablaNumbers

/// A term of a sum.
struct SumPart {
  let coefficient: Rational
  let term: NodeID
}

/// Finds stable forms: of a node, of the factors of a product, and of the values that they bring in.
///
/// Nodes are looked at one by one, as deep as a pattern goes, so that whoever computes values asks as he comes to them:
/// what is left of a product when common factors are drawn out is no node, and is asked for as well. Forms may
/// bring new nodes into the store.
struct StableForms {
  typealias Factor = (base: NodeID, exponent: NodeID)

  let builder: Builder
  let store: Store

  init(_ builder: Builder) {
    self.builder = builder
    store = builder.store
  }

  /// The form of a sum, a root or a logarithm; nil where it is as good as it stands. Of products `factors` has them.
  func form(of id: NodeID) -> StableForm? {
    if store.isOperation(id, .sum) {
      let terms = store.terms(of: id)
      guard terms.count <= 2, !store.isLongSum(id) else { return nil }
      let parts = terms.map { SumPart(coefficient: store.number($0) ?? 1, term: $1) }
      return sum(store.number(terms.constant) ?? 0, parts)
    }
    if let (base, exponent) = power(id) { return isRoot(exponent) ? root(of: base) : nil }
    return argument(id, .log).flatMap { logarithm(of: $0) }
  }

  // MARK: Parts of nodes

  func whole(_ id: NodeID) -> Int? { id.isSmallInteger ? id.smallInteger : nil }

  /// Base and exponent of a term that is a power.
  func power(_ id: NodeID) -> Factor? {
    guard store.isOperation(id, .power) else { return nil }
    let operands = store.operands(id)
    return (operands[0], operands[1])
  }

  func argument(_ id: NodeID, _ function: FunctionID) -> NodeID? {
    store.isCall(id, function) ? store.operands(id)[0] : nil
  }

  func isRoot(_ exponent: NodeID) -> Bool { exponent == builder.rational(1, 2) }

  // MARK: Sums of one or two terms

  /// A sum in which close numbers would cancel, in a form without that.
  func sum(_ constant: Rational, _ terms: [SumPart]) -> StableForm? {
    if terms.count == 1 && !constant.isZero { return sum(constant, terms[0]) }
    if terms.count == 2 && constant.isZero && (terms[0].coefficient + terms[1].coefficient).isZero {
      return difference(terms[0].coefficient, terms[0].term, terms[1].term)
    }
    return nil
  }

  private func sum(_ constant: Rational, _ part: SumPart) -> StableForm? {
    if let rest = complement(constant, part) {
      // 1 − e^u/S without the difference.
      let below = builder.power(rest.sum, .minusOne)
      let node = builder.sum(
        rest.terms.map { builder.product([builder.number($0.coefficient), builder.power(.e, $0.exponent), below]) })
      return StableForm(.shareComplement, .node(node))
    }
    if (constant + part.coefficient).isZero, let form = complement(constant, of: part.term) { return form }
    guard let (base, exponent) = power(part.term), constant.isNegative != part.coefficient.isNegative else {
      return nil
    }
    let ratio = -(constant / part.coefficient)
    if let n = whole(exponent), n >= 2, n % 2 == 0, let root = ratio.root(2) {
      // a·(u² − q²) = a·(u − q)·(u + q), and again where u and q are squares.
      var halves = [(n / 2, root)]
      while let (m, q) = halves.last, m % 2 == 0, let next = q.root(2) { halves.append((m / 2, next)) }
      let powers = halves.map { (StableFormula.power(base, Rational($0.0)), $0.1) }
      let difference = powers.suffix(1).map { StableFormula.sum(-$0.1, [.plus($0.0)]) }
      return StableForm(
        .differenceOfSquares,
        .product(part.coefficient, difference + powers.map { .sum($0.1, [.plus($0.0)]) }))
    }
    if isRoot(exponent) {
      // a·√u + c = (a²·u − c²)/(a·√u − c) where the signs differ.
      let square = part.coefficient * part.coefficient
      let numerator = builder.sum(
        builder.product(builder.number(square), base), builder.number(-(constant * constant)))
      let below = StableFormula.sum(-constant, [.times(part.coefficient, .power(base, Rational(1, 2)))])
      return StableForm(.differenceOfRoots, .quotient(.node(numerator), below))
    }
    return nil
  }

  /// c − c·t.
  private func complement(_ c: Rational, of term: NodeID) -> StableForm? {
    if let (base, exponent) = power(term) {
      // 1 − tanh² = sech²; e^u − 1; 1 − cos², 1 − sin².
      if exponent == .two, let u = argument(base, .tanh) {
        return StableForm(.sechSquared, .scaled(c, .function(.sechSquared, .node(u))))
      }
      if exponent == .two, let u = argument(base, .sin) ?? argument(base, .cos) {
        let other = store.isCall(base, .sin) ? KernelID.cos : .sin
        return StableForm(.circularSquare, .scaled(c, .wholePower(.function(other, .node(u)), 2)))
      }
      if base == .e {
        return StableForm(
          .exponentialLessOne, .scaled(-c, .function(.exponentialLessOne, .node(exponent))))
      }
    }
    if let u = argument(term, .sigmoid) {
      return StableForm(.logisticComplement, .scaled(c, .function(.sigmoid, .scaled(-1, .node(u)))))
    }
    if let u = argument(term, .cos) ?? argument(term, .cosh) {
      // 1 − cos u = 2·sin²(u/2), 1 − cosh u = −2·sinh²(u/2).
      let isCircular = store.isCall(term, .cos)
      let function = isCircular ? KernelID.sin : .sinh
      let half = StableFormula.function(function, .product(Rational(1, 2), [.node(u)]))
      return StableForm(.halfAngle, .scaled(isCircular ? 2 * c : -2 * c, .wholePower(half, 2)))
    }
    return nil
  }

  /// c·(a − b).
  private func difference(_ coefficient: Rational, _ a: NodeID, _ b: NodeID) -> StableForm? {
    guard let (u, p) = power(a), let (v, q) = power(b) else { return nil }
    if let m = whole(p), let n = whole(q), m >= 2, n >= 2, m % 2 == 0, n % 2 == 0 {
      var halves = [(m / 2, n / 2)]
      while let (i, j) = halves.last, i % 2 == 0, j % 2 == 0 { halves.append((i / 2, j / 2)) }
      let powers = halves.map { (StableFormula.power(u, Rational($0.0)), StableFormula.power(v, Rational($0.1))) }
      let difference = powers.suffix(1).map { StableFormula.difference($0.0, $0.1) }
      return StableForm(
        .differenceOfSquares,
        .product(coefficient, difference + powers.map { .sum(0, [.plus($0.0), .plus($0.1)]) }))
    }
    if isRoot(p) && isRoot(q) {
      let roots = StableFormula.sum(0, [.plus(.power(u, Rational(1, 2))), .plus(.power(v, Rational(1, 2)))])
      // Both roots are 0 where their sum is.
      let difference = StableFormula.select(
        .equal(roots, .number(0)), .number(0), .quotient(.node(builder.difference(u, v)), roots))
      return StableForm(.differenceOfRoots, .scaled(coefficient, difference))
    }
    return nil
  }

  // MARK: Roots of sums of squares

  /// sqrt(Σ c·u²), and that of a difference, without overflow; nil for any other sum.
  func root(of id: NodeID) -> StableForm? {
    guard store.isOperation(id, .sum), !store.isLongSum(id) else { return nil }
    let terms = store.terms(of: id)
    if let form = rootOfDifference(terms) { return form }
    let constant = store.number(terms.constant) ?? 0
    guard terms.count <= 8, !constant.isNegative, terms.count > 1 || !constant.isZero else { return nil }
    var sides: [StableFormula] = []
    for (factor, term) in terms {
      guard let coefficient = store.number(factor), !coefficient.isNegative,
        let (base, exponent) = power(term), let n = whole(exponent), n >= 2, n % 2 == 0
      else { return nil }
      let side = StableFormula.power(base, Rational(n / 2))
      sides.append(coefficient.isOne ? side : .product(1, [side, .squareRoot(.number(coefficient))]))
    }
    if !constant.isZero { sides.append(.squareRoot(.number(constant))) }
    return StableForm(.rootOfSquares, .hypotenuse(sides))
  }

  /// sqrt(c·(u² − q²·v²)) as the product of the roots of c·(|u| − q·|v|) and |u| + q·|v|, for a rational q; v may be 1.
  private func rootOfDifference(_ terms: TermView) -> StableForm? {
    let constant = store.number(terms.constant) ?? 0
    guard terms.count == (constant.isZero ? 2 : 1) else { return nil }
    var (plus, minus): ((Rational, StableFormula)?, (Rational, StableFormula)?)
    if constant.isNegative { minus = (-constant, .number(1)) }
    for (factor, term) in terms {
      guard let coefficient = store.number(factor), let (base, exponent) = power(term),
        let n = whole(exponent), n >= 2, n % 2 == 0
      else { return nil }
      let side = StableFormula.function(.abs, .power(base, Rational(n / 2)))
      if coefficient.isNegative { minus = (-coefficient, side) } else { plus = (coefficient, side) }
    }
    guard let plus, let minus, let q = (minus.0 / plus.0).root(2) else { return nil }
    let difference = StableFormula.sum(0, [.plus(plus.1), .times(-q, minus.1)])
    let sum = StableFormula.sum(0, [.plus(plus.1), .times(q, minus.1)])
    return StableForm(
      .rootOfDifference, .product(1, [.squareRoot(.scaled(plus.0, difference)), .squareRoot(sum)]))
  }
}
