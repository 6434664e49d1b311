// Taylor polynomials of one or several variables, the form of Lagrange for what is left, tangent lines and planes.

import NablaExpressions
import NablaNumbers

extension Expr {
  /// The Taylor polynomial about a point: the sum of f⁽ᵏ⁾(a)/k!·(x − a)^k for k from 0 to the order.
  ///
  /// Exact; `about` may be symbolic. One forward pass an order. Throws `domain` where f or a derivative up to the order has no value at the point, or
  /// only one by the convention for kinks, where the variable is no symbol or this is a relation; `limit` past the limits.
  public func taylorPolynomial(by variable: Expr, about point: Expr = 0, order: Int = 5) throws(NablaError) -> Expr {
    try taylorPolynomial(by: [variable], about: [point], order: order)
  }

  /// The Taylor polynomial of several variables about a point, up to a total degree.
  ///
  /// Throws `domain` for a point of another length than the variables, and `limit` for more than 20,000 terms, otherwise as
  /// for one variable.
  public func taylorPolynomial(by variables: [Expr], about point: [Expr], order: Int) throws(NablaError) -> Expr {
    try developed(by: variables, about: point) { (builder, root, symbols, point) throws(NablaError) in
      let (terms, condition) = try builder.taylorTerms(of: root, by: symbols, about: point, order: order)
      let (node, recorded) = builder.recording { builder.polynomial(terms, in: symbols, about: point.map(\.node)) }
      return (node, builder.both(condition, recorded))
    }
  }

  /// What the Taylor polynomial leaves, in the form of Lagrange: f⁽ⁿ⁺¹⁾(ξ)/(n + 1)!·(x − a)^(n + 1) for some ξ between a and x.
  ///
  /// It holds where f is n + 1 times differentiable between the two. `named` is the name of ξ. Throws `domain` where that is a symbol of f already, otherwise as the polynomial does.
  public func taylorRemainder(
    by variable: Expr, about point: Expr = 0, order: Int = 5, named: String = "xi"
  ) throws(NablaError) -> Expr {
    let between = Expr.symbol(named)
    return try developed(by: [variable], about: [point]) { (builder, root, symbols, point) throws(NablaError) in
      try builder.taylorRemainder(of: root, by: symbols[0], about: point[0], order: order, between: between.node)
    }
  }

  /// The tangent of the graph at a point, a line or (of several variables) a plane, as a function of the variables.
  ///
  /// At points of exact numbers it is a sum of slopes times variables and a constant, elsewhere f(a) + f′(a)·(x − a). Throws as the Taylor polynomial of order 1 does.
  public func tangent(by variables: [Expr], at point: [Expr]) throws(NablaError) -> Expr {
    try developed(by: variables, about: point) { (builder, root, symbols, point) throws(NablaError) in
      let (terms, condition) = try builder.taylorTerms(of: root, by: symbols, about: point, order: 1)
      let (node, recorded) = builder.recording { builder.tangent(terms, in: symbols, at: point.map(\.node)) }
      return (node, builder.both(condition, recorded))
    }
  }

  private func developed(
    by variables: [Expr], about point: [Expr],
    _ body: (Builder, Conditioned, [NodeID], [Conditioned]) throws(NablaError) -> (NodeID, NodeID)
  ) throws(NablaError) -> Expr {
    try requireDifferentSymbols(variables)
    try Expr.requireDifferentiable([self] + point)
    guard point.count == variables.count else {
      throw NablaError(.domain, "the point has \(point.count) coordinates and there are \(variables.count) variables")
    }
    let store = ([self] + point).first { $0.node.isStored }?.store ?? self.store
    let (node, condition) = try store.build { (builder) throws(NablaError) -> (NodeID, NodeID) in
      func adopted(_ expression: Expr) -> Conditioned {
        let (node, condition) = builder.adopt(expression)
        return Conditioned(node, condition)
      }
      return try body(builder, adopted(self), variables.map(\.node), point.map(adopted))
    }
    return Expr(store: store, node: node, condition: condition)
  }
}

/// One term of a Taylor polynomial: a partial derivative at the point over factorials, and its powers.
package struct TaylorTerm {
  package let exponents: [Int]
  package var coefficient: NodeID
}

extension Builder {
  /// The terms of a Taylor polynomial by rising degree, and the condition under which they stand: what the formula and its
  /// derivatives depend on, at the point.
  package func taylorTerms(
    of root: Conditioned, by variables: [NodeID], about place: [Conditioned], order: Int
  ) throws(NablaError) -> (terms: [TaylorTerm], condition: NodeID) {
    guard order >= 0 else { throw NablaError(.domain, "the order of a Taylor polynomial is 0, 1, 2, …") }
    try requireFewTerms(variables.count, order)
    let point = place.map(\.node)
    /// A partial derivative: how often by each variable, over the product of factorials, and the last variable taken.
    struct Partial {
      var exponents: [Int]
      var factorials: Rational
      var last: Int
      var node: NodeID
    }
    let origin = Partial(
      exponents: [Int](repeating: 0, count: variables.count), factorials: 1, last: 0, node: root.node)
    var (level, condition) = ([origin], root.condition)
    var all = level
    for _ in 0..<order where !level.isEmpty {
      var next: [Partial] = []
      for (place, variable) in variables.enumerated() {
        // Each mixed partial once, its variables in their order.
        let before = level.filter { $0.last <= place }
        let (slopes, added) = try slopes(of: before.map(\.node), by: variable)
        condition = both(condition, added)
        for (partial, slope) in zip(before, slopes) where slope != .zero {
          var own = partial
          own.exponents[place] += 1
          own.factorials = own.factorials * Rational(own.exponents[place])
          own.last = place
          own.node = slope
          next.append(own)
        }
      }
      level = next
      all += next
    }
    let table = Dictionary(uniqueKeysWithValues: zip(variables, point))
    let value = try substitute(table, in: root.node, condition: condition)
    var (terms, left) = ([TaylorTerm](), place.reduce(value.condition) { both($0, $1.condition) })
    for partial in all {
      try check()
      let value = try substitute(table, in: partial.node, condition: .yes)
      if isKnownToLackValue(value.node) { throw withoutValue(partial.exponents.reduce(0, +), variables, point) }
      if value.node == .zero { continue }
      left = both(left, value.condition)
      let coefficient = scaled(number(Rational(1) / partial.factorials), value.node)
      terms.append(TaylorTerm(exponents: partial.exponents, coefficient: coefficient))
    }
    let requirements = try requirements(of: left, results: terms.map(\.coefficient))
    if let none = requirements.first(where: { $0.relation == .no }) {
      throw none.isKink ? atKink(variables, point) : withoutValue(0, variables, point)
    }
    return (terms, left)
  }

  private func requireFewTerms(_ variables: Int, _ order: Int) throws(NablaError) {
    var count = 1.0
    for k in 0..<variables { count = count * Double(order + k + 1) / Double(k + 1) }
    if count > 20_000 {
      throw NablaError(.limit, "a Taylor polynomial of order \(order) in \(variables) variables has too many terms")
    }
  }

  private func place(_ variables: [NodeID], _ point: [NodeID]) -> String {
    zip(variables, point).map { variable, value in
      let name = NameTable.shared.name(of: variable)
      return self.value(value).map { "\(name) = \($0)" } ?? "the place of \(name)"
    }.joined(separator: ", ")
  }

  private func withoutValue(_ order: Int, _ variables: [NodeID], _ point: [NodeID]) -> NablaError {
    let what = order == 0 ? "the formula" : "a derivative of order \(order)"
    return NablaError(
      .domain, "\(what) has no value at \(place(variables, point)): there is no Taylor polynomial about it")
  }

  private func atKink(_ variables: [NodeID], _ point: [NodeID]) -> NablaError {
    NablaError(.domain, "the formula has a kink at \(place(variables, point)): there is no Taylor polynomial about it")
  }

  /// The polynomial of some terms.
  package func polynomial(_ terms: [TaylorTerm], in variables: [NodeID], about point: [NodeID]) -> NodeID {
    let steps = zip(variables, point).map { difference($0, $1) }
    return sum(
      terms.map { term in
        var factors = [term.coefficient]
        for (step, exponent) in zip(steps, term.exponents) where exponent > 0 {
          factors.append(power(step, integer(exponent)))
        }
        return product(factors)
      })
  }

  /// The polynomial of terms of order 0 and 1: at exact numbers without parentheses.
  package func tangent(_ terms: [TaylorTerm], in variables: [NodeID], at point: [NodeID]) -> NodeID {
    guard point.allSatisfy({ value($0) != nil }) else { return polynomial(terms, in: variables, about: point) }
    var parts: [NodeID] = []
    for term in terms {
      guard let place = term.exponents.firstIndex(of: 1) else {
        parts.append(term.coefficient)
        continue
      }
      parts.append(product(term.coefficient, variables[place]))
      parts.append(negate(product(term.coefficient, point[place])))
    }
    return sum(parts)
  }

  /// The remainder in the form of Lagrange, and the condition it leaves behind.
  package func taylorRemainder(
    of root: Conditioned, by variable: NodeID, about place: Conditioned, order: Int, between: NodeID
  ) throws(NablaError) -> (node: NodeID, condition: NodeID) {
    guard order >= 0 else { throw NablaError(.domain, "the order of a Taylor polynomial is 0, 1, 2, …") }
    if store.symbols(under: [root.node, place.node]).contains(between) || variable == between {
      throw NablaError(.domain, "\(NameTable.shared.name(of: between)) is a symbol of the formula already")
    }
    let (slope, condition) = try derivative(of: root.node, by: variable, order: order + 1)
    let value = try substitute([variable: between], in: slope, condition: both(root.condition, condition))
    let (node, recorded) = try recording { () throws(NablaError) -> NodeID in
      var factor = Rational(1)
      for k in 1...(order + 1) {
        try check()
        factor = factor / Rational(k)
      }
      return product([number(factor), value.node, power(difference(variable, place.node), integer(order + 1))])
    }
    return (node, both(both(value.condition, place.condition), recorded))
  }
}
