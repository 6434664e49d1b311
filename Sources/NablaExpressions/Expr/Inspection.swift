// What an expression is made of, for those who walk it.

import NablaNumbers

extension Expr {
  /// What the outermost operation of an expression is.
  public enum Kind: Sendable, Hashable {
    /// An exact rational number.
    case number(Rational)
    /// A symbol.
    case symbol(String)
    /// π or e.
    case constant(Constant)
    /// A sum of its operands.
    case sum
    /// A product of its operands.
    case product
    /// The first operand to the power of the second; e^x and square roots are powers.
    case power
    /// A function of the catalogue.
    case call(FunctionID)
    /// An undefined function, or its derivative by the given argument positions (from 1).
    case application(name: String, positions: [Int])
    /// A function with a declared value and derivatives.
    case declared(name: String)
    /// Operands: relation, value where it holds, value otherwise.
    case ifElse
    /// A relation, or a combination of relations.
    case relation(RelationKind)
  }

  /// The constants that are no rational numbers.
  public enum Constant: String, Sendable, Hashable {
    /// The circle's constant.
    case pi
    /// Euler's number.
    case e
  }

  /// How a relation holds between its operands; the raw values are as in the language.
  public enum RelationKind: String, Sendable, Hashable {
    /// The first is less than the second; greater is the same with the operands exchanged.
    case less = "<"
    /// The first is at most the second.
    case lessOrEqual = "<="
    /// Both are equal.
    case equal = "=="
    /// They differ.
    case notEqual = "!="
    /// All operands hold.
    case and
    /// At least one operand holds.
    case or
    /// Without operands, always.
    case always = "true"
    /// Without operands, never.
    case never = "false"
  }

  /// The outermost operation.
  public var kind: Kind { store.kind(node) }

  /// The operands of the outermost operation, as expressions. O(their number); a coefficient is an operand of its product.
  public var operands: [Expr] {
    guard node.isStored else { return [] }
    let store = store
    return store.construct { $0.publicOperands(node) }.map { Expr(store: store, node: $0, condition: .yes) }
  }

  /// The symbols that occur, in natural order (x2 before x10). Linear in the nodes.
  public var freeSymbols: [Expr] {
    store.symbols(under: [node]).map { Expr(store: nil, node: $0, condition: .yes) }
  }

  /// Whether an expression occurs in this one as a node: itself, an operand, an operand of an operand. Linear.
  public func contains(_ other: Expr) -> Bool {
    let store = store
    let target = store.construct { $0.adopt(other).node }
    if node == target { return true }
    return ReachableNodes(store, [node]).ids.contains { id in
      id == target || store.operands(id).contains(target)
    }
  }

  /// The expression with every operand replaced by its image. O(the operands).
  ///
  /// A relation among the operands needs a relation as its image, and a number a number. A call of a declared function is
  /// put together again where its arguments are different symbols; for other arguments the formula of its value is not
  /// known apart from them: apply the function anew. Either mistake stops the process with a message.
  public func map(_ transform: (Expr) throws -> Expr) rethrows -> Expr {
    let before = operands
    let images = try before.map(transform)
    if images.isEmpty { return self }
    for (operand, image) in zip(before, images) where operand.isTruth != image.isTruth {
      stop(
        operand.isTruth
          ? "map: the image of a relation is a relation, and not a number"
          : "map: the image of a number is a number, and not a relation")
    }
    if images == before && images.allSatisfy({ $0.condition == .yes }) { return self }
    return rebuilt(from: before, images)
  }

  private func rebuilt(from before: [Expr], _ images: [Expr]) -> Expr {
    switch kind {
    case .ifElse:
      let chosen = when(Relation(expression: images[0]), images[1], images[2])
      return Expr.buildUnchecked([self, chosen]) { _, nodes in nodes[1] }
    case .declared(let name):
      guard before.allSatisfy(\.node.isSymbol), Set(before).count == before.count else {
        stop("map: \(name) is not applied to different symbols here; apply the function anew to other arguments")
      }
    case .number, .symbol, .constant, .sum, .product, .power, .call, .application, .relation: break
    }
    return Expr.buildUnchecked([self] + images) { builder, nodes in
      let (own, operands) = (nodes[0], Array(nodes.dropFirst()))
      // A coefficient and its term are one operand of a sum.
      if builder.store.isOperation(own, .sum) { return builder.sum(operands) }
      if builder.store.isOperation(own, .product) { return builder.product(operands) }
      var table: [NodeID: NodeID] = [:]
      for (old, new) in zip(before, operands) { table[old.node] = new }
      guard builder.store.isOperation(own, .declared) else { return builder.rebuild(own) { table[$0] ?? $0 } }
      do throws(NablaError) { return try builder.substitute(table, in: [own])[0] } catch { stop(error.message) }
    }
  }

  /// The number of distinct nodes under and including this one; symbols, constants and small integers are not counted.
  public var nodeCount: Int { node.isStored ? ReachableNodes(store, [node]).ids.count : 0 }
}

extension Store {
  package func kind(_ id: NodeID) -> Expr.Kind {
    if let number = number(id) { return .number(number) }
    if id.isSymbol { return .symbol(NameTable.shared.name(of: id)) }
    if id == .pi { return .constant(.pi) }
    if id == .e { return .constant(.e) }
    if id == .yes { return .relation(.always) }
    guard let operation = operation(id) else { return .relation(.never) }
    switch operation {
    case .number, .sum: return .sum
    case .product: return .product
    case .power: return .power
    case .call: return .call(Catalogue.row(node(id).pointee.function).id)
    case .application:
      let application = application(id)
      return .application(name: NameTable.shared.name(of: application.name), positions: application.positions)
    case .declared: return .declared(name: NameTable.shared.name(of: operands(id)[0]))
    case .ifElse: return .ifElse
    case .less: return .relation(.less)
    case .lessOrEqual: return .relation(.lessOrEqual)
    case .equal: return .relation(.equal)
    case .notEqual: return .relation(.notEqual)
    case .and: return .relation(.and)
    case .or, .defined, .differentiable, .domainRequirement, .kinkRequirement, .guarded, .both:
      return .relation(.or)
    }
  }
}

extension Builder {
  /// The operands as whole nodes: terms with their coefficients, factors with their exponents.
  package func publicOperands(_ id: NodeID) -> [NodeID] {
    let operands = Array(store.operands(id))
    switch store.operation(id) {
    case .sum:
      var result: [NodeID] = []
      store.forEachTerm(id) { result.append(scaled($0, $1)) }
      if store.head(of: id) != .zero { result.append(store.head(of: id)) }
      return result
    case .product:
      var result: [NodeID] = store.head(of: id) == .one ? [] : [store.head(of: id)]
      store.forEachFactor(id) { result.append(rawPower($0, $1)) }
      return result
    case .application: return Array(operands[(2 + operands[1].smallInteger)...])
    case .declared: return Array(operands[2..<(2 + operands[1].smallInteger)])
    case .number, .power, .call, .ifElse, .less, .lessOrEqual, .equal, .notEqual, .and, .or, .defined, .differentiable,
      .domainRequirement, .kinkRequirement, .guarded, .both, nil:
      return operands
    }
  }
}
