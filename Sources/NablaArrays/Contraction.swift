// Sums over indices in one form: what does not depend on an index stands outside, what falls apart is a product of sums,
// and δ is gone.

import NablaExpressions
import NablaNumbers

extension ArrayAlgebra {
  /// Beyond so many factors a sum inside of a sum stays what it is.
  static let mostFactors = 14

  /// The sum of a formula over some indices.
  package func contract(_ bound: [NodeID], _ body: NodeID) throws(NablaError) -> NodeID {
    try check()
    if body == .zero { return .zero }
    if bound.isEmpty && !containsDelta(body) { return body }
    if store.isOperation(body, .sum), containsDelta(body) || bound.isEmpty {
      return try contractTerms(bound, body)
    }
    return try contractProduct(bound, factors(body))
  }

  private func contractTerms(_ bound: [NodeID], _ sum: NodeID) throws(NablaError) -> NodeID {
    var terms: [NodeID] = []
    for term in self.terms(sum) { terms.append(try contract(bound, term)) }
    return builder.sum(terms)
  }

  /// The terms of a sum, or a formula alone.
  func terms(_ node: NodeID) -> [NodeID] {
    guard store.isOperation(node, .sum) else { return [node] }
    var terms: [NodeID] = []
    store.forEachTerm(node) { coefficient, term in terms.append(builder.scaled(coefficient, term)) }
    let constant = store.operands(node)[0]
    if constant != .zero && !terms.contains(constant) { terms.append(constant) }
    return terms
  }

  /// The factors of a product with their exponents in them, or a formula alone.
  func factors(_ node: NodeID) -> [NodeID] {
    guard store.isOperation(node, .product) else { return [node] }
    var factors: [NodeID] = []
    let (coefficient, term) = builder.splitCoefficient(node)
    if coefficient != .one { factors.append(coefficient) }
    guard store.isOperation(term, .product) else { return factors + [term] }
    store.forEachFactor(term) { base, exponent in
      // δ is its own square.
      let isDelta = entry(base)?.array == delta && store.flags(exponent).isPositive
      factors.append(isDelta ? base : builder.rawPower(base, exponent))
    }
    return factors
  }

  /// Whether a factor of a term, or a term of a factor, is δ.
  private func containsDelta(_ node: NodeID) -> Bool {
    if let (array, _) = entry(node) { return array == delta }
    let parts = store.isOperation(node, .sum) ? terms(node) : store.isOperation(node, .product) ? factors(node) : []
    return parts.contains { $0 != node && containsDelta($0) }
  }

  private func contractProduct(_ bound: [NodeID], _ given: [NodeID]) throws(NablaError) -> NodeID {
    var bound = bound
    var factors = given
    var changed = true
    while changed {
      try check()
      changed = false
      // δ with a bound index puts the other one in its place.
      for (place, factor) in factors.enumerated() {
        guard let (array, arguments) = entry(factor), array == delta else { continue }
        guard let index = arguments.first(where: bound.contains) else { continue }
        let other = arguments[0] == index ? arguments[1] : arguments[0]
        factors.remove(at: place)
        bound.removeAll { $0 == index }
        factors = renamed(factors, [index: other]).flatMap { self.factors($0) }
        changed = true
        break
      }
      if changed { continue }
      if factors.contains(.zero) { return .zero }
      // A sum with δ inside is multiplied out.
      if let place = factors.firstIndex(where: { store.isOperation($0, .sum) && containsDelta($0) }) {
        let rest = factors[..<place] + factors[(place + 1)...]
        var total: [NodeID] = []
        for term in terms(factors[place]) {
          total.append(try contractProduct(bound, Array(rest) + self.factors(term)))
        }
        return builder.sum(total)
      }
      // A sum inside of the sum.
      if let (place, inner) = innerSum(factors, bound) {
        factors.remove(at: place)
        bound += inner.bound
        factors += inner.factors
        changed = true
        continue
      }
      if let next = try simplifiedPair(factors, &bound) {
        factors = next
        changed = true
      }
    }
    return try sumOfComponents(bound, factors)
  }

  /// A factor that is a sum itself and has a bound index: its formula with indices of its own.
  private func innerSum(_ factors: [NodeID], _ bound: [NodeID]) -> (Int, (bound: [NodeID], factors: [NodeID]))? {
    for (place, factor) in factors.enumerated() {
      guard let (array, arguments) = entry(factor), arguments.contains(where: bound.contains),
        let definition = arrays[array]?.definition, definition.operation == .sum
      else { continue }
      let inner = opened(definition.signature, definition.body, arguments)
      let parts = self.factors(inner.body)
      guard factors.count - 1 + parts.count <= ArrayAlgebra.mostFactors else { continue }
      return (place, (inner.bound, parts))
    }
    return nil
  }

  /// The formula of a definition at some arguments, its bound indices fresh.
  func opened(
    _ signature: ArraySignature, _ body: NodeID, _ arguments: [NodeID]
  ) -> (bound: [NodeID], body: NodeID) {
    var table: [NodeID: NodeID] = [:]
    var bound: [NodeID] = []
    for index in signature.bound {
      let fresh = freshIndex(dimension(index) ?? .one)
      table[index] = fresh
      bound.append(fresh)
    }
    for (parameter, argument) in zip(signature.parameters, arguments.dropFirst(signature.outputs.count)) {
      table[parameter] = argument
    }
    return (bound, renamed(body, table))
  }

  /// Two factors that share a bound index and are δ together: a matrix and its inverse, an orthogonal one and itself.
  private func simplifiedPair(_ factors: [NodeID], _ bound: inout [NodeID]) throws(NablaError) -> [NodeID]? {
    for (place, factor) in factors.enumerated() {
      guard let (array, arguments) = entry(factor), arguments.count >= 2, arguments[0] != arguments[1],
        let definition = arrays[array]
      else { continue }
      for index in arguments.prefix(2) where bound.contains(index) {
        let own = arguments[0] == index ? 0 : 1
        for (otherPlace, other) in factors.enumerated() where otherPlace != place {
          guard isAlone(index, factors, place, otherPlace) else { continue }
          var image: NodeID?
          if definition.isOrthogonal, let (second, b) = entry(other), second == array, b.count == 2, b[own] == index,
            b[1 - own] != index, arguments.count == 2
          {
            image = deltaEntry(arguments[1 - own], b[1 - own])
          } else if let own = definition.definition, own.operation == .inverse {
            image = product(other, withInverse: own.signature, own.body, arguments, over: index)
          }
          guard let image else { continue }
          bound.removeAll { $0 == index }
          let rest = factors.indices.filter { $0 != place && $0 != otherPlace }.map { factors[$0] }
          return rest + [image]
        }
      }
    }
    return nil
  }

  private func isAlone(_ index: NodeID, _ factors: [NodeID], _ a: Int, _ b: Int) -> Bool {
    factors.indices.allSatisfy { $0 == a || $0 == b || !indices(factors[$0]).contains(index) }
  }

  /// δ where a factor is the matrix of which another one is the inverse, summed over the index between them.
  private func product(
    _ factor: NodeID, withInverse signature: ArraySignature, _ body: NodeID, _ arguments: [NodeID], over index: NodeID
  ) -> NodeID? {
    let parameters = Dictionary(
      uniqueKeysWithValues: zip(signature.parameters, arguments.dropFirst(2)).map { ($0, $1) })
    let found = indices(factor).filter { $0 != index && !arguments.dropFirst(2).contains($0) }
    guard found.count == 1 else { return nil }
    let (free, dimension) = (found[0], self.dimension(found[0]))
    guard dimension == self.dimension(index) else { return nil }
    // inv[a, b]·X[b, c] and X[c, a]·inv[a, b].
    let first = arguments[0] == index
    let outer = first ? arguments[1] : arguments[0]
    var table = parameters
    (table[signature.bound[0]], table[signature.bound[1]]) = first ? (free, index) : (index, free)
    return renamed(body, table) == factor ? deltaEntry(outer, free) : nil
  }

  /// Splits what is left by the bound indices that its factors share.
  private func sumOfComponents(_ bound: [NodeID], _ factors: [NodeID]) throws(NablaError) -> NodeID {
    var outside: [NodeID] = []
    var groups: [(indices: Set<NodeID>, factors: [NodeID])] = []
    for factor in factors {
      let own = Set(indices(factor)).intersection(bound)
      if own.isEmpty {
        outside.append(factor)
        continue
      }
      var merged = (indices: own, factors: [factor])
      groups.removeAll { group in
        guard !group.indices.isDisjoint(with: own) else { return false }
        merged.indices.formUnion(group.indices)
        merged.factors += group.factors
        return true
      }
      groups.append(merged)
    }
    for index in bound where !groups.contains(where: { $0.indices.contains(index) }) {
      outside.append(dimension(index) ?? .one)
    }
    for group in groups {
      let body = builder.product(group.factors)
      // Numbers come out where products of factors fold.
      let (coefficient, term) = builder.splitCoefficient(body)
      outside.append(coefficient)
      outside.append(try named(.sum, bound: bound.filter(group.indices.contains), [], term))
    }
    return builder.product(outside)
  }
}
