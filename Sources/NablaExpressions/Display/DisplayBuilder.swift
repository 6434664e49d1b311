// From nodes to the display tree: one entry a node, so that shared nodes stay shared.

import NablaNumbers

/// What the displays of some expressions of a store have in common: what is shown, and in which order.
package struct DisplaySource {
  let graph: DisplayGraph
  let order: DisplayOrder
  package let options: DisplayOptions

  /// Linear in the nodes under the roots, beside the sorting of terms and factors. Throws past the limits of the task.
  package init(
    _ store: Store, _ roots: [NodeID], _ options: DisplayOptions = DisplayOptions(),
    watch: DisplayWatch = DisplayWatch()
  ) throws(NablaError) {
    self.options = options
    graph = try DisplayGraph(store, roots, decimals: options.decimals, watch)
    order = try DisplayOrder(graph, DisplayNames(graph, roots, places: options.symbolPlaces))
  }

  private init(_ graph: DisplayGraph, _ roots: [NodeID], _ options: DisplayOptions) throws(NablaError) {
    self.options = options
    self.graph = graph
    order = try DisplayOrder(graph, DisplayNames(graph, roots, places: options.symbolPlaces))
  }

  /// With what long products have in common as further nodes, where names will be wanted: the factors of each of n
  /// products that differ in the middle would be written out, n times n in all. Takes the lock of the store.
  package static func sharing(
    _ store: Store, _ roots: [NodeID], _ options: DisplayOptions, watch: DisplayWatch
  ) throws(NablaError) -> DisplaySource {
    let graph = try DisplayGraph(store, roots, decimals: options.decimals, watch)
    var full = 0
    for root in roots { full = min(DisplayGraph.longest, full + graph.length(root)) }
    guard full > options.abbreviatesFrom, ProductExtensions.areNeeded(store, graph.nodes, forDisplay: true) else {
      return try DisplaySource(graph, roots, options)
    }
    let found = try store.build { (builder) throws(NablaError) in
      let all = try ProductExtensions(builder, graph.nodes, roots, sharingParts: true, forDisplay: true).found
      return try builder.withoutRecording { () throws(NablaError) in
        var found: [NodeID: DisplayExtension] = [:]
        for (product, known) in all {
          try builder.check()
          // Who reads it multiplies again: |x|^3 is not |x|^2*|x|, since |x|^2 is x^2.
          let read = builder.product(known.factors.map { builder.power($0.base, $0.exponent) })
          guard builder.scaled(known.coefficient, read) == product else { continue }
          let rest = known.factors.dropFirst().map { (first: $0.base, second: $0.exponent) }
          found[product] = DisplayExtension(base: known.base, head: known.coefficient, rest: rest)
        }
        return found
      }
    }
    if found.isEmpty { return try DisplaySource(graph, roots, options) }
    let shared = try DisplayGraph(store, roots, decimals: options.decimals, watch, productExtensions: found)
    return try DisplaySource(shared, roots, options)
  }

  /// About how many characters the text of a root has when nothing is shared.
  package func length(_ root: NodeID) -> Int { graph.length(root) }

  package var watch: DisplayWatch { graph.watch }
}

/// Turns expression nodes into display entries.
package struct DisplayBuilder {
  let graph: DisplayGraph
  let order: DisplayOrder
  let options: DisplayOptions
  private let store: Store
  /// By rank: the entry that stands for the node, −1 where there is none.
  private(set) var made: [Int32]
  private var leaves: [NodeID: Int32] = [:]
  private var drawnSums: [Int: Int] = [:]
  /// By rank: what was made as another one and what is new.
  private var extensions: [Int: DisplayExtension] = [:]
  package internal(set) var tree = DisplayTree()

  package init(_ source: DisplaySource) {
    graph = source.graph
    order = source.order
    options = source.options
    store = graph.store
    made = [Int32](repeating: -1, count: graph.nodes.ids.count)
  }

  /// Makes the entry of a node whose operands have theirs.
  @discardableResult
  mutating func make(_ rank: Int, _ extended: DisplayExtension? = nil) throws(NablaError) -> Int {
    try graph.watch.check()
    let id = graph.nodes.ids[rank]
    if let extended { extensions[rank] = extended }
    let own = extended.map { entry(for: id, $0) } ?? entry(for: id)
    // The digits of a long number may have taken long.
    try graph.watch.check()
    made[rank] = Int32(truncatingIfNeeded: own)
    guard tree.entries.count < 1 << 28 else {
      throw NablaError(.limit, "the display of this has more than \(1 << 28) parts; ask for the form `graph`")
    }
    return own
  }

  /// Lets another entry stand for a node.
  mutating func stand(_ entry: Int, for rank: Int) { made[rank] = Int32(truncatingIfNeeded: entry) }

  /// The entry of a root, or of an operand.
  package mutating func display(_ id: NodeID) -> Int {
    if let rank = graph.nodes.rank(id) { return Int(made[rank]) }
    if let known = leaves[id] { return Int(known) }
    let new = leaf(id)
    leaves[id] = Int32(truncatingIfNeeded: new)
    return new
  }

  private mutating func leaf(_ id: NodeID) -> Int {
    if let number = store.number(id) { return signed(number) }
    if id.isSymbol { return tree.symbol(NameTable.shared.name(of: id)) }
    switch id {
    case .pi: return tree.add(.constant(.pi))
    case .e: return tree.add(.constant(.e))
    case .yes: return tree.add(.constant(.yes))
    default: return tree.add(.constant(.no))
    }
  }

  /// A vector of entries already made.
  package mutating func vector(_ parts: [Int]) -> Int { tree.add(.vector, parts) }

  private mutating func entry(for id: NodeID) -> Int {
    guard let operation = store.operation(id) else { return display(id) }
    let operands = store.operands(id)
    switch operation {
    case .number: return signed(store.number(id) ?? 0)
    case .sum: return sum(terms(id), store.head(of: id))
    case .product, .power:
      let (number, factors) = factors(id)
      return product(number, factors)
    case .call:
      let row = Catalogue.row(store.node(id).pointee.function)
      if operands.count == 1 { return tree.add(.call(row.id), display(operands[0])) }
      return tree.add(.call(row.id), sortedArguments(row.id, operands).map { display($0) })
    case .application:
      let application = store.application(id)
      let name = tree.text(NameTable.shared.name(of: application.name))
      let positions = tree.list(application.positions.map { Int32(truncatingIfNeeded: $0) })
      return tree.add(.application(name, positions: positions), application.arguments.map { display($0) })
    case .declared:
      let call = store.declaredCall(id)
      let name = tree.text(NameTable.shared.name(of: call.name))
      return tree.add(.application(name, positions: tree.list([Int32]())), call.arguments.map { display($0) })
    case .ifElse: return tree.add(.conditional, operands.map { display($0) })
    case .less: return relation(.less, operands)
    case .lessOrEqual: return relation(.lessOrEqual, operands)
    case .equal: return relation(.equal, operands)
    case .notEqual: return relation(.notEqual, operands)
    case .and: return tree.add(.and, operands.sorted(by: order.isBefore).map { display($0) })
    case .or: return tree.add(.or, operands.sorted(by: order.isBefore).map { display($0) })
    case .defined, .differentiable, .domainRequirement, .kinkRequirement, .guarded, .both:
      return tree.add(.constant(.yes))
    }
  }

  /// The name of the base first, then what is new.
  private mutating func entry(for id: NodeID, _ extended: DisplayExtension) -> Int {
    if store.isOperation(id, .sum) {
      let rest = extended.rest.map { DisplayOrder.Term(coefficient: $0.first, term: $0.second) }
        .sorted { order.compareTerms($0.term, $1.term) < 0 }
      return sum([DisplayOrder.Term(coefficient: .one, term: extended.base)] + rest, extended.head)
    }
    let (number, factors) = factors(extended)
    return product(number, factors)
  }

  private func factors(_ extended: DisplayExtension) -> (Rational, [DisplayOrder.Factor]) {
    let new = order.sorted(extended.rest.map { (base: $0.first, exponent: $0.second) })
    return (store.number(extended.head) ?? 1, [order.whole(extended.base)] + new)
  }

  // MARK: Numbers

  private mutating func digits(_ magnitude: Integer) -> Int {
    // Any text of that length ends the printing.
    if Double(magnitude.bitWidth) * 0.30102 > Double(options.longestNumber) + 2 {
      return tree.number(String(repeating: "0", count: options.longestNumber + 2))
    }
    return tree.number(graph.watch.digits(magnitude))
  }

  private mutating func signed(_ number: Rational) -> Int {
    let magnitude = positive(number.magnitude)
    return number.isNegative ? tree.add(.negative, magnitude) : magnitude
  }

  private mutating func positive(_ number: Rational) -> Int {
    if options.decimals, !number.isInteger, let text = number.decimalDescription(maximumDigits: 15) {
      return tree.number(text)
    }
    let numerator = digits(number.numerator)
    if number.isInteger { return numerator }
    return tree.add(.fraction, numerator, digits(number.denominator))
  }

  // MARK: Sums

  private mutating func sum(_ terms: [DisplayOrder.Term], _ head: NodeID) -> Int {
    var parts: [Int] = []
    parts.reserveCapacity(terms.count + 1)
    for term in terms {
      // A sum as term has a coefficient, or it would be part of this one.
      if term.coefficient == .one {
        parts.append(display(term.term))
      } else if term.coefficient == .minusOne {
        parts.append(opposite(display(term.term)))
      } else {
        let (number, factors) = factors(term.term)
        parts.append(product((store.number(term.coefficient) ?? 1) * number, factors))
      }
    }
    let constant = store.number(head) ?? 0
    if !constant.isZero {
      let part = signed(constant)
      let onlyConstants = terms.allSatisfy { Store.flags($0.term, in: store).contains(.symbolFree) }
      if onlyConstants { parts.insert(part, at: 0) } else { parts.append(part) }
    }
    if tree.form(parts[0]) == .negative, let first = parts.firstIndex(where: { tree.form($0) != .negative }) {
      let moved = parts.remove(at: first)
      parts.insert(moved, at: 0)
    }
    return parts.count == 1 ? parts[0] : tree.add(.sum, parts)
  }

  // MARK: Products

  /// A coefficient, and factors as their bases and exponents, or as names that stand for several.
  private func factors(_ id: NodeID) -> (Rational, [DisplayOrder.Factor]) {
    if let rank = graph.nodes.rank(id) {
      if made[rank] >= 0, case .symbol = tree.form(Int(made[rank])) { return (1, [order.whole(id)]) }
      if let extended = extensions[rank], store.isOperation(id, .product) { return factors(extended) }
    }
    let number = store.isOperation(id, .product) ? store.number(store.head(of: id)) : nil
    guard store.isLongProduct(id), let (named, rest) = namedChunks(id) else {
      return (number ?? 1, order.factors(of: id))
    }
    let others = order.sorted(rest.map { (base: $0.first, exponent: $0.second) })
    return (number ?? 1, named.map { order.whole($0) } + others)
  }

  /// The terms of a sum in printed order, behind chunks that have names.
  private func terms(_ id: NodeID) -> [DisplayOrder.Term] {
    guard store.isLongSum(id), let (named, rest) = namedChunks(id) else { return order.terms(of: id) }
    let others = rest.map { DisplayOrder.Term(coefficient: $0.first, term: $0.second) }
    return named.map { DisplayOrder.Term(coefficient: .one, term: $0) }
      + others.sorted { order.compareTerms($0.term, $1.term) < 0 }
  }

  /// The chunks of a long sum or product that have names, and the pairs of the others; nil where none has.
  private func namedChunks(_ id: NodeID) -> (named: [NodeID], rest: [(first: NodeID, second: NodeID)])? {
    var named: [NodeID] = []
    var rest: [(first: NodeID, second: NodeID)] = []
    let form = LongForm(store, store.isOperation(id, .sum) ? .sum : .product)
    var pending = [id]
    while let node = pending.popLast() {
      for (first, second) in store.pairs(of: node) {
        guard let chunk = form.chunk(first, second) else {
          rest.append((first, second))
          continue
        }
        if let rank = graph.nodes.rank(chunk), made[rank] >= 0, case .symbol = tree.form(Int(made[rank])) {
          named.append(chunk)
        } else {
          pending.append(chunk)
        }
      }
    }
    return named.isEmpty ? nil : (named, rest)
  }

  private mutating func opposite(_ entry: Int) -> Int { tree.opposite(entry) ?? tree.add(.negative, entry) }

  /// A coefficient times factors: one fraction at most, with the sign before it.
  private mutating func product(_ number: Rational, _ factors: [DisplayOrder.Factor]) -> Int {
    let coefficient = number.magnitude
    var isNegative = number.isNegative
    let factors = options.typesets && factors.count > 1 ? constantsBehindSymbols(factors) : factors
    var above: [Int] = []
    var below: [Int] = []
    above.reserveCapacity(factors.count + 1)
    if coefficient.isOne {
    } else if options.decimals, !coefficient.isInteger,
      let text = coefficient.decimalDescription(maximumDigits: 15)
    {
      above.append(tree.number(text))
    } else {
      if !coefficient.numerator.isOne { above.append(digits(coefficient.numerator)) }
      if !coefficient.denominator.isOne { below.append(digits(coefficient.denominator)) }
    }
    // 1/0 stands apart: 2*0 below a bar would be read as 0.
    var dividesByZero = false
    for factor in factors {
      let exponent = factor.exponent
      if options.typesets, let sum = drawn(factor.base), let power = store.number(exponent), power.isInteger {
        if !power.numerator.isEven { isNegative.toggle() }
        let magnitude = power.magnitude
        let entry = magnitude.isOne ? sum : tree.add(.power, sum, signed(magnitude))
        if power.isNegative { below.append(entry) } else { above.append(entry) }
      } else if factor.base == .zero && store.isNumber(exponent) {
        dividesByZero = true
      } else if exponent == .one {
        above.append(display(factor.base))
      } else if exponent == .minusOne {
        below.append(display(factor.base))
      } else if let exponent = store.number(exponent), exponent.isNegative {
        below.append(power(factor.base, -exponent))
      } else {
        above.append(power(factor.base, exponent))
      }
    }
    let top = above.isEmpty ? tree.number("1") : joined(above)
    let quotient = below.isEmpty ? top : tree.add(.fraction, top, joined(below))
    let entry = dividesByZero ? tree.add(.fraction, quotient, tree.number("0")) : quotient
    return isNegative ? opposite(entry) : entry
  }

  /// The opposite of a sum all of whose terms are subtracted. Equations are set so; in text it would be read as another node.
  private mutating func drawn(_ base: NodeID) -> Int? {
    guard store.isOperation(base, .sum) else { return nil }
    let entry = display(base)
    guard tree.form(entry) == .sum, let first = tree.opposite(tree.child(entry, 0)) else { return nil }
    if let known = drawnSums[entry] { return known }
    // The first term is negative only where all are.
    let new = tree.add(.sum, [first] + tree.children(entry).dropFirst().map { opposite($0) })
    drawnSums[entry] = new
    return new
  }

  /// x log 2 rather than log(2) x.
  private func constantsBehindSymbols(_ factors: [DisplayOrder.Factor]) -> [DisplayOrder.Factor] {
    func isFunction(_ factor: DisplayOrder.Factor) -> Bool {
      factor.group == .constant && store.isOperation(factor.base, .call)
    }
    guard factors.contains(where: isFunction) else { return factors }
    let rest = factors.filter { !isFunction($0) }
    let place = rest.firstIndex { $0.group.rawValue > DisplayOrder.Group.symbolPower.rawValue } ?? rest.count
    return rest[..<place] + factors.filter(isFunction) + rest[place...]
  }

  private mutating func joined(_ factors: [Int]) -> Int {
    factors.count == 1 ? factors[0] : tree.add(.product, factors)
  }

  private mutating func power(_ base: NodeID, _ exponent: NodeID) -> Int {
    if let number = store.number(exponent) { return power(base, number) }
    if base == .e { return tree.add(.call(.exp), display(exponent)) }
    return tree.add(.power, display(base), display(exponent))
  }

  private mutating func power(_ base: NodeID, _ exponent: Rational) -> Int {
    let base = display(base)
    if exponent.isOne { return base }
    if exponent == Rational(1, 2) { return tree.add(.squareRoot, base) }
    return tree.add(.power, base, signed(exponent))
  }

  // MARK: Functions and relations

  /// Symmetric functions keep their arguments by fingerprint; they are printed in the order of terms.
  private func sortedArguments(_ function: FunctionID, _ operands: UnsafeBufferPointer<NodeID>) -> [NodeID] {
    let arguments = Array(operands)
    func sorted(_ part: ArraySlice<NodeID>) -> [NodeID] {
      part.sorted { a, b in
        let (x, y) = (store.isNumber(a), store.isNumber(b))
        return x != y ? y : x ? order.compareNodes(a, b) < 0 : order.compareTerms(a, b) < 0
      }
    }
    guard let ordered = Catalogue.row(function).shape?.orderedCount else { return arguments }
    return Array(arguments.prefix(ordered)) + sorted(arguments.dropFirst(ordered))
  }

  private mutating func relation(_ sign: DisplaySign, _ operands: UnsafeBufferPointer<NodeID>) -> Int {
    // Numbers stand on the right.
    let isSymmetric = sign == sign.mirrored
    let (a, b) = (operands[0], operands[1])
    let flips: Bool
    if store.isNumber(a) != store.isNumber(b) {
      flips = store.isNumber(a)
    } else {
      flips = isSymmetric && order.compareTerms(b, a) < 0
    }
    let list = tree.list([flips ? sign.mirrored : sign])
    return flips
      ? tree.add(.relation(list), display(b), display(a)) : tree.add(.relation(list), display(a), display(b))
  }
}
