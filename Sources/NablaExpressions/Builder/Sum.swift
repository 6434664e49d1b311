// Sums: flattened, like terms collected, terms in the order of their fingerprints.

import NablaNumbers

/// A term of a sum under construction.
struct SumTerm {
  let fingerprint: UInt64
  var coefficient: NodeID
  let term: NodeID
}

extension Builder {
  /// a + b.
  package func sum(_ a: NodeID, _ b: NodeID) -> NodeID {
    if a == .zero { return b }
    if b == .zero { return a }
    if store.isNumber(a) && store.isNumber(b) { return addNumbers(a, b) }
    if let extended = extending(a, by: b) ?? extending(b, by: a) { return extended }
    return withUnsafeTemporaryAllocation(of: NodeID.self, capacity: 2) { buffer in
      // In bounds: two elements, two places.
      buffer[0] = a
      buffer[1] = b
      return sum(UnsafeBufferPointer(buffer))
    }
  }

  /// A long sum with a short addition: term by term, without touching the rest.
  private func extending(_ long: NodeID, by short: NodeID) -> NodeID? {
    guard store.isLongSum(long), !store.isLongSum(short) else { return nil }
    let constant = store.head(of: long)
    if store.isNumber(short) {
      let terms = store.terms(of: long)
      return store.intern(.sum, head: addNumbers(constant, short), count: terms.count) { terms[$0] }
    }
    let (coefficient, term) = splitCoefficient(short)
    guard store.isOperation(term, .sum), coefficient == .one || coefficient == .minusOne else {
      return inserting(coefficient, term, into: long)
    }
    let terms = store.terms(of: term)
    guard terms.count <= 8, !store.isLongSum(term) else { return nil }
    var result = long
    for (own, term) in terms {
      guard let next = inserting(multiplyNumbers(coefficient, own), term, into: result) else { return nil }
      result = next
    }
    return terms.constant == .zero ? result : extending(result, by: multiplyNumbers(coefficient, terms.constant))
  }

  /// The sum of a long sum and a few multiples, term by term; nil where there is no long one, or there are many others.
  private func extendingLongest(_ count: Int, _ multiple: (Int) -> (coefficient: NodeID, node: NodeID)) -> NodeID? {
    guard count <= 8 else { return nil }
    var long: Int?
    for k in 0..<count where store.isLongSum(multiple(k).node) {
      guard long == nil, multiple(k).coefficient == .one else { return nil }
      long = k
    }
    guard let long else { return nil }
    var result = multiple(long).node
    for k in 0..<count where k != long && multiple(k).node != .zero {
      let (coefficient, node) = multiple(k)
      let (own, term) = splitCoefficient(node)
      let factor = multiplyNumbers(coefficient, own)
      if factor == .zero { return nil }
      let isTerm = !store.isNumber(node) && !((factor == .one || factor == .minusOne) && store.isOperation(term, .sum))
      let next = isTerm ? inserting(factor, term, into: result) : extending(result, by: scaled(coefficient, node))
      guard let next else { return nil }
      result = next
    }
    return result
  }

  /// a − b; the signs inside a sum b are changed.
  package func difference(_ a: NodeID, _ b: NodeID) -> NodeID {
    if b == .zero { return a }
    if store.isNumber(a) && store.isNumber(b) { return addNumbers(a, multiplyNumbers(.minusOne, b)) }
    return sum(a, negate(b))
  }

  /// The sum of any number of terms. O(n log n).
  package func sum(_ terms: [NodeID]) -> NodeID { terms.withUnsafeBufferPointer { sum($0) } }

  package func sum(_ terms: UnsafeBufferPointer<NodeID>) -> NodeID {
    if terms.count == 1 { return terms[0] }
    // A single term among zeros stays as it is.
    var only: NodeID?
    var count = 0
    for term in terms where term != .zero {
      count += 1
      if count > 1 { break }
      only = term
    }
    if count < 2 { return only ?? .zero }
    if let extended = extendingLongest(terms.count, { (.one, terms[$0]) }) { return extended }
    var capacity = 0
    for term in terms { capacity += gatheredCount(term) }
    return withUnsafeTemporaryAllocation(of: SumTerm.self, capacity: capacity) { buffer in
      // In bounds: `gather` writes at most one entry for each that was counted into `capacity`.
      var count = 0
      var constant = NodeID.zero
      for term in terms { gather(term, sign: .one, into: buffer, &count, &constant) }
      return collect(UnsafeMutableBufferPointer(rebasing: buffer[0..<count]), constant)
    }
  }

  /// The sum of multiples of some nodes. O(n log n).
  package func sum(_ multiples: [(coefficient: NodeID, node: NodeID)]) -> NodeID {
    // A single term among zeros stays as it is.
    var only: (coefficient: NodeID, node: NodeID)?
    var count = 0
    for multiple in multiples where multiple.node != .zero {
      count += 1
      if count > 1 { break }
      only = multiple
    }
    if count < 2 { return only.map { scaled($0.coefficient, $0.node) } ?? .zero }
    if let extended = extendingLongest(multiples.count, { multiples[$0] }) { return extended }
    var capacity = 0
    for multiple in multiples { capacity += gatheredCount(multiple.node) }
    return withUnsafeTemporaryAllocation(of: SumTerm.self, capacity: capacity) { buffer in
      // In bounds: at most one entry for each that was counted into `capacity`.
      var count = 0
      var constant = NodeID.zero
      for (coefficient, node) in multiples {
        if coefficient == .one || coefficient == .minusOne || store.isNumber(node) {
          gather(node, sign: coefficient, into: buffer, &count, &constant)
          continue
        }
        // A multiple of a sum is not taken apart.
        let (own, term) = splitCoefficient(node)
        let product = multiplyNumbers(coefficient, own)
        if (product == .one || product == .minusOne) && store.isOperation(term, .sum) {
          gather(term, sign: product, into: buffer, &count, &constant)
        } else {
          buffer.initializeElement(
            at: count, to: SumTerm(fingerprint: store.fingerprint(term), coefficient: product, term: term))
          count += 1
        }
      }
      return collect(UnsafeMutableBufferPointer(rebasing: buffer[0..<count]), constant)
    }
  }

  /// How many terms `gather` makes of a node at most.
  private func gatheredCount(_ id: NodeID) -> Int {
    guard id.isStored else { return 1 }
    let operation = store.node(id).pointee.operation
    if operation == .sum { return LongForm(store, .sum).count(id) }
    guard operation == .product else { return 1 }
    // A sum with a coefficient −1 is taken apart.
    let base = store.factors(of: id)[0].base
    return store.isOperation(base, .sum) ? LongForm(store, .sum).count(base) + 1 : 1
  }

  private func gather(
    _ id: NodeID, sign: NodeID, into buffer: UnsafeMutableBufferPointer<SumTerm>, _ count: inout Int,
    _ constant: inout NodeID
  ) {
    if store.isNumber(id) {
      constant = addNumbers(constant, multiplyNumbers(sign, id))
      return
    }
    if store.isOperation(id, .sum) {
      constant = addNumbers(constant, multiplyNumbers(sign, store.head(of: id)))
      store.forEachTerm(id) { coefficient, term in
        buffer.initializeElement(
          at: count,
          to: SumTerm(
            fingerprint: store.fingerprint(term), coefficient: multiplyNumbers(sign, coefficient), term: term))
        count += 1
      }
      return
    }
    let (coefficient, term) = splitCoefficient(id)
    let signed = multiplyNumbers(sign, coefficient)
    if (signed == .one || signed == .minusOne) && store.isOperation(term, .sum) {
      gather(term, sign: signed, into: buffer, &count, &constant)
      return
    }
    buffer.initializeElement(
      at: count, to: SumTerm(fingerprint: store.fingerprint(term), coefficient: signed, term: term))
    count += 1
  }

  private func collect(_ terms: UnsafeMutableBufferPointer<SumTerm>, _ constant: NodeID) -> NodeID {
    sortPairs(terms)
    var kept = 0
    var flattenAgain = false
    var pairing = 0
    var k = 0
    while k < terms.count {
      var current = terms[k]
      var merged = false
      k += 1
      while k < terms.count, terms[k].term == current.term {
        current.coefficient = addNumbers(current.coefficient, terms[k].coefficient)
        merged = true
        k += 1
      }
      if current.coefficient == .zero {
        recordDefined(current.term, by: .cancelledTerms)
        continue
      }
      if merged, current.coefficient == .one || current.coefficient == .minusOne,
        store.isOperation(current.term, .sum)
      {
        flattenAgain = true
      }
      terms[kept] = current
      kept += 1
      if mayPair(term: current.term) { pairing += 1 }
    }
    if pairing > 1, let paired = withPair(UnsafeMutableBufferPointer(rebasing: terms[0..<kept]), constant) {
      return paired
    }
    if flattenAgain {
      var rebuilt = [constant]
      for term in terms[0..<kept] { rebuilt.append(scaled(term.coefficient, term.term)) }
      return sum(rebuilt)
    }
    if kept == 0 { return constant }
    if kept == 1 && constant == .zero { return scaled(terms[0].coefficient, terms[0].term) }
    if kept > LongForm.sumWidth {
      let elements = terms[0..<kept].map {
        LongForm.Element(fingerprint: $0.fingerprint, first: $0.coefficient, second: $0.term)
      }
      return LongForm(store, .sum).build(constant, elements)
    }
    return store.intern(.sum, head: constant, count: kept) { (terms[$0].coefficient, terms[$0].term) }
  }

  /// The sum where two of its terms make one; nil if none do.
  private func withPair(_ terms: UnsafeMutableBufferPointer<SumTerm>, _ constant: NodeID) -> NodeID? {
    let places = terms.indices.filter { mayPair(term: terms[$0].term) }
    if places.count > 16 { return nil }
    for (n, j) in places.enumerated() {
      for k in places[..<n] {
        guard let pair = pairedTerms(terms[k], terms[j]) else { continue }
        var rest = [constant, pair]
        for i in terms.indices where i != j && i != k { rest.append(scaled(terms[i].coefficient, terms[i].term)) }
        return sum(rest)
      }
    }
    return nil
  }

  private func sortPairs(_ terms: UnsafeMutableBufferPointer<SumTerm>) {
    // Most sums are short.
    if terms.count <= 12 { return insertionSort(terms) }
    var sorted = true
    for k in 1..<terms.count where isBefore(terms[k], terms[k - 1]) {
      sorted = false
      break
    }
    if sorted { return }
    // Fingerprints are evenly spread: into as many buckets as there are terms, or half as many, by their first bits.
    let bits = Int.bitWidth - 1 - terms.count.leadingZeroBitCount
    withUnsafeTemporaryAllocation(of: Int.self, capacity: 1 << bits) { ends in
      withUnsafeTemporaryAllocation(of: SumTerm.self, capacity: terms.count) { copy in
        // In bounds: a bucket for each value of the first bits, and in the end of the last as many terms as there are.
        ends.initialize(repeating: 0)
        _ = copy.initialize(from: terms)
        for term in copy { ends[Int(term.fingerprint >> UInt64(64 - bits))] += 1 }
        var end = 0
        for bucket in ends.indices {
          end += ends[bucket]
          ends[bucket] = end
        }
        for term in copy {
          let bucket = Int(term.fingerprint >> UInt64(64 - bits))
          ends[bucket] -= 1
          terms[ends[bucket]] = term
        }
        for bucket in ends.indices {
          let next = bucket + 1 < ends.count ? ends[bucket + 1] : terms.count
          var slice = UnsafeMutableBufferPointer(rebasing: terms[ends[bucket]..<next])
          // The same term many times over lies in one bucket.
          if slice.count > 24 { slice.sort(by: isBefore) } else { insertionSort(slice) }
        }
      }
    }
  }

  private func insertionSort(_ terms: UnsafeMutableBufferPointer<SumTerm>) {
    for k in 1..<max(1, terms.count) {
      let term = terms[k]
      var place = k
      while place > 0, isBefore(term, terms[place - 1]) {
        terms[place] = terms[place - 1]
        place -= 1
      }
      terms[place] = term
    }
  }

  @inline(__always)
  private func isBefore(_ a: SumTerm, _ b: SumTerm) -> Bool {
    a.fingerprint != b.fingerprint ? a.fingerprint < b.fingerprint : a.term.raw < b.term.raw
  }

  /// The numeric coefficient of a node, and what it multiplies.
  package func splitCoefficient(_ id: NodeID) -> (coefficient: NodeID, term: NodeID) {
    guard store.isOperation(id, .product) else { return (.one, id) }
    let factors = store.factors(of: id)
    if factors.coefficient == .one { return (.one, id) }
    if factors.count == 1 { return (factors.coefficient, rawPower(factors[0].base, factors[0].exponent)) }
    return (factors.coefficient, store.product(id, withCoefficient: .one))
  }

  /// A number times a node. O(its operands).
  package func scaled(_ coefficient: NodeID, _ id: NodeID) -> NodeID {
    if coefficient == .one { return id }
    if store.isNumber(id) { return multiplyNumbers(coefficient, id) }
    if coefficient == .zero {
      recordDefined(id, by: .zeroFactor)
      return .zero
    }
    if store.isOperation(id, .product) {
      let factors = store.factors(of: id)
      let product = multiplyNumbers(coefficient, factors.coefficient)
      if product == .one && factors.count == 1 { return rawPower(factors[0].base, factors[0].exponent) }
      return store.product(id, withCoefficient: product)
    }
    if store.isOperation(id, .power) {
      let operands = store.operands(id)
      return intern(.product, [coefficient, operands[0], operands[1]])
    }
    return intern(.product, [coefficient, id, .one])
  }

  /// −a.
  package func negate(_ a: NodeID) -> NodeID { scaled(.minusOne, a) }
}
