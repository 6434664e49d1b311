// Products: flattened, equal bases collected, factors in the order of their bases' fingerprints.

import NablaNumbers

/// A factor of a product under construction.
struct ProductFactor {
  let fingerprint: UInt64
  let base: NodeID
  var exponent: NodeID
}

extension Builder {
  /// a · b.
  package func product(_ a: NodeID, _ b: NodeID) -> NodeID {
    if a == .one { return b }
    if b == .one { return a }
    if store.isNumber(a) { return scaled(a, b) }
    if store.isNumber(b) { return scaled(b, a) }
    return withUnsafeTemporaryAllocation(of: NodeID.self, capacity: 2) { buffer in
      // In bounds: two elements, two places.
      buffer[0] = a
      buffer[1] = b
      return product(UnsafeBufferPointer(buffer))
    }
  }

  /// a / b.
  package func quotient(_ a: NodeID, _ b: NodeID) -> NodeID {
    if b == .one { return a }
    return product(a, power(b, .minusOne))
  }

  /// The product of any number of factors. O(n log n).
  package func product(_ factors: [NodeID]) -> NodeID { factors.withUnsafeBufferPointer { product($0) } }

  package func product(_ factors: UnsafeBufferPointer<NodeID>) -> NodeID {
    if factors.count == 1 { return factors[0] }
    var capacity = 0
    for factor in factors {
      capacity += store.isOperation(factor, .product) ? store.factors(of: factor).count : 1
      if store.isLongProduct(factor) { return longProduct(factors) ?? generalProduct(factors) }
    }
    // Long ones are sorted, not inserted one by one.
    if capacity > 64 { return generalProduct(factors) }
    let plain = withUnsafeTemporaryAllocation(of: ProductFactor.self, capacity: capacity) { buffer in
      plainProduct(factors, buffer)
    }
    return plain ?? generalProduct(factors)
  }

  /// The product where no two bases are equal and no rewrite applies, which is the usual case; nil in any other.
  private func plainProduct(
    _ factors: UnsafeBufferPointer<NodeID>, _ buffer: UnsafeMutableBufferPointer<ProductFactor>
  ) -> NodeID? {
    var count = 0
    var coefficient = NodeID.one
    var radicals = 0
    var pairing = false
    // In bounds: the caller counted what every factor adds. False where a rewrite may apply.
    @inline(__always) func add(_ base: NodeID, _ exponent: NodeID) -> Bool {
      let fingerprint: UInt64
      if base.isStored {
        let node = store.node(base)
        fingerprint = node.pointee.fingerprint
        if mayPair(node) { pairing = true }
        if node.pointee.operation == .number { radicals += 1 }
      } else {
        fingerprint = store.fingerprint(base)
        if base.isSmallInteger { radicals += 1 }
      }
      // Kept in order by insertion: products are short.
      var place = count
      while place > 0, buffer[place - 1].fingerprint > fingerprint {
        buffer[place] = buffer[place - 1]
        place -= 1
      }
      if place > 0, buffer[place - 1].fingerprint == fingerprint { return false }
      buffer[place] = ProductFactor(fingerprint: fingerprint, base: base, exponent: exponent)
      count += 1
      return true
    }
    for factor in factors {
      if store.isNumber(factor) {
        coefficient = multiplyNumbers(coefficient, factor)
        continue
      }
      if store.isOperation(factor, .product) {
        let parts = store.factors(of: factor)
        coefficient = multiplyNumbers(coefficient, parts.coefficient)
        for (base, exponent) in parts where !add(base, exponent) { return nil }
      } else if store.isOperation(factor, .power) {
        let operands = store.operands(factor)
        if !add(operands[0], operands[1]) { return nil }
      } else if !add(factor, .one) {
        return nil
      }
    }
    if radicals > 1 || coefficient == .zero || (pairing && count > 1) { return nil }
    return assemble(coefficient, UnsafeMutableBufferPointer(rebasing: buffer[0..<count]))
  }

  func generalProduct(_ factors: [NodeID]) -> NodeID { factors.withUnsafeBufferPointer { generalProduct($0) } }

  /// The product with every rewrite.
  func generalProduct(_ factors: UnsafeBufferPointer<NodeID>) -> NodeID {
    var coefficient = NodeID.one
    var gathered: [ProductFactor] = []
    gathered.reserveCapacity(factors.count)
    for factor in factors { gather(factor, &gathered, &coefficient) }
    // Each round merges equal bases; a merged power that changes its shape goes through another round.
    while true {
      if coefficient == .zero {
        for factor in gathered { recordDefined(rawPower(factor.base, factor.exponent), by: .zeroFactor) }
        return .zero
      }
      var again: [NodeID] = []
      merge(&gathered, reshaped: &again)
      if again.isEmpty { combinePairs(&gathered, reshaped: &again) }
      if again.isEmpty { combineRadicals(&gathered, reshaped: &again) }
      if again.isEmpty { break }
      for factor in again { gather(factor, &gathered, &coefficient) }
    }
    return gathered.withUnsafeMutableBufferPointer { assemble(coefficient, $0) }
  }

  private func gather(_ id: NodeID, _ factors: inout [ProductFactor], _ coefficient: inout NodeID) {
    if store.isNumber(id) {
      coefficient = multiplyNumbers(coefficient, id)
      return
    }
    if store.isOperation(id, .product) {
      coefficient = multiplyNumbers(coefficient, store.head(of: id))
      store.forEachFactor(id) { base, exponent in
        factors.append(ProductFactor(fingerprint: store.fingerprint(base), base: base, exponent: exponent))
      }
    } else if store.isOperation(id, .power) {
      let operands = store.operands(id)
      factors.append(
        ProductFactor(fingerprint: store.fingerprint(operands[0]), base: operands[0], exponent: operands[1]))
    } else {
      factors.append(ProductFactor(fingerprint: store.fingerprint(id), base: id, exponent: .one))
    }
  }

  private func merge(_ factors: inout [ProductFactor], reshaped: inout [NodeID]) {
    var sorted = true
    for k in 1..<max(1, factors.count) where isBefore(factors[k], factors[k - 1]) {
      sorted = false
      break
    }
    if !sorted { factors.sort(by: isBefore) }
    var kept = 0
    var k = 0
    while k < factors.count {
      let base = factors[k].base
      var end = k + 1
      while end < factors.count, factors[end].base == base { end += 1 }
      if end == k + 1 {
        factors[kept] = factors[k]
        kept += 1
        k = end
        continue
      }
      let parts = factors[k..<end].map(\.exponent)
      let exponent = sum(parts)
      recordLostDomain(base: base, parts: parts, sum: exponent)
      let merged = power(base, exponent)
      if store.isOperation(merged, .power), store.operands(merged)[0] == base {
        factors[kept] = ProductFactor(
          fingerprint: factors[k].fingerprint, base: base, exponent: store.operands(merged)[1])
        kept += 1
      } else if merged == base && !isGathered(base) {
        factors[kept] = ProductFactor(fingerprint: factors[k].fingerprint, base: base, exponent: .one)
        kept += 1
      } else if merged != .one {
        reshaped.append(merged)
      }
      k = end
    }
    factors.removeLast(factors.count - kept)
  }

  /// Whether a node is taken apart when it becomes a factor.
  private func isGathered(_ id: NodeID) -> Bool {
    store.isNumber(id) || store.isOperation(id, .product) || store.isOperation(id, .power)
  }

  @inline(__always)
  private func isBefore(_ a: ProductFactor, _ b: ProductFactor) -> Bool {
    a.fingerprint != b.fingerprint ? a.fingerprint < b.fingerprint : a.base.raw < b.base.raw
  }

  /// u^a · u^b became u^(a + b): what the parts asked of u and the sum does not.
  private func recordLostDomain(base: NodeID, parts: [NodeID], sum: NodeID) {
    guard store.state.pointee.records else { return }
    let flags = store.flags(base)
    if flags.isTotal && flags.isPositive {
      // Only the exponents themselves may have lost their domain.
      if sum == .zero || store.isNumber(sum) { for part in parts { recordDefined(part, by: .equalBases) } }
      return
    }
    let left = value(sum)
    for part in parts {
      guard let asked = value(part) else {
        recordDefined(rawPower(base, part), by: .equalBases)
        continue
      }
      guard let left else {
        recordDefined(rawPower(base, part), by: .equalBases)
        continue
      }
      let needsNonzero = asked.isNegative && !left.isNegative && !flags.contains(.nonzero)
      let needsNonnegative = !asked.isInteger && left.isInteger && !flags.contains(.nonnegative)
      if needsNonzero || needsNonnegative || left.isZero { recordDefined(rawPower(base, part), by: .equalBases) }
    }
  }

  /// √2·√3 is √6: numbers under equal fractional exponents are one number.
  private func combineRadicals(_ factors: inout [ProductFactor], reshaped: inout [NodeID]) {
    var first: [NodeID: Int] = [:]
    for (k, factor) in factors.enumerated() {
      guard let exponent = value(factor.exponent), !exponent.isInteger, let base = value(factor.base) else { continue }
      if base.isNegative { continue }
      guard let j = first[factor.exponent] else {
        first[factor.exponent] = k
        continue
      }
      let joined = power(number(base * numberValue(factors[j].base)), factor.exponent)
      factors.remove(at: k)
      factors.remove(at: j)
      reshaped.append(joined)
      return
    }
  }

  private func assemble(_ coefficient: NodeID, _ factors: UnsafeMutableBufferPointer<ProductFactor>) -> NodeID {
    if factors.isEmpty { return coefficient }
    if factors.count == 1 && coefficient == .one { return rawPower(factors[0].base, factors[0].exponent) }
    if factors.count > LongForm.productWidth {
      let elements = factors.map {
        LongForm.Element(fingerprint: $0.fingerprint, first: $0.base, second: $0.exponent)
      }
      return LongForm(store, .product).build(coefficient, elements)
    }
    return store.intern(.product, head: coefficient, count: factors.count) { (factors[$0].base, factors[$0].exponent) }
  }

  /// A product without its coefficient, the exponent of one of its factors less by one; nil where that is
  /// not a positive whole number, or a rewrite may apply.
  package func lowering(_ id: NodeID, at place: Int) -> NodeID? {
    let factors = store.factors(of: id)
    let exponent = factors[place].exponent
    guard exponent.isSmallInteger, exponent.smallInteger > 0, factors.count < LongForm.productWidth else { return nil }
    for (base, _) in factors where base.isStored {
      let node = store.node(base)
      switch node.pointee.operation {
      case .product, .power, .number: return nil
      // With signs and choices there are rewrites.
      case .call: if mayPair(node) { return nil }
      case .ifElse: return nil
      case .sum, .application, .declared: break
      case .less, .lessOrEqual, .equal, .notEqual, .and, .or, .defined, .differentiable, .domainRequirement,
        .kinkRequirement, .guarded, .both:
        assertionFailure("no factor")
        return nil
      }
    }
    let leaves = exponent == .one
    let count = leaves ? factors.count - 1 : factors.count
    @inline(__always) func pair(_ k: Int) -> (NodeID, NodeID) {
      if leaves { return factors[k < place ? k : k + 1] }
      return k == place ? (factors[k].base, NodeID(smallInteger: exponent.smallInteger - 1)) : factors[k]
    }
    if count == 0 { return .one }
    if count == 1 { return rawPower(pair(0).0, pair(0).1) }
    return store.intern(.product, head: .one, count: count, pair)
  }

  /// A power already known to be in automatic form.
  package func rawPower(_ base: NodeID, _ exponent: NodeID) -> NodeID {
    exponent == .one ? base : intern(.power, base, exponent)
  }

  /// The argument of a call of one given function.
  package func argument(of id: NodeID, if function: FunctionID) -> NodeID? {
    guard store.isOperation(id, .call), store.node(id).pointee.function == function.rawValue else { return nil }
    return store.operands(id)[0]
  }
}
