// The value that users hold: a node of a shared graph, with the conditions under which it stands.

import NablaNumbers

/// An exact symbolic expression over the real numbers.
///
/// A value is a handle: a store, a node of its graph, and the condition left behind by the rewrites that made it.
/// Equal subexpressions of one store are one node, so copying is free and comparing is constant time within a store.
/// Expressions are immutable and may be used from any thread. Building locks the store of the left operand.
public struct Expr: Sendable {
  /// Needed only by nodes and conditions that are no symbols, constants or small integers; such may name one all the same.
  let heldStore: Store?
  package let node: NodeID
  package let condition: NodeID

  package init(store: Store?, node: NodeID, condition: NodeID) {
    heldStore = node.isStored || condition.isStored ? store : nil
    self.node = node
    self.condition = condition
  }

  /// A node that keeps its store even where it needs none.
  init(in store: Store, _ node: NodeID) {
    heldStore = store
    self.node = node
    condition = .yes
  }

  /// The store the expression lives in, or the default one for an expression that needs none.
  package var store: Store { heldStore ?? Store.default }

  /// The symbol of a name: a real number not further known.
  ///
  /// Any text is a name here; what is no name of the grammar is written and read between back quotes. Stops with a
  /// message where all the names of the process together would exceed 1 GiB.
  public static func symbol(_ name: String) -> Expr {
    guard let id = NameTable.shared.intern(name) else {
      stop("the table of names is full (\(NameTable.byteLimit) bytes)")
    }
    return Expr(store: nil, node: id, condition: .yes)
  }

  /// The circle's constant π.
  public static let pi = Expr(store: nil, node: .pi, condition: .yes)
  /// Euler's number e.
  public static let e = Expr(store: nil, node: .e, condition: .yes)

  // MARK: Building

  /// Builds from one or more numbers in the first one's store, importing the others. A relation among them ends the process.
  package static func build(
    _ operands: [Expr], _ body: (Builder, [NodeID]) -> NodeID
  ) -> Expr {
    for operand in operands { requireNumber(operand) }
    return buildUnchecked(operands, body)
  }

  static func buildUnchecked(
    _ operands: [Expr], _ body: (Builder, [NodeID]) -> NodeID
  ) -> Expr {
    let store = operands.lazy.compactMap(\.heldStore).first ?? Store.default
    let (node, condition) = store.construct { builder in
      var condition = NodeID.yes
      var nodes: [NodeID] = []
      nodes.reserveCapacity(operands.count)
      for operand in operands {
        let (node, own) = builder.adopt(operand)
        nodes.append(node)
        condition = builder.both(condition, own)
      }
      let node = body(builder, nodes)
      return (node, builder.both(condition, builder.takeConditions()))
    }
    return Expr(store: store, node: node, condition: condition)
  }

  @inline(__always)
  static func binary(_ a: Expr, _ b: Expr, _ body: (Builder, NodeID, NodeID) -> NodeID) -> Expr {
    requireNumber(a)
    requireNumber(b)
    return binaryUnchecked(a, b, body)
  }

  @inline(__always)
  static func binaryUnchecked(_ a: Expr, _ b: Expr, _ body: (Builder, NodeID, NodeID) -> NodeID) -> Expr {
    let store = a.heldStore ?? b.heldStore ?? Store.default
    let (node, condition) = store.construct { builder in
      let (left, leftCondition) = builder.adopt(a)
      let (right, rightCondition) = builder.adopt(b)
      let node = body(builder, left, right)
      return (node, builder.both(builder.both(leftCondition, rightCondition), builder.takeConditions()))
    }
    return Expr(store: store, node: node, condition: condition)
  }
}

extension Builder {
  /// An expression's node and condition in this builder's store.
  package func adopt(_ expression: Expr) -> (node: NodeID, condition: NodeID) {
    guard let other = expression.heldStore, other !== store else { return (expression.node, expression.condition) }
    let copied = importing([expression.node, expression.condition], from: other)
    return (copied[0], copied[1])
  }
}

// MARK: Equality

extension Expr: Hashable {
  /// Whether two expressions are the same node: the same automatic form. Conditions are not compared.
  ///
  /// O(1) within a store; between stores equal fingerprints are confirmed by walking the graphs once.
  public static func == (a: Expr, b: Expr) -> Bool {
    if !a.node.isStored || !b.node.isStored || a.heldStore === b.heldStore { return a.node == b.node }
    guard let left = a.heldStore, let right = b.heldStore else { return false }
    return left.fingerprint(a.node) == right.fingerprint(b.node)
      && left.isStructurallyEqual(a.node, to: b.node, in: right)
  }

  /// Hashes the structural fingerprint.
  public func hash(into hasher: inout Hasher) {
    if let heldStore {
      hasher.combine(heldStore.fingerprint(node))
    } else {
      hasher.combine(Store.fingerprint(unstored: node))
    }
  }
}

extension Store {
  func isStructurallyEqual(_ a: NodeID, to b: NodeID, in other: Store) -> Bool {
    var matched: [NodeID: NodeID] = [:]
    var stack = [(a, b)]
    while let (x, y) = stack.popLast() {
      if !x.isStored || !y.isStored {
        if x != y { return false }
        continue
      }
      if let seen = matched[x] {
        if seen != y { return false }
        continue
      }
      matched[x] = y
      let (p, q) = (node(x).pointee, other.node(y).pointee)
      guard p.fingerprint == q.fingerprint, p.operation == q.operation, p.function == q.function, p.count == q.count
      else { return false }
      if p.operation == .number {
        if number(x) != other.number(y) { return false }
        continue
      }
      for (s, t) in zip(operands(x), other.operands(y)) { stack.append((s, t)) }
    }
    return true
  }
}

/// A relation between expressions, or a combination of such: what `if` chooses by, and the form of conditions.
public struct Relation: Sendable, Hashable {
  package let expression: Expr

  package init(expression: Expr) { self.expression = expression }
}
