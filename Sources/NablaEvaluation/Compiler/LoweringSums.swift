// How sums become programs.

import NablaContainers
import NablaExpressions
import NablaNumbers

extension Lowering {
  mutating func planSum(_ id: NodeID) -> Plan {
    let terms = store.terms(of: id)
    let constant = store.number(terms.constant) ?? 0
    if terms.count <= 2, !store.isLongSum(id) {
      let parts = terms.map { SumPart(coefficient: store.number($0) ?? 1, term: $1) }
      if let stable = forms.sum(constant, parts) { return plan(stable) }
    } else if let extended = planExtension(id) ?? planFactored(id) {
      return extended
    }
    let first = factoring.parts.count
    for (coefficient, term) in terms {
      factoring.parts.append(Factoring.Part(key: termKey(term), coefficient: coefficient))
    }
    let part = sum(terms.constant, first)
    return scaled(part)
  }

  private mutating func planExtension(_ id: NodeID) -> Plan? {
    guard let known = extensions[id] else { return nil }
    let first = factoring.parts.count
    for (coefficient, term) in known.terms {
      factoring.parts.append(Factoring.Part(key: termKey(term), coefficient: coefficient))
    }
    return scaled(sum(known.constant, first))
  }

  /// The number of the value of a term: the same for equal products, whichever sum they come from.
  mutating func termKey(_ id: NodeID) -> Int {
    guard id.isStored else { return key(id) }
    if store.isOperation(id, .product), store.factors(of: id).coefficient == .one, !store.isLongProduct(id) {
      var pairs: [(base: NodeID, exponent: NodeID)] = Array(store.factors(of: id))
      return productKey(factorCodes(&pairs))
    }
    let operands = store.operands(id)
    if store.isOperation(id, .power), operands[1].isSmallInteger, operands[1].smallInteger > 1, operands[0] != .e {
      return powerKey(operands[0], operands[1].smallInteger)
    }
    return key(id)
  }

  /// A number as a double; small integers, which most are, without a look at the store.
  func double(_ number: NodeID) -> Double {
    number.isSmallInteger ? Double(number.smallInteger) : store.nearestDouble(number)
  }

  // MARK: Multiples of sums that were made before

  /// The sum of a constant and the parts from a place on, which are removed: one part, a known sum, or a new one.
  mutating func sum(_ constant: NodeID, _ first: Int) -> Factoring.Part {
    if factoring.parts.count == first { return Factoring.Part(key: key(constant), coefficient: .one) }
    factoring.sortParts(from: first)
    while factoring.parts.count - first > Lowering.widestSum {
      let before = factoring.parts.count
      cut(first)
      if factoring.parts.count == before { break }
    }
    return shortSum(constant, first)
  }

  /// Longer sums are cut into sums, so that those that have most terms in common share what they can.
  private static var widestSum: Int { 16 }

  /// Puts sums in the place of runs of parts. Where a run ends depends on a part alone, whatever sum it stands in.
  private mutating func cut(_ first: Int) {
    let parts = (first..<factoring.parts.count).map { factoring.parts[$0] }
    factoring.parts.removeLast(parts.count)
    var start = first
    for (k, part) in parts.enumerated() {
      factoring.parts.append(part)
      guard k == parts.count - 1 || PlaceTable.hash(UInt64(part.key)) & 7 == 0 else { continue }
      let run = shortSum(.zero, start)
      factoring.parts.append(run)
      start += 1
    }
  }

  private mutating func shortSum(_ constant: NodeID, _ first: Int) -> Factoring.Part {
    let count = factoring.parts.count - first
    if count == 1 && constant == .zero {
      let part = factoring.parts[first]
      factoring.parts.removeLast()
      return part
    }
    var shape = UInt64(count)
    // Multiples of a sum agree in the quotient of two coefficients; short of an exact comparison a rough one will do.
    let start = sumTerms.count
    for k in first..<factoring.parts.count {
      let part = factoring.parts[k]
      shape = (shape ^ UInt64(part.key)) &* 0x9E37_79B9_7F4A_7C15
      sumTerms.append((part.key, double(part.coefficient)))
    }
    let next = count > 1 ? sumTerms[start + 1].coefficient : double(constant)
    shape ^= UInt64(Float(next / sumTerms[start].coefficient).bitPattern)
    let place = factoring.place(ofShape: shape)
    let isKnown = place < factoring.knownSums.count
    if isKnown, let ratio = factoring.ratio(constant, first, to: factoring.knownSums[place], store) {
      factoring.parts.removeLast(count)
      sumTerms.removeLast(count)
      return Factoring.Part(key: factoring.knownSums[place].key, coefficient: builder.number(ratio))
    }
    let key = key(of: .sum(double(constant), start..<sumTerms.count))
    if !isKnown {
      let start = factoring.knownParts.count
      for k in first..<factoring.parts.count { factoring.knownParts.append(factoring.parts[k]) }
      factoring.knownSums.append(
        Factoring.KnownSum(
          shape: shape, key: key, constant: constant, parts: Factoring.Places(start..<factoring.knownParts.count)))
    }
    factoring.parts.removeLast(count)
    return Factoring.Part(key: key, coefficient: .one)
  }
}
