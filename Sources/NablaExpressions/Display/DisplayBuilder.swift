// From nodes to the display tree: one entry a node, so that shared nodes stay shared.

import NablaNumbers

/// Turns expression nodes into display entries. Linear in the nodes, beside the sorting of terms.
package struct DisplayBuilder {
  private let store: Store
  private let decimals: Bool
  private let reachable: ReachableNodes
  private let order: DisplayOrder
  private var made: [Int]
  package private(set) var tree = DisplayTree()

  /// `decimals`: whether rationals that are short decimals are shown as such.
  package init(_ store: Store, _ roots: [NodeID], decimals: Bool = false) {
    self.store = store
    self.decimals = decimals
    reachable = ReachableNodes(store, roots)
    order = DisplayOrder(store, roots, reachable)
    made = [Int](repeating: -1, count: reachable.ids.count)
    let shown = shownRanks(roots)
    for (rank, id) in reachable.ids.enumerated() where shown[rank] { made[rank] = entry(for: id) }
  }

  /// Chunks of long sums are not shown as such: which nodes are, seen from the roots.
  private func shownRanks(_ roots: [NodeID]) -> [Bool] {
    var shown = [Bool](repeating: false, count: reachable.ids.count)
    for root in roots { if let rank = reachable.rank(root) { shown[rank] = true } }
    for (rank, id) in reachable.ids.enumerated().reversed() where shown[rank] {
      if store.isOperation(id, .sum) {
        // A term is written with its coefficient, from its factors.
        store.forEachTerm(id) { _, term in
          if store.isOperation(term, .product) {
            show(factorsOf: term, &shown)
          } else if store.isOperation(term, .power) {
            for operand in store.operands(term) { if let rank = reachable.rank(operand) { shown[rank] = true } }
          } else if let rank = reachable.rank(term) {
            shown[rank] = true
          }
        }
      } else if store.isOperation(id, .product) {
        show(factorsOf: id, &shown)
      } else {
        for operand in store.operands(id) where operand.isStored {
          if let rank = reachable.rank(operand) { shown[rank] = true }
        }
      }
    }
    return shown
  }

  private func show(factorsOf product: NodeID, _ shown: inout [Bool]) {
    store.forEachFactor(product) { base, exponent in
      if let rank = reachable.rank(base) { shown[rank] = true }
      if let rank = reachable.rank(exponent) { shown[rank] = true }
    }
  }

  /// The entry of a root.
  package mutating func display(_ id: NodeID) -> Int {
    if let rank = reachable.rank(id) { return made[rank] }
    if let number = store.number(id) { return signed(number) }
    if id.isSymbol { return tree.add(.symbol(NameTable.shared.name(of: id))) }
    switch id {
    case .pi: return tree.add(.constant("pi"))
    case .e: return tree.add(.constant("e"))
    case .yes: return tree.add(.constant("true"))
    default: return tree.add(.constant("false"))
    }
  }

  /// A vector of entries already made.
  package mutating func vector(_ parts: [Int]) -> Int { tree.add(.vector, parts) }

  private mutating func entry(for id: NodeID) -> Int {
    let operands = store.operands(id)
    switch store.operation(id) {
    case .number: return signed(store.number(id) ?? 0)
    case .sum: return sum(id)
    case .product:
      let coefficient = store.number(operands[0]) ?? 1
      return withSign(coefficient, order.factors(of: id))
    case .power: return withSign(1, [order.factor(operands[0], operands[1])])
    case .call:
      let row = Catalogue.row(store.node(id).pointee.function)
      return tree.add(.call(row.id), sortedArguments(row.id, operands).map { display($0) })
    case .application:
      let application = store.application(id)
      return tree.add(
        .application(NameTable.shared.name(of: application.name), positions: application.positions),
        application.arguments.map { display($0) })
    case .declared:
      let call = store.declaredCall(id)
      return tree.add(
        .application(NameTable.shared.name(of: call.name), positions: []), call.arguments.map { display($0) })
    case .ifElse: return tree.add(.conditional, operands.map { display($0) })
    case .less: return relation("<", ">", operands)
    case .lessOrEqual: return relation("≤", "≥", operands)
    case .equal: return relation("=", "=", operands)
    case .notEqual: return relation("≠", "≠", operands)
    case .and: return connective(.and, operands)
    case .or: return connective(.or, operands)
    default: return tree.add(.constant("true"))
    }
  }

  // MARK: Numbers

  private mutating func signed(_ number: Rational) -> Int {
    let magnitude = positive(number.magnitude)
    return number.isNegative ? tree.add(.negative, [magnitude]) : magnitude
  }

  private mutating func positive(_ number: Rational) -> Int {
    if decimals, !number.isInteger, let text = number.decimalDescription(maximumDigits: 15) {
      return tree.add(.number(text))
    }
    let numerator = tree.add(.number(number.numerator.description))
    if number.isInteger { return numerator }
    return tree.add(.fraction, [numerator, tree.add(.number(number.denominator.description))])
  }

  // MARK: Sums

  private mutating func sum(_ id: NodeID) -> Int {
    let operands = store.operands(id)
    var terms: [DisplayOrder.Term] = []
    terms.reserveCapacity(operands.count / 2)
    store.forEachTerm(id) { terms.append(order.term($0, $1)) }
    terms.sort(by: order.isBefore)
    var parts: [(isNegative: Bool, entry: Int)] = terms.map { term in
      let coefficient = store.number(term.coefficient) ?? 1
      return (coefficient.isNegative, product(coefficient.magnitude, term.factors))
    }
    let constant = store.number(operands[0]) ?? 0
    if !constant.isZero {
      let part = (isNegative: constant.isNegative, entry: positive(constant.magnitude))
      let onlyConstants = terms.allSatisfy { Store.flags($0.term, in: store).contains(.symbolFree) }
      if onlyConstants { parts.insert(part, at: 0) } else { parts.append(part) }
    }
    if parts[0].isNegative, let first = parts.firstIndex(where: { !$0.isNegative }) {
      let moved = parts.remove(at: first)
      parts.insert(moved, at: 0)
    }
    return tree.add(.sum, parts.map { $0.isNegative ? tree.add(.negative, [$0.entry]) : $0.entry })
  }

  // MARK: Products

  private mutating func withSign(_ coefficient: Rational, _ factors: [DisplayOrder.Factor]) -> Int {
    let entry = product(coefficient.magnitude, factors)
    return coefficient.isNegative ? tree.add(.negative, [entry]) : entry
  }

  /// A nonnegative coefficient times factors: one fraction at most.
  private mutating func product(_ coefficient: Rational, _ factors: [DisplayOrder.Factor]) -> Int {
    var above: [Int] = []
    var below: [Int] = []
    var numerator = coefficient.numerator
    if decimals, !coefficient.isInteger, let text = coefficient.decimalDescription(maximumDigits: 15) {
      above.append(tree.add(.number(text)))
      numerator = 1
    } else {
      if !coefficient.numerator.isOne { above.append(tree.add(.number(coefficient.numerator.description))) }
      if !coefficient.denominator.isOne { below.append(tree.add(.number(coefficient.denominator.description))) }
    }
    _ = numerator
    // 1/0 stands apart: 2*0 below a bar would be read as 0.
    var dividesByZero = false
    for factor in factors {
      if factor.base == .zero && store.isNumber(factor.exponent) {
        dividesByZero = true
      } else if let exponent = store.number(factor.exponent), exponent.isNegative {
        below.append(power(factor.base, -exponent))
      } else {
        above.append(power(factor.base, factor.exponent))
      }
    }
    let top = above.isEmpty ? tree.add(.number("1")) : joined(above)
    let quotient = below.isEmpty ? top : tree.add(.fraction, [top, joined(below)])
    return dividesByZero ? tree.add(.fraction, [quotient, tree.add(.number("0"))]) : quotient
  }

  private mutating func joined(_ factors: [Int]) -> Int {
    factors.count == 1 ? factors[0] : tree.add(.product, factors)
  }

  private mutating func power(_ base: NodeID, _ exponent: NodeID) -> Int {
    if let number = store.number(exponent) { return power(base, number) }
    if base == .e { return tree.add(.call(.exp), [display(exponent)]) }
    return tree.add(.power, [display(base), display(exponent)])
  }

  private mutating func power(_ base: NodeID, _ exponent: Rational) -> Int {
    let base = display(base)
    if exponent.isOne { return base }
    if exponent == Rational(1, 2) { return tree.add(.squareRoot, [base]) }
    return tree.add(.power, [base, signed(exponent)])
  }

  // MARK: Functions and relations

  /// Symmetric functions keep their arguments by fingerprint; they are printed in the order of terms.
  private func sortedArguments(_ function: FunctionID, _ operands: UnsafeBufferPointer<NodeID>) -> [NodeID] {
    let arguments = Array(operands)
    func sorted(_ part: ArraySlice<NodeID>) -> [NodeID] {
      part.map { order.term(.one, $0) }
        .sorted { a, b in
          let (x, y) = (store.isNumber(a.term), store.isNumber(b.term))
          return x != y ? y : order.isBefore(a, b)
        }
        .map(\.term)
    }
    switch function {
    case .max, .min: return sorted(arguments[...])
    case .maxShare, .minShare: return [arguments[0]] + sorted(arguments.dropFirst())
    default: return arguments
    }
  }

  private mutating func relation(
    _ sign: String, _ mirrored: String, _ operands: UnsafeBufferPointer<NodeID>
  ) -> Int {
    // Numbers stand on the right.
    let isSymmetric = sign == mirrored
    let (a, b) = (operands[0], operands[1])
    let flips: Bool
    if store.isNumber(a) != store.isNumber(b) {
      flips = store.isNumber(a)
    } else {
      flips = isSymmetric && order.isBefore(order.term(.one, b), order.term(.one, a))
    }
    let sides = flips ? [b, a] : [a, b]
    return tree.add(.relation([flips ? mirrored : sign]), sides.map { display($0) })
  }

  private mutating func connective(_ form: DisplayForm, _ operands: UnsafeBufferPointer<NodeID>) -> Int {
    tree.add(form, operands.sorted(by: order.isBefore).map { display($0) })
  }
}
