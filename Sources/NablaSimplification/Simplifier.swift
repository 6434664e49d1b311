// The cheapest of a fixed number of shapes, found from normal forms; there is no search.

import NablaExpressions
import NablaNumbers
import NablaPolynomials

/// How much a simplification may cost, and what saving it is worth.
package struct SimplificationLimits: Sendable {
  package var polynomials: PolynomialLimits
  /// Expressions of more operations are left as they are.
  package var operations: Int
  /// The least saving, in operations, for which the shape changes.
  package var saving: Int

  /// What `simplified` uses.
  package static let standard = SimplificationLimits(polynomials: .standard, operations: 5_000, saving: 1)
  /// What answers of derivative verbs go through.
  package static let tidying = SimplificationLimits(polynomials: .small, operations: 200, saving: 2)
}

extension Builder {
  /// The node in the cheapest shape that is known for it: equal to it wherever it has a value.
  ///
  /// Records that it holds where the given node has a value. Costs a number of calls of FLINT that is fixed by the number
  /// of functions in the node; deterministic.
  package func simplified(_ node: NodeID, _ limits: SimplificationLimits) -> NodeID {
    #if NABLA_HAS_CALCIUM
      guard node.isStored, store.sort(node) == .number, store.hasAtMost(limits.operations, under: [node]) else {
        return node
      }
      let before = store.printedCost(node)
      // Shapes that are not taken leave nothing behind in this store.
      let scratch = Store(like: store)
      let found: NodeID? = scratch.construct { builder in
        let root = builder.importing([node], from: store)[0]
        // Where the verb is to stop, its next check throws.
        let best = builder.unrecordedSimplification(root, limits) { (try? checkNow()) == nil }
        if best == root { return nil }
        return limits.saving > 1 && before - scratch.printedCost(best) < limits.saving ? nil : best
      }
      guard let found else { return node }
      let result = importing([found], from: scratch)[0]
      recordDefined(node)
      return result
    #else
      return node
    #endif
  }
}

extension Builder {
  /// Whether a normal form proves that a node is 0 wherever it has a value. False says nothing.
  package func isProvedZero(_ node: NodeID, _ limits: PolynomialLimits) -> Bool {
    if node == .zero { return true }
    #if NABLA_HAS_CALCIUM
      guard node.isStored, store.sort(node) == .number else { return false }
      let scratch = Store(like: store)
      return scratch.construct { builder in
        let root = builder.importing([node], from: store)[0]
        let work = PolynomialWork(limit: limits.work)
        for depth in NormalFormDepth.allCases {
          if let forms = try? NormalForms.forms(of: root, builder, depth: depth, limits: limits, work: work),
            let form = try? forms.reduced(forms.form(root)), form.isZero
          {
            return true
          }
        }
        return false
      }
    #else
      return false
    #endif
  }
}

#if NABLA_HAS_CALCIUM
  extension Builder {
    fileprivate func unrecordedSimplification(
      _ root: NodeID, _ limits: SimplificationLimits, isStopped: @escaping () -> Bool
    ) -> NodeID {
      // Nothing in here throws an error of its own.
      (try? withoutRecording { () throws(NablaError) in
        var simplifier = Simplifier(builder: self, limits: limits.polynomials, isStopped: isStopped)
        return simplifier.simplified(root)
      }) ?? root
    }
  }

  private struct Simplifier {
    let builder: Builder
    let limits: PolynomialLimits
    private let work: PolynomialWork
    private let isStopped: () -> Bool
    private var known: [NodeID: NodeID] = [:]

    init(builder: Builder, limits: PolynomialLimits, isStopped: @escaping () -> Bool) {
      self.isStopped = isStopped
      self.builder = builder
      self.limits = limits
      work = PolynomialWork(limit: limits.work)
    }

    private var store: Store { builder.store }

    /// Children first: arguments of functions by themselves, then what is arithmetic of them.
    mutating func simplified(_ root: NodeID) -> NodeID {
      let reachable = ReachableNodes(store, [root])
      var images = [NodeID](repeating: .zero, count: reachable.ids.count)
      var isArgument = [Bool](repeating: false, count: reachable.ids.count)
      for id in reachable.ids where !isArithmetic(id) {
        for operand in store.operands(id) {
          if let rank = reachable.rank(operand) { isArgument[rank] = true }
        }
      }
      if store.isOperation(root, .sum) {
        store.forEachTerm(root) { if let rank = reachable.rank($1) { isArgument[rank] = true } }
      }
      func image(_ id: NodeID) -> NodeID { reachable.rank(id).map { images[$0] } ?? id }
      for (rank, id) in reachable.ids.enumerated() {
        let isSame = store.operands(id).allSatisfy { image($0) == $0 }
        var result = isSame ? id : builder.rebuild(id, image)
        if let roots = builder.denested(result) { result = roots }
        if isArgument[rank] || id == root { result = improved(result) }
        images[rank] = result
      }
      return image(root)
    }

    private func isArithmetic(_ id: NodeID) -> Bool {
      guard let operation = store.operation(id) else { return true }
      switch operation {
      case .number, .sum, .product: return true
      case .power: return store.isNumber(store.operands(id)[1])
      case .call, .application, .declared, .ifElse, .less, .lessOrEqual, .equal, .notEqual, .and, .or, .defined,
        .differentiable, .domainRequirement, .kinkRequirement, .guarded, .both:
        return false
      }
    }

    // MARK: One node

    private mutating func improved(_ node: NodeID) -> NodeID {
      guard node.isStored, store.sort(node) == .number, !store.isOperation(node, .number) else { return node }
      if let known = known[node] { return known }
      if isStopped() || work.isExhausted { return node }
      var best = (node: node, cost: store.printedCost(node))
      func offer(_ candidate: NodeID?) {
        guard let candidate, candidate != best.node else { return }
        let cost = store.printedCost(candidate)
        if cost < best.cost || cost == best.cost && !hasDenominator(candidate) && hasDenominator(best.node) {
          best = (candidate, cost)
        }
      }
      for depth in depths(of: node) {
        guard let forms = try? NormalForms.forms(of: node, builder, depth: depth, limits: limits, work: work),
          let form = try? forms.form(node)
        else { continue }
        offerShapes(of: form, forms, offer)
        if best.cost == 0 { break }
      }
      known[node] = best.node
      return best.node
    }

    /// The depths at which a normal form may show something new.
    private func depths(of node: NodeID) -> [NormalFormDepth] {
      var hasFunctions = false
      var factored = 0
      func seeRoot(_ base: NodeID, _ exponent: NodeID) {
        if base == .e { return hasFunctions = true }
        guard store.isOperation(exponent, .number), !(store.number(exponent)?.isInteger ?? true) else { return }
        factored += isPolynomial(base) ? 1 : 2
      }
      for id in ReachableNodes(store, [node]).ids {
        switch store.operation(id) {
        case .call:
          switch CallForm(store.node(id).pointee.function) {
          case .logarithm, .absolute, .sign: factored += 1
          case nil: break
          default: hasFunctions = true
          }
        case .power: seeRoot(store.operands(id)[0], store.operands(id)[1])
        case .product: store.forEachFactor(id, seeRoot)
        case .number, .sum, .application, .declared, .ifElse, .less, .lessOrEqual, .equal, .notEqual, .and, .or,
          .defined, .differentiable, .domainRequirement, .kinkRequirement, .guarded, .both, nil:
          break
        }
      }
      return [.arithmetic] + (hasFunctions || factored > 0 ? [.functions] : []) + (factored > 1 ? [.factors] : [])
    }

    /// Whether a radicand is no product and has no denominator.
    private func isPolynomial(_ base: NodeID) -> Bool {
      guard store.isOperation(base, .sum) else { return !store.isOperation(base, .product) }
      var isPolynomial = true
      store.forEachTerm(base) { _, term in if hasDenominator(term) { isPolynomial = false } }
      return isPolynomial
    }

    private func hasDenominator(_ node: NodeID) -> Bool {
      if store.isOperation(node, .product) {
        var found = false
        store.forEachFactor(node) { if store.number($1)?.isNegative ?? false { found = true } }
        return found
      }
      if store.isOperation(node, .power) { return store.number(store.operands(node)[1])?.isNegative ?? false }
      return false
    }

    private func offerShapes(of form: RationalFunction, _ forms: NormalForms, _ offer: (NodeID?) -> Void) {
      let translation = Translation(forms)
      var variants = [form]
      func add(_ variant: RationalFunction?) {
        if let variant, !variants.contains(where: { $0 == variant }) { variants.append(variant) }
      }
      guard let reduced = try? forms.reduced(form) else { return }
      if reduced.isZero {
        offer(.zero)
        return
      }
      add(reduced)
      for substitute in ExponentialSubstitute.allCases { add(try? forms.substituted(reduced, substitute)) }
      if !forms.angles.elements.isEmpty {
        add(try? forms.inCosines(reduced))
        for place in forms.angles.elements.indices {
          add(try? forms.inDoubled(reduced, place))
          add(try? forms.inTangents(reduced, place))
        }
      }
      for variant in variants {
        let used = variant.variables
        if !forms.rootPlaces.isEmpty { translation.offerJoinedRoots(variant, offer) }
        translation.offerQuotients(variant, offer)
        offer(try? translation.separated(variant))
        for variable in forms.generators.indices where used[variable] {
          offer(try? translation.collected(variant, by: variable))
        }
      }
    }
  }

  extension NormalForms {
    /// The same with squares of sines replaced by those of cosines.
    fileprivate func inCosines(_ form: RationalFunction) throws -> RationalFunction {
      var form = form
      for (sine, cosine) in angleVariables {
        let value = try RationalFunction(ring, 1) - variable(cosine).power(2)
        form = try reduced(form, sine, Generator.Relation(degree: 2, value: value))
      }
      return form
    }

    /// The same in sine and cosine of twice an angle, where numerator and denominator are even or odd in those of the angle.
    fileprivate func inDoubled(_ form: RationalFunction, _ place: Int) throws -> RationalFunction? {
      let (sine, cosine) = angleVariables[place]
      func parity(_ polynomial: Polynomial) -> UInt? {
        var found: UInt?
        for term in polynomial.terms {
          let parity = (term.exponents[sine] + term.exponents[cosine]) % 2
          if let found, found != parity { return nil }
          found = parity
        }
        return found
      }
      let (top, bottom) = (form.numerator, form.denominator)
      guard parity(top) == 0, parity(bottom) == 0 else { return nil }
      guard top.degrees[sine] + top.degrees[cosine] + bottom.degrees[sine] + bottom.degrees[cosine] > 0 else {
        return nil
      }
      let double = try doubled(place)
      let (one, half) = (RationalFunction(ring, 1), RationalFunction(ring, Rational(1, 2)))
      let sineSquare = try half * (one - variable(double.cosine))
      let cosineSquare = try half * (one + variable(double.cosine))
      let product = try half * variable(double.sine)
      func rewritten(_ polynomial: Polynomial) throws -> RationalFunction {
        var total = RationalFunction(ring)
        for var term in polynomial.terms {
          let (i, j) = (Int(term.exponents[sine]), Int(term.exponents[cosine]))
          term.exponents[sine] = 0
          term.exponents[cosine] = 0
          var value =
            try RationalFunction(Polynomial(ring, terms: [term]))
            * sineSquare.power(i / 2) * cosineSquare.power(j / 2)
          if i % 2 == 1 { value = try value * product }
          total = try total + value
        }
        return total
      }
      return try reduced(rewritten(top) / rewritten(bottom))
    }
  }
#endif
