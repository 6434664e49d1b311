// Products of long products: a few factors more, or what is near a product made before, without touching the rest.

import NablaNumbers

/// A product of two long products, kept for the next one that is nearly the same.
struct RecentProduct {
  let first: NodeID
  let second: NodeID
  let result: NodeID
}

extension Builder {
  /// The product of factors one of which at least is long; nil where the factors have to be gathered.
  func longProduct(_ factors: UnsafeBufferPointer<NodeID>) -> NodeID? {
    var long: [NodeID] = []
    for factor in factors where store.isLongProduct(factor) {
      if long.count == 2 { return nil }
      long.append(factor)
    }
    if long.count == 1 { return extending(long[0], in: factors) }
    // Two long ones: the slopes of nests, each a factor or two from the one before it.
    guard !store.state.pointee.records else { return nil }
    let both = nearRecent(long[0], long[1]) ?? generalProduct(long)
    store.state.pointee.recentProduct = RecentProduct(first: long[0], second: long[1], result: both)
    if factors.count == 2 { return both }
    var others = [both]
    for factor in factors where !store.isLongProduct(factor) { others.append(factor) }
    return product(others)
  }

  /// The product of two long products from the last one of two that were nearly these.
  private func nearRecent(_ a: NodeID, _ b: NodeID) -> NodeID? {
    guard let recent = store.state.pointee.recentProduct, store.isLongProduct(recent.result) else { return nil }
    var (a, b) = (a, b)
    if a == recent.second || b == recent.first { (a, b) = (b, a) }
    var changes: FactorList = []
    for (new, old) in [(a, recent.first), (b, recent.second)] where new != old {
      var comparison = FactorComparison(store, new, old)
      guard comparison.run(atMost: 8, steps: 1000) else { return nil }
      changes += comparison.rest
      for (base, exponent) in comparison.missing {
        guard exponent.isSmallInteger else { return nil }
        changes.append((base, NodeID(smallInteger: -exponent.smallInteger)))
      }
    }
    var result = recent.result
    for (base, change) in changes {
      guard store.isLongProduct(result), change.isSmallInteger, !isRewritten(base, beside: result) else { return nil }
      let form = LongForm(store, .product)
      guard let present = form.partner(of: base, in: result) else {
        guard let next = form.inserting(base, change, into: result, merge: { _, _ in nil }) else { return nil }
        result = next
        continue
      }
      guard present.isSmallInteger else { return nil }
      let exponent = integer(present.smallInteger + change.smallInteger)
      if exponent == .zero {
        result = product(result, without: base)
      } else if let next = form.inserting(base, exponent, into: result, merge: { _, _ in (base, exponent) }) {
        result = next
      } else {
        return nil
      }
    }
    let coefficient = multiplyNumbers(store.head(of: a), store.head(of: b))
    guard store.isOperation(result, .product), let present = value(store.head(of: result)),
      let wanted = value(coefficient)
    else { return nil }
    return scaled(number(wanted / present), result)
  }

  /// A long product with a few other factors, one by one, where no rewrite applies. O(log n) a factor.
  private func extending(_ long: NodeID, in factors: UnsafeBufferPointer<NodeID>) -> NodeID? {
    let form = LongForm(store, .product)
    var result = long
    var coefficient = NodeID.one
    var isFirst = true
    func add(_ base: NodeID, _ exponent: NodeID) -> Bool {
      guard !isRewritten(base, beside: result) else { return false }
      let next = form.inserting(base, exponent, into: result) { _, present in
        // Whole exponents of one sign simply add; the domain stays what it was.
        guard present.isSmallInteger, exponent.isSmallInteger,
          (present.smallInteger < 0) == (exponent.smallInteger < 0)
        else { return nil }
        return (base, integer(present.smallInteger + exponent.smallInteger))
      }
      guard let next else { return false }
      result = next
      return true
    }
    for factor in factors {
      if factor == long && isFirst {
        isFirst = false
      } else if store.isNumber(factor) {
        coefficient = multiplyNumbers(coefficient, factor)
      } else if store.isOperation(factor, .product) {
        let parts = store.factors(of: factor)
        guard parts.count <= 16, !store.isLongProduct(factor) else { return nil }
        coefficient = multiplyNumbers(coefficient, parts.coefficient)
        for (base, exponent) in parts where !add(base, exponent) { return nil }
      } else if store.isOperation(factor, .power) {
        if !add(store.operands(factor)[0], store.operands(factor)[1]) { return nil }
      } else if !add(factor, .one) {
        return nil
      }
    }
    return scaled(coefficient, result)
  }

  /// Whether a base may make something else together with what is in a long product: numbers under roots, powers that
  /// fold, and signs beside what they are the sign of.
  private func isRewritten(_ base: NodeID, beside product: NodeID) -> Bool {
    if store.isNumber(base) { return true }
    let form = LongForm(store, .product)
    func holds(_ function: FunctionID, of u: NodeID) -> Bool {
      guard let call = store.find(.call, function: function.rawValue, u) else { return false }
      return form.partner(of: call, in: product) != nil
    }
    if let u = argument(of: base, if: .cbrt) {
      return form.partner(of: base, in: product) != nil || form.partner(of: u, in: product) != nil
    }
    if let u = argument(of: base, if: .heaviside) {
      return form.partner(of: base, in: product) != nil || form.partner(of: u, in: product) != nil
        || holds(.relu, of: u)
    }
    if store.isOperation(base, .ifElse) {
      let condition = store.operands(base)[0]
      if form.partner(of: base, in: product) != nil { return true }
      guard store.isOperation(condition, .less) || store.isOperation(condition, .lessOrEqual) else { return false }
      let u = store.operands(condition)[1]
      return form.partner(of: u, in: product) != nil || holds(.relu, of: u)
    }
    if let u = argument(of: base, if: .sign) {
      return form.partner(of: base, in: product) != nil || form.partner(of: u, in: product) != nil || holds(.abs, of: u)
    }
    if store.isCall(base, .max) || store.isCall(base, .min) {
      let operands = store.operands(base)
      return operands.count == 2 && operands.contains(.zero)
        && operands.contains { $0 != .zero && form.partner(of: $0, in: product) != nil }
    }
    if let u = argument(of: base, if: .abs) {
      return form.partner(of: base, in: product) != nil || holds(.sign, of: u) || holds(.sign, of: base)
    }
    return holds(.sign, of: base) || holds(.heaviside, of: base) || holds(.cbrt, of: base)
  }
}
