// Sums whose terms have factors in common, regrouped so that each factor is multiplied once: for a polynomial this is the
// nested form, in which a value and its partial derivatives share their inner sums.

import NablaContainers
import NablaExpressions
import NablaNumbers

/// What drawing out factors works with. All memory is used again from sum to sum.
struct Factoring: ~Copyable {
  /// A base to a positive whole power; 0 once it is drawn out.
  struct Factor: BitwiseCopyable {
    let base: Int
    var exponent: Int
  }

  /// A term of a sum, taken apart: a coefficient, positive whole powers, and bases and exponents of everything else.
  struct Term: BitwiseCopyable {
    /// The place of the factor that was last drawn out of it among all factors.
    var drawn = 0
    let coefficient: NodeID
    let factors: Places
    let others: Places
  }

  /// Places one behind the other.
  struct Places: BitwiseCopyable {
    private let first: UInt32
    private let end: UInt32

    init(_ range: Range<Int>) { (first, end) = (UInt32(range.lowerBound), UInt32(range.upperBound)) }

    var range: Range<Int> { Range(uncheckedBounds: (Int(first), Int(end))) }
    var count: Int { Int(end &- first) }
  }

  /// How often a base occurs among some terms.
  struct Uses: BitwiseCopyable {
    var count = 0
    /// A bit for each exponent that was met; higher ones than the word has are not drawn out.
    var exponents: UInt64 = 0
    var isShared = false
  }

  /// A multiple of a value: a part of a sum.
  struct Part: BitwiseCopyable {
    let key: Int
    let coefficient: NodeID
  }

  /// A sum that was made before, of which another may be a multiple.
  struct KnownSum: BitwiseCopyable {
    let shape: UInt64
    let key: Int
    let constant: NodeID
    let parts: Places
  }

  /// How many terms more will be looked at, so that time stays linear in the nodes.
  var budget = 0
  var bases = Stack<NodeID>()
  var places = PlaceTable(capacity: 32)
  /// The bases that were asked for last, by the low bits of their ids.
  private var recent = [(base: NodeID, number: Int)](repeating: (.none, 0), count: 16)
  var terms = Stack<Term>()
  var factors = Stack<Factor>()
  var others = Stack<(base: NodeID, exponent: NodeID)>()
  /// The terms in their order, group by group.
  var order = Stack<Int>()
  /// By base; what was touched is put back.
  var uses = Stack<Uses>()
  var touched = Stack<Int>()
  /// The parts of the sums under way, the innermost last.
  var parts = Stack<Part>()
  var knownSums = Stack<KnownSum>()
  var knownShapes = PlaceTable(capacity: 64)
  var knownParts = Stack<Part>()

  /// The number of a base.
  @inline(__always)
  mutating func number(of base: NodeID) -> Int {
    let known = recent[Int(base.raw & 15)]
    return known.base == base ? known.number : find(base)
  }

  private mutating func find(_ base: NodeID) -> Int {
    let new = bases.count
    let place = places.place(PlaceTable.hash(UInt64(base.raw)), orAdd: new) { bases[$0] == base }
    if place == new {
      bases.append(base)
      uses.append(Uses())
    }
    recent[Int(base.raw & 15)] = (base, place)
    return place
  }

  /// The exponent of the factor that was last drawn out of a term.
  @inline(__always) func drawnExponent(_ place: Int) -> Int { factors[terms[order[place]].drawn].exponent }

  /// The factor of the most terms in a range, of two at least with one exponent; of several the one with the least fingerprint.
  mutating func commonest(_ range: Range<Int>, _ store: Store) -> Int? {
    count(range)
    var best: Int?
    for k in 0..<touched.count where uses[touched[k]].isShared {
      let base = touched[k]
      guard let known = best else {
        best = base
        continue
      }
      let (count, most) = (uses[base].count, uses[known].count)
      if count > most || count == most && store.fingerprint(bases[base]) < store.fingerprint(bases[known]) {
        best = base
      }
    }
    for k in 0..<touched.count { uses[touched[k]] = Uses() }
    return best
  }

  /// Counts the bases of some terms, and notes which were met.
  private mutating func count(_ range: Range<Int>) {
    touched.removeAll()
    // In bounds: the order is of terms, a term's factors lie among the factors, and every base has its uses.
    let (order, terms, factors, uses) = (order.elements, terms.elements, factors.elements, uses.elements)
    for place in range {
      for k in terms[order[place]].factors.range {
        let (base, exponent) = (factors[k].base, factors[k].exponent)
        if exponent == 0 || exponent > 63 { continue }
        let bit: UInt64 = 1 &<< UInt64(exponent)
        let count = uses[base].count
        if count == 0 { touched.append(base) }
        uses[base].count = count &+ 1
        if uses[base].exponents & bit != 0 { uses[base].isShared = true }
        uses[base].exponents |= bit
      }
    }
  }

  /// Puts the terms of a range that have a factor in front, by exponent; returns where the others begin.
  mutating func draw(_ base: Int, from range: Range<Int>) -> Int {
    // Counted, as exponents are small; those above are one count, in which equal ones need not lie side by side.
    let most = 64
    return withUnsafeTemporaryAllocation(of: Int.self, capacity: range.count + most) { scratch in
      let places = scratch.extracting(0..<most)
      let found = scratch.extracting(most...)
      places.initialize(repeating: 0)
      let (order, terms, factors) = (order.elements, terms.elements, factors.elements)
      // In bounds: a term and its count, less than `most`, for each place of the range.
      for place in range {
        let term = order[place]
        var exponent = 0
        for k in terms[term].factors.range where factors[k].base == base {
          exponent = min(factors[k].exponent, most - 1)
          terms[term].drawn = k
        }
        places[exponent] += 1
        found[place - range.lowerBound] = term * most + exponent
      }
      // Where those of each exponent begin; those without the factor come last.
      var next = range.lowerBound
      for exponent in 1..<most { (places[exponent], next) = (next, next + places[exponent]) }
      let middle = next
      places[0] = middle
      for entry in found {
        order[places[entry % most]] = entry / most
        places[entry % most] += 1
      }
      return middle
    }
  }

  /// The place of the known sum of a shape, or that of the next.
  mutating func place(ofShape shape: UInt64) -> Int {
    knownShapes.place(PlaceTable.hash(shape), orAdd: knownSums.count) { knownSums[$0].shape == shape }
  }

  /// Sorts the parts from a place on by key: by insertion where they are few, as most are.
  mutating func sortParts(from first: Int) {
    if parts.count - first > 24 { return parts.sort(from: first) { $0.key < $1.key } }
    for k in first..<parts.count {
      let part = parts[k]
      var place = k
      while place > first, parts[place - 1].key > part.key {
        parts[place] = parts[place - 1]
        place -= 1
      }
      parts[place] = part
    }
  }

  /// How many times a known sum the sum of a constant and the parts from a place on is, where it is a multiple.
  mutating func ratio(_ constant: NodeID, _ first: Int, to known: KnownSum, _ store: Store) -> Rational? {
    let count = parts.count - first
    let start = known.parts.range.lowerBound
    guard count == known.parts.count, (constant == .zero) == (known.constant == .zero) else { return nil }
    var isSame = constant == known.constant
    for k in 0..<count {
      if parts[first + k].key != knownParts[start + k].key { return nil }
      if parts[first + k].coefficient != knownParts[start + k].coefficient { isSame = false }
    }
    if isSame { return 1 }
    func number(_ id: NodeID) -> Rational { store.number(id) ?? 0 }
    let ratio = number(parts[first].coefficient) / number(knownParts[start].coefficient)
    // Far from 1 the multiple might leave the doubles where the sum does not.
    guard (0x1p-64...0x1p64).contains(ratio.nearestDouble.magnitude) else { return nil }
    if !number(constant).isProduct(of: number(known.constant), and: ratio) { return nil }
    for k in 1..<max(1, count)
    where !number(parts[first + k].coefficient).isProduct(of: number(knownParts[start + k].coefficient), and: ratio) {
      return nil
    }
    return ratio
  }
}

extension Lowering {
  /// Sums of fewer terms are left as they are, and so are those of so many that looking at them would cost too much.
  private static var sizes: ClosedRange<Int> { 4...2048 }

  /// A sum with common factors drawn out; nil where there are none. Values are the same up to rounding.
  ///
  /// Only positive whole powers are drawn out, so that quotients and exponentials that belong together stay so.
  /// O(n·k) for n terms of k factors.
  mutating func planFactored(_ id: NodeID) -> Plan? {
    guard factoring.budget > 0 else { return nil }
    let count = store.termCount(id, atMost: Lowering.sizes.upperBound + 1)
    factoring.budget -= count
    guard Lowering.sizes.contains(count) else { return nil }
    factoring.terms.removeAll()
    factoring.factors.removeAll()
    factoring.others.removeAll()
    factoring.order.removeAll()
    store.forEachTerm(id) { takeApart($0, $1) }
    for term in 0..<factoring.terms.count { factoring.order.append(term) }
    guard let base = factoring.commonest(0..<factoring.terms.count, store) else { return nil }
    let sum = grouped(0..<factoring.terms.count, by: base, levels: 16, constant: store.terms(of: id).constant)
    return scaled(sum)
  }

  func scaled(_ part: Factoring.Part) -> Plan {
    part.coefficient == .one
      ? .same(part.key) : .product(double(part.coefficient), FactorGroup(codes: [Int32(part.key << 1)]))
  }

  private mutating func takeApart(_ coefficient: NodeID, _ term: NodeID) {
    var coefficient = coefficient
    let (firstFactor, firstOther) = (factoring.factors.count, factoring.others.count)
    if store.isOperation(term, .product), !store.isLongProduct(term) {
      let parts = store.factors(of: term)
      if parts.coefficient != .one { coefficient = builder.product(coefficient, parts.coefficient) }
      for (base, exponent) in parts { add(base, exponent) }
    } else if store.isOperation(term, .power) {
      let operands = store.operands(term)
      add(operands[0], operands[1])
    } else {
      add(term, .one)
    }
    factoring.terms.append(
      Factoring.Term(
        coefficient: coefficient, factors: Factoring.Places(firstFactor..<factoring.factors.count),
        others: Factoring.Places(firstOther..<factoring.others.count)))
  }

  @inline(__always)
  private mutating func add(_ base: NodeID, _ exponent: NodeID) {
    if exponent.isSmallInteger, exponent.smallInteger > 0, base != .e, !store.isNumber(base) {
      let number = factoring.number(of: base)
      factoring.factors.append(Factoring.Factor(base: number, exponent: exponent.smallInteger))
    } else {
      factoring.others.append((base, exponent))
    }
  }

  /// The sum of some terms, grouped by the factor that most have, and again within the groups.
  private mutating func grouped(
    _ range: Range<Int>, by commonest: Int? = nil, levels: Int, constant: NodeID
  ) -> Factoring.Part {
    if range.count <= 2, let node = stableCandidate(range, constant) {
      return Factoring.Part(key: key(node), coefficient: .one)
    }
    let first = factoring.parts.count
    var constant = constant
    var start = range.lowerBound
    var next = commonest
    var rounds = levels > 0 ? 32 : 0
    while rounds > 0, factoring.budget > 0, range.upperBound - start > 1,
      let base = next ?? factoring.commonest(start..<range.upperBound, store)
    {
      next = nil
      rounds -= 1
      factoring.budget -= range.upperBound - start
      let middle = factoring.draw(base, from: start..<range.upperBound)
      while start < middle {
        let exponent = factoring.drawnExponent(start)
        var end = start + 1
        while end < middle, factoring.drawnExponent(end) == exponent { end += 1 }
        if end == start + 1 {
          appendTerm(factoring.order[start], &constant)
        } else {
          for place in start..<end {
            factoring.factors[factoring.terms[factoring.order[place]].drawn].exponent = 0
          }
          let inner = grouped(start..<end, levels: levels - 1, constant: .zero)
          let power = powerKey(factoring.bases[base], exponent)
          let product = product(Int32(power << 1), inner.key)
          factoring.parts.append(Factoring.Part(key: product, coefficient: inner.coefficient))
        }
        start = end
      }
    }
    for place in start..<range.upperBound { appendTerm(factoring.order[place], &constant) }
    return sum(constant, first)
  }

  /// Two terms, or one beside a constant, as a node, where there may be a stable form for them.
  private mutating func stableCandidate(_ range: Range<Int>, _ constant: NodeID) -> NodeID? {
    var count = constant == .zero ? 0 : 1
    for place in range {
      let term = factoring.terms[factoring.order[place]]
      count += 1
      var factors = 0
      for k in term.factors.range where factoring.factors[k].exponent > 0 {
        let factor = factoring.factors[k]
        factors += 1
        if factor.exponent == 1 && !factoring.bases[factor.base].isStored { return nil }
      }
      factors += term.others.count
      if factors > 1 { return nil }
    }
    guard count == 2 else { return nil }
    var node = constant
    for place in range {
      let term = factoring.terms[factoring.order[place]]
      var product = term.coefficient
      for k in term.factors.range where factoring.factors[k].exponent > 0 {
        let factor = factoring.factors[k]
        product = builder.product(
          product, builder.power(factoring.bases[factor.base], builder.integer(factor.exponent)))
      }
      for k in term.others.range {
        let (base, exponent) = factoring.others[k]
        product = builder.product(product, builder.rawPower(base, exponent))
      }
      node = builder.sum(node, product)
    }
    return node
  }

  /// What is left of a term, as a part of the sum under way.
  private mutating func appendTerm(_ place: Int, _ constant: inout NodeID) {
    let term = factoring.terms[place]
    var count = term.others.count
    var last = 0
    for k in term.factors.range where factoring.factors[k].exponent > 0 {
      count += 1
      last = k
    }
    if count == 0 {
      constant = builder.sum(constant, term.coefficient)
      return
    }
    let key: Int
    if count == 1, term.others.count == 0 {
      key = powerKey(factoring.bases[factoring.factors[last].base], factoring.factors[last].exponent)
    } else {
      var pairs: [(base: NodeID, exponent: NodeID)] = []
      for k in term.factors.range where factoring.factors[k].exponent > 0 {
        let factor = factoring.factors[k]
        pairs.append((factoring.bases[factor.base], NodeID(smallInteger: factor.exponent)))
      }
      for k in term.others.range { pairs.append(factoring.others[k]) }
      key = productKey(factorCodes(&pairs))
    }
    factoring.parts.append(Factoring.Part(key: key, coefficient: term.coefficient))
  }

  /// The number of a factor times a value, which may be a product.
  private mutating func product(_ factor: Int32, _ inner: Int) -> Int {
    switch wanted[inner] {
    case .pair(let first, let second): return productKey([factor, first, second])
    case .product(let group): return productKey([factor] + group.codes)
    default: return key(factor, times: Int32(inner << 1))
    }
  }

  mutating func powerKey(_ base: NodeID, _ exponent: Int) -> Int {
    if exponent == 1 { return key(base) }
    guard let word = ValueKey.word(base, exponent) else { return key(.power(base, Rational(exponent))) }
    return key(word, .power(base, Rational(exponent)))
  }

  mutating func productKey(_ codes: [Int32]) -> Int {
    key(FactorGroup(codes: codes.sorted()))
  }
}
