// Builds nodes in automatic form: cheap rewrites that are always wanted, applied while interning.

import NablaNumbers

/// Exclusive access to a store: what adds nodes to it. Made by `Store.build` and `Store.construct` alone.
///
/// Every constructor returns a node in automatic form: flattened, ordered, like terms and equal bases collected,
/// exact numbers folded within a bit budget. A rewrite that enlarges the domain records the condition (`recordDefined`).
package struct Builder {
  package let store: Store

  init(store: Store) { self.store = store }

  /// Automatic arithmetic that would need more bits than this stays unevaluated.
  static let automaticBits = 65_536.0

  // MARK: Limits

  /// Counts work, and throws when a limit was reached or the task was cancelled. Call it in every loop.
  @inline(__always)
  package func check() throws(NablaError) {
    store.state.pointee.ticks &+= 1
    if store.state.pointee.nodesExhausted || store.state.pointee.ticks & 0x7F == 1 { try checkSlowly() }
  }

  /// The same at once, where a step takes long by itself.
  package func checkNow() throws(NablaError) { try checkSlowly() }

  /// Whether a limit was reached, for loops that cannot throw: they give up, and the verb's next check throws.
  func hasReachedLimit() -> Bool {
    do throws(NablaError) {
      try check()
      return false
    } catch {
      // The next check is one that looks.
      store.state.pointee.ticks = 0
      return true
    }
  }

  private func checkSlowly() throws(NablaError) {
    if store.state.pointee.nodesExhausted {
      throw NablaError(
        .limit,
        "this needs more nodes, or longer exact numbers, than its limit allows (\(store.state.pointee.limits.nodes) at most); raise the limit `nodes`, or ask for less",
        exceeded: .nodes)
    }
    try store.state.pointee.watch?.check()
  }

  /// Runs a part of a verb that may add at most so many nodes, and as many words of big numbers.
  package func withBudget<Result>(nodes: Int, _ body: () throws(NablaError) -> Result) throws(NablaError) -> Result {
    let (ceiling, words) = (store.state.pointee.nodeCeiling, store.state.pointee.wordCeiling)
    store.state.pointee.nodeCeiling = min(ceiling, store.nodes.count + nodes)
    store.state.pointee.wordCeiling = min(words, store.state.pointee.words + 8 * nodes)
    defer { (store.state.pointee.nodeCeiling, store.state.pointee.wordCeiling) = (ceiling, words) }
    return try body()
  }

  /// The limits of the running verb.
  package var limits: Limits { store.state.pointee.limits }

  // MARK: Interning

  func intern(_ operation: Operation, function: UInt16 = 0, _ a: NodeID) -> NodeID {
    withUnsafePointer(to: a) { store.intern(operation, function: function, UnsafeBufferPointer(start: $0, count: 1)) }
  }

  @inline(__always)
  func intern(_ operation: Operation, function: UInt16 = 0, _ a: NodeID, _ b: NodeID) -> NodeID {
    withUnsafeTemporaryAllocation(of: NodeID.self, capacity: 2) { buffer in
      // In bounds: two elements, two places.
      buffer[0] = a
      buffer[1] = b
      return store.intern(operation, function: function, UnsafeBufferPointer(buffer))
    }
  }

  package func intern(_ operation: Operation, function: UInt16 = 0, _ operands: [NodeID]) -> NodeID {
    operands.withUnsafeBufferPointer { store.intern(operation, function: function, $0) }
  }

  // MARK: Numbers and symbols

  package func integer(_ value: Int) -> NodeID {
    NodeID.fits(value) ? NodeID(smallInteger: value) : store.internNumber(Rational(value))
  }

  package func number(_ value: Rational) -> NodeID {
    if let small = value.asInt, NodeID.fits(small) { return NodeID(smallInteger: small) }
    return store.internNumber(value)
  }

  package func rational(_ numerator: Int, _ denominator: Int) -> NodeID { number(Rational(numerator, denominator)) }

  /// The exact value of a number node.
  @inline(__always)
  package func value(_ id: NodeID) -> Rational? { store.number(id) }

  /// The value of a node already known to be a number.
  @inline(__always)
  func numberValue(_ id: NodeID) -> Rational { store.number(id) ?? Rational(0) }

  @inline(__always)
  func addNumbers(_ a: NodeID, _ b: NodeID) -> NodeID {
    if a.isSmallInteger && b.isSmallInteger { return integer(a.smallInteger &+ b.smallInteger) }
    return combined(a, b) { $0 + $1 }
  }

  @inline(__always)
  func multiplyNumbers(_ a: NodeID, _ b: NodeID) -> NodeID {
    if a == .one { return b }
    if b == .one { return a }
    // Thirty bits each: the product fits 60.
    if a.isSmallInteger && b.isSmallInteger { return integer(a.smallInteger &* b.smallInteger) }
    if let (n, d) = store.smallParts(a), let (m, e) = store.smallParts(b),
      let product = Rational.smallProduct(n, d, m, e)
    {
      return number(product)
    }
    return combined(a, b) { $0 * $1 }
  }

  // MARK: Undefined functions

  /// An undefined function, or its derivative by the given argument positions (from 1, in any order).
  package func application(_ name: NodeID, positions: [Int], _ arguments: [NodeID]) -> NodeID {
    var operands = [name, NodeID(smallInteger: positions.count)]
    operands.reserveCapacity(2 + positions.count + arguments.count)
    for position in positions.sorted() { operands.append(NodeID(smallInteger: position)) }
    operands.append(contentsOf: arguments)
    return intern(.application, operands)
  }

  // MARK: Declared functions

  /// A function with a declared value and derivatives, all of them already at the arguments; a number where that is its value.
  package func declared(
    _ name: NodeID, _ arguments: [NodeID], value: NodeID, derivatives: [NodeID]
  ) -> NodeID {
    if self.value(value) != nil && arguments.allSatisfy({ store.flags($0).contains(.symbolFree) }) { return value }
    return intern(.declared, [name, NodeID(smallInteger: arguments.count)] + arguments + [value] + derivatives)
  }

  /// The rule of a declared function's derivative by one argument (from 0).
  package func rule(_ call: DeclaredCall, by position: Int) throws(NablaError) -> NodeID {
    let rule = call.derivatives[position]
    if rule != .no { return rule }
    let name = NameTable.shared.name(of: call.name)
    let count = call.arguments.count
    let parameters = count == 1 ? ["x"] : (1...max(1, count)).map { "x_\($0)" }
    let rules = parameters.indices.map {
      $0 == position ? "DERIVATIVE BY \(parameters[$0])" : call.derivatives[$0] == .no ? "?" : "…"
    }
    throw NablaError(
      .domain,
      "\(name) was declared without its derivative by argument \(position + 1); declare it with one: function \(name)(\(parameters.joined(separator: ", "))) := …; \(rules.joined(separator: "; "))"
    )
  }
}

/// The parts of a call of a declared function, at its arguments.
package struct DeclaredCall {
  package let name: NodeID
  package let arguments: [NodeID]
  package let value: NodeID
  /// By argument; `NodeID.no` where there is no rule.
  package let derivatives: [NodeID]
}

/// The parts of an application node.
package struct Application {
  package let name: NodeID
  package let positions: [Int]
  package let arguments: [NodeID]
}

extension Store {
  package func declaredCall(_ id: NodeID) -> DeclaredCall {
    let operands = operands(id)
    let count = operands[1].smallInteger
    return DeclaredCall(
      name: operands[0], arguments: Array(operands[2..<(2 + count)]), value: operands[2 + count],
      derivatives: Array(operands[(3 + count)...]))
  }

  package func application(_ id: NodeID) -> Application {
    let operands = operands(id)
    let count = operands[1].smallInteger
    return Application(
      name: operands[0], positions: operands[2..<(2 + count)].map(\.smallInteger),
      arguments: Array(operands[(2 + count)...]))
  }
}
