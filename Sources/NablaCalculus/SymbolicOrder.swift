// Derivatives of an order that is a symbol, where they are known in closed form.

import NablaExpressions
import NablaNumbers

extension Expr {
  /// The derivative of order n by a symbol, where n is any expression that stands for a whole number from 1 on.
  ///
  /// Known of sums and multiples of: powers, exponentials, logarithms, sines, cosines and their hyperbolic relatives of a
  /// linear function, and of products of exponentials, sines or cosines of one with powers of the symbol up to 16. Throws `domain` where no closed form is known, where the
  /// variable is no symbol or stands in n, or this is a relation.
  public func nthDerivative(by variable: Expr, order: Expr) throws(NablaError) -> Expr {
    try requireSymbol(variable)
    return try Expr.made(of: [self, order]) { (builder, nodes) throws(NablaError) in
      let (node, condition) = try builder.nthDerivative(of: nodes[0], by: variable.node, order: nodes[1])
      return ([node], condition)
    }[0]
  }
}

extension Builder {
  /// The derivative of an order that is a node, and the condition it leaves behind.
  package func nthDerivative(
    of root: NodeID, by variable: NodeID, order: NodeID
  ) throws(NablaError) -> (node: NodeID, condition: NodeID) {
    if let number = value(order) {
      guard let small = number.asInt, small >= 0 else {
        throw NablaError(.domain, "the order of a derivative is 0, 1, 2, …, not \(number)")
      }
      return try derivative(of: root, by: variable, order: small)
    }
    if store.symbols(under: [order]).contains(variable) {
      throw NablaError(.domain, "the order of a derivative does not depend on \(NameTable.shared.name(of: variable))")
    }
    let condition = derivativeCondition(of: root, by: [variable])
    let (node, recorded) = try recording { () throws(NablaError) -> NodeID in
      let closed = ClosedOrders(builder: self, variable: variable)
      var terms: [NodeID] = []
      for (coefficient, term) in termList(root) {
        try check()
        guard let derivative = try closed.derivative(of: term, order: order) else {
          throw NablaError(
            .domain, "no closed form is known for a derivative of symbolic order of this; give the order as a number")
        }
        terms.append(scaled(coefficient, derivative))
      }
      return sum(terms)
    }
    return (node, both(condition, recorded))
  }

  /// The terms of a sum with their coefficients; of anything else the one that it is.
  private func termList(_ root: NodeID) -> [(coefficient: NodeID, term: NodeID)] {
    guard store.isOperation(root, .sum) else { return [splitCoefficient(root)] }
    var terms: [(NodeID, NodeID)] = []
    store.forEachTerm(root) { terms.append(($0, $1)) }
    return terms
  }
}

/// The closed forms of derivatives of symbolic order.
private struct ClosedOrders {
  let builder: Builder
  let variable: NodeID

  /// Powers of the symbol before another factor may be so high.
  private static var mostTerms: Int { 16 }

  func derivative(of term: NodeID, order n: NodeID) throws(NablaError) -> NodeID? {
    let b = builder
    guard depends(term) else { return .zero }
    // What does not depend on the symbol leaves.
    var (constants, rest) = ([NodeID](), [NodeID]())
    if b.store.isOperation(term, .product) {
      constants.append(b.splitCoefficient(term).coefficient)
      b.store.forEachFactor(term) { base, exponent in
        let factor = b.rawPower(base, exponent)
        if depends(factor) { rest.append(factor) } else { constants.append(factor) }
      }
    } else {
      rest = [term]
    }
    let found: NodeID?
    if rest.count == 1 {
      found = try simple(rest[0], n)
    } else if rest.count == 2, let power = rest.firstIndex(where: { wholePower($0) != nil }) {
      found = try product(of: wholePower(rest[power]) ?? 0, rest[1 - power], n)
    } else {
      found = nil
    }
    return found.map { b.product(constants + [$0]) }
  }

  private func depends(_ node: NodeID) -> Bool { builder.store.symbols(under: [node]).contains(variable) }

  /// The slope of a linear function of the symbol.
  private func linearSlope(_ u: NodeID) throws(NablaError) -> NodeID? {
    let slope = try builder.forwardDerivatives(of: [u], seeds: [variable: .one])[0]
    return slope != .zero && !depends(slope) ? slope : nil
  }

  /// k of x^k for small whole k ≥ 1.
  private func wholePower(_ node: NodeID) -> Int? {
    if node == variable { return 1 }
    guard builder.store.isOperation(node, .power) else { return nil }
    let operands = builder.store.operands(node)
    guard operands[0] == variable, let k = builder.value(operands[1])?.asInt, k > 0 else { return nil }
    return k <= ClosedOrders.mostTerms ? k : nil
  }

  private func simple(_ u: NodeID, _ n: NodeID) throws(NablaError) -> NodeID? {
    let b = builder
    let operands = u.isStored ? Array(b.store.operands(u)) : []
    switch b.store.operation(u) {
    case nil: return try power(of: u, .one, n)
    case .sum: return try power(of: u, .one, n)
    case .power:
      if !depends(operands[1]) { return try power(of: operands[0], operands[1], n) }
      // c^(ax + b) is itself times (a·log c)^n.
      guard !depends(operands[0]), let slope = try linearSlope(operands[1]) else { return nil }
      return b.product(b.power(b.product(slope, b.call(.log, [operands[0]])), n), u)
    case .call:
      guard operands.count == 1, let slope = try linearSlope(operands[0]) else { return nil }
      let row = Catalogue.row(b.store.node(u).pointee.function)
      return row.derivativeOfOrder.map { b.product(b.power(slope, n), $0(b, operands[0], n)) }
    case .number, .product, .application, .declared, .ifElse, .less, .lessOrEqual, .equal, .notEqual, .and, .or,
      .defined, .differentiable, .domainRequirement, .kinkRequirement, .guarded, .both:
      return nil
    }
  }

  /// (ax + b)^k: a^n·k(k − 1)⋯(k − n + 1)·(ax + b)^(k − n).
  private func power(of base: NodeID, _ k: NodeID, _ n: NodeID) throws(NablaError) -> NodeID? {
    let b = builder
    guard let slope = try linearSlope(base) else { return nil }
    let scale = b.power(slope, n)
    let rest = b.power(base, b.difference(k, n))
    func gamma(_ u: NodeID) -> NodeID { b.call(.gamma, [u]) }
    if let whole = b.value(k), whole.isInteger {
      if whole.isNegative {
        // (-1)^n·(n − k − 1)!/(−k − 1)!.
        let falling = b.quotient(gamma(b.difference(n, k)), gamma(b.negate(k)))
        return b.product([scale, b.power(.minusOne, n), falling, rest])
      }
      let falling = b.quotient(gamma(b.sum(k, .one)), gamma(b.difference(b.sum(k, .one), n)))
      return b.ifElse(b.lessOrEqual(n, k), b.product([scale, falling, rest]), .zero)
    }
    let falling = b.quotient(gamma(b.sum(k, .one)), gamma(b.difference(b.sum(k, .one), n)))
    return b.product([scale, falling, rest])
  }

  /// x^k times an exponential, sine or cosine, by the rule of Leibniz.
  private func product(of k: Int, _ other: NodeID, _ n: NodeID) throws(NablaError) -> NodeID? {
    let b = builder
    guard isEverywhereDerivable(other) else { return nil }
    var terms: [NodeID] = []
    var (binomial, falling) = ([NodeID](), Rational(1))
    for j in 0...k {
      guard let slope = try simple(other, b.difference(n, b.integer(j))) else { return nil }
      // n(n − 1)⋯(n − j + 1)/j! times k(k − 1)⋯(k − j + 1)·x^(k − j).
      terms.append(b.product(binomial + [b.number(falling), b.power(variable, b.integer(k - j)), slope]))
      binomial.append(b.difference(n, b.integer(j)))
      falling = falling * Rational(k - j, j + 1)
    }
    return b.sum(terms)
  }

  /// Whether the closed form holds for orders of 0 and below too, where the binomial coefficients are 0 or the order is.
  private func isEverywhereDerivable(_ u: NodeID) -> Bool {
    if builder.store.isOperation(u, .power) { return !depends(builder.store.operands(u)[0]) }
    guard builder.store.isOperation(u, .call) else { return false }
    switch FunctionID(rawValue: builder.store.node(u).pointee.function) {
    case .sin, .cos, .sinh, .cosh: return true
    default: return false
    }
  }
}
