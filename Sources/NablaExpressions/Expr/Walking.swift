// Walks over expressions: every distinct node once, operands first, however deep and however much is shared.

import NablaNumbers

extension Expr {
  /// The distinct parts of the expression, operands before what they are operands of, itself last. Linear in the nodes.
  ///
  /// Parts are what `operands` gives, but a sum or product of very many operands is one of shorter ones, as it is stored.
  public var nodes: [Expr] { Expr.nodes(of: [self]) }

  /// The distinct parts of several expressions. Linear in the nodes they have together.
  public static func nodes(of expressions: [Expr]) -> [Expr] {
    let walk = Walk(expressions)
    return walk.ids.map { Expr(store: walk.store, node: $0, condition: .yes) }
  }

  /// A value computed from the bottom up: `combine` gets the kind of a part and the values of its operands, once for each
  /// distinct part.
  ///
  ///     let depth = f.fold { _, operands in 1 + (operands.max() ?? 0) }
  ///
  /// Never write a recursion over `operands` instead: on a shared graph it takes exponential time. Linear in the nodes; does
  /// not recurse. A sum or product of very many operands comes as one of shorter ones. Throws what `combine` throws.
  public func fold<Result, Failure: Error>(
    _ combine: (_ kind: Kind, _ operands: [Result]) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let walk = Walk([self])
    let results = try walk.fold { id, operands throws(Failure) in try combine(walk.store.kind(id), operands) }
    return results[walk.roots[0]]
  }

  /// The same for several expressions, with one value for each.
  public static func fold<Result, Failure: Error>(
    _ expressions: [Expr], _ combine: (_ kind: Kind, _ operands: [Result]) throws(Failure) -> Result
  ) throws(Failure) -> [Result] {
    let walk = Walk(expressions)
    let results = try walk.fold { id, operands throws(Failure) in try combine(walk.store.kind(id), operands) }
    return walk.roots.map { results[$0] }
  }

  /// The name of a symbol; nil for anything else. O(1).
  public var name: String? { node.isSymbol ? NameTable.shared.name(of: node) : nil }

  /// The rational number that this is; nil for anything else. O(1).
  public var number: Rational? { node.isSmallInteger ? Rational(node.smallInteger) : heldStore?.number(node) }
}

/// The parts of some expressions in an order in which operands come first.
private struct Walk {
  let store: Store
  let ids: [NodeID]
  /// For each part the places of its operands.
  private let operands: [[Int]]
  /// The places of the expressions.
  let roots: [Int]

  init(_ expressions: [Expr]) {
    let store = expressions.first { $0.node.isStored }?.store ?? Store.default
    (ids, operands, roots) = store.construct { builder in builder.walk(expressions.map { builder.adopt($0).node }) }
    self.store = store
  }

  func fold<Result, Failure: Error>(
    _ combine: (NodeID, [Result]) throws(Failure) -> Result
  ) throws(Failure) -> [Result] {
    var results: [Result] = []
    results.reserveCapacity(ids.count)
    for (place, id) in ids.enumerated() {
      var values: [Result] = []
      values.reserveCapacity(operands[place].count)
      for operand in operands[place] { values.append(results[operand]) }
      results.append(try combine(id, values))
    }
    return results
  }
}

extension Builder {
  /// The parts under some nodes, operands first, with the places of the operands of each and of the nodes.
  fileprivate func walk(_ nodes: [NodeID]) -> (ids: [NodeID], operands: [[Int]], roots: [Int]) {
    var places: [NodeID: Int] = [:]
    var ids: [NodeID] = []
    var found: [[Int]] = []
    var stack: [(id: NodeID, operands: [NodeID], next: Int)] = []
    for node in nodes {
      if places[node] == nil { stack.append((node, parts(node), 0)) }
      while let (id, operands, next) = stack.last {
        if next < operands.count {
          stack[stack.count - 1].next += 1
          // A part cannot be one of its own operands, so none on the stack comes again.
          if places[operands[next]] == nil { stack.append((operands[next], parts(operands[next]), 0)) }
          continue
        }
        stack.removeLast()
        places[id] = ids.count
        ids.append(id)
        found.append(operands.compactMap { places[$0] })
      }
    }
    return (ids, found, nodes.compactMap { places[$0] })
  }

  /// The operands of a node as whole nodes, a long sum or product as it is stored.
  func parts(_ id: NodeID) -> [NodeID] {
    guard id.isStored else { return [] }
    switch store.operation(id) {
    case .sum:
      let terms = store.terms(of: id)
      var result = terms.map { scaled($0, $1) }
      if terms.constant != .zero { result.append(terms.constant) }
      return result
    case .product:
      let factors = store.factors(of: id)
      var result: [NodeID] = factors.coefficient == .one ? [] : [factors.coefficient]
      for (base, exponent) in factors { result.append(rawPower(base, exponent)) }
      return result
    case .number, .power, .call, .application, .declared, .ifElse, .less, .lessOrEqual, .equal, .notEqual, .and, .or,
      .defined, .differentiable, .domainRequirement, .kinkRequirement, .guarded, .both, nil:
      return publicOperands(id)
    }
  }
}
