// The chain rule, once: what every operation depends on, by which rule, and the partial derivative by it.

import NablaExpressions
import NablaNumbers

/// The rule by which one operation depends on one of its operands.
enum DerivativeRule: Equatable, Sendable {
  /// c·u by u.
  case sum
  /// u·v by u.
  case product
  /// u^v by u.
  case power
  /// u^v by v.
  case exponential
  /// f(…, u, …) by u, a function of the catalogue.
  case function
  /// f(…, u, …) by u, an undefined function.
  case undefinedFunction
  /// f(…, u, …) by u, a function that was declared with its derivatives.
  case declaredFunction
  /// if(c, u, v) by u, where c holds.
  case branch
  /// if(c, u, v) by v, where c does not hold.
  case otherBranch
}

/// One link of the chain rule: a node, an operand, and the rule by which the one depends on the other.
struct ChainLink: BitwiseCopyable {
  let rule: DerivativeRule
  let node: NodeID
  let operand: NodeID
  /// Among the terms, factors or arguments, from 0; of a short sum or product, the place of the operand.
  let index: Int
  /// Of a sum, the coefficient of the operand.
  var coefficient: NodeID = .one
  /// Of a product or power, what the operand belongs to.
  var base: NodeID = .none
  var exponent: NodeID = .one
}

/// The long sums and products among some nodes that go on from others. An object, since it is handed on for every node.
final class Extensions {
  let sums: [NodeID: SumExtension]
  let products: [NodeID: ProductExtension]
  let hasSums: Bool
  let hasProducts: Bool

  init(_ builder: Builder, _ nodes: ReachableNodes, _ roots: [NodeID]) throws(NablaError) {
    sums = try builder.longExtensions(nodes, roots)
    products = try builder.longProductExtensions(nodes, roots)
    (hasSums, hasProducts) = (!sums.isEmpty, !products.isEmpty)
  }

  private init(products: [NodeID: ProductExtension]) {
    self.sums = [:]
    self.products = products
    (hasSums, hasProducts) = (false, !products.isEmpty)
  }

  /// Those of products alone.
  var withoutSums: Extensions { Extensions(products: products) }
}

extension Builder {
  /// The links from a node to what its slope is made of: the terms of a sum, bases and exponents of products and powers,
  /// the arguments of functions, the branches of choices. Truth values and conditions have none.
  @inline(__always)
  func forEachLink(
    of id: NodeID, _ extensions: Extensions, _ body: (ChainLink) throws(NablaError) -> Void
  ) throws(NablaError) {
    guard let operation = store.operation(id) else { return }
    // Operands never move, so they may be read while nodes are added.
    let operands = store.operands(id)
    switch operation {
    case .sum:
      if extensions.hasSums, let known = extensions.sums[id] {
        for (k, (coefficient, term)) in known.terms.enumerated() {
          try body(ChainLink(rule: .sum, node: id, operand: term, index: k, coefficient: coefficient))
        }
        return
      }
      for (k, (coefficient, term)) in store.terms(of: id).enumerated() {
        try body(ChainLink(rule: .sum, node: id, operand: term, index: k, coefficient: coefficient))
      }
    case .product:
      if extensions.hasProducts, let known = extensions.products[id] {
        for (k, (base, exponent)) in known.factors.enumerated() {
          try check()
          try forBoth(base, exponent, of: id, k, body)
        }
      } else if store.isLongProduct(id) {
        var pairs: [(base: NodeID, exponent: NodeID)] = []
        store.forEachFactor(id) { pairs.append(($0, $1)) }
        // In the order in which they were made, since what is left without one is near what is left without the one before.
        pairs.sort { $0.base.raw < $1.base.raw }
        for (k, (base, exponent)) in pairs.enumerated() {
          try check()
          try forBoth(base, exponent, of: id, k, body)
        }
      } else {
        for (k, (base, exponent)) in store.factors(of: id).enumerated() {
          try forBoth(base, exponent, of: id, k, body)
        }
      }
    case .power: try forBoth(operands[0], operands[1], of: id, 0, body)
    case .call:
      for k in 0..<operands.count {
        try body(ChainLink(rule: .function, node: id, operand: operands[k], index: k))
      }
    case .application:
      for (k, argument) in store.application(id).arguments.enumerated() {
        try body(ChainLink(rule: .undefinedFunction, node: id, operand: argument, index: k))
      }
    case .declared:
      for (k, argument) in store.declaredCall(id).arguments.enumerated() {
        try body(ChainLink(rule: .declaredFunction, node: id, operand: argument, index: k))
      }
    case .ifElse:
      try body(ChainLink(rule: .branch, node: id, operand: operands[1], index: 1))
      try body(ChainLink(rule: .otherBranch, node: id, operand: operands[2], index: 2))
    case .number, .less, .lessOrEqual, .equal, .notEqual, .and, .or, .defined, .differentiable, .domainRequirement,
      .kinkRequirement, .guarded, .both:
      break
    }
  }

  @inline(__always)
  private func forBoth(
    _ base: NodeID, _ exponent: NodeID, of id: NodeID, _ index: Int,
    _ body: (ChainLink) throws(NablaError) -> Void
  ) throws(NablaError) {
    try body(
      ChainLink(
        rule: exponent == .one ? .product : .power, node: id, operand: base, index: index, base: base,
        exponent: exponent))
    // 0^v is 0 wherever it has a slope.
    if !exponent.isSmallInteger, base != .zero {
      try body(
        ChainLink(
          rule: .exponential, node: id, operand: exponent, index: index, base: base, exponent: exponent))
    }
  }

  /// The partial derivative of a link's node by its operand: a number, and factors that are added to a list. The relation
  /// under which a branch is taken is the caller's to see to.
  func appendPartial(
    of link: ChainLink, _ extensions: Extensions, to factors: inout [NodeID]
  ) throws(NablaError) -> NodeID {
    switch link.rule {
    case .sum: return link.coefficient
    case .product, .power:
      let coefficient = appendOthers(of: link, extensions, to: &factors)
      if link.exponent != .one {
        factors.append(link.exponent)
        let exponent = link.exponent == .two ? .one : difference(link.exponent, .one)
        factors.append(power(link.base, exponent))
      }
      return coefficient
    case .exponential:
      factors.append(link.node)
      factors.append(call(.log, [link.base]))
    case .function:
      let row = Catalogue.row(store.node(link.node).pointee.function)
      factors.append(row.derivative(self, Array(store.operands(link.node)), link.node, link.index))
    case .undefinedFunction:
      let application = store.application(link.node)
      factors.append(
        self.application(
          application.name, positions: application.positions + [link.index + 1], application.arguments))
    case .declaredFunction:
      // By its rules, whatever the formula of its value.
      factors.append(try rule(store.declaredCall(link.node), by: link.index))
    case .branch, .otherBranch: break
    }
    return .one
  }

  /// The factors of a product but the one of a link, and the number in front.
  private func appendOthers(of link: ChainLink, _ extensions: Extensions, to factors: inout [NodeID]) -> NodeID {
    guard store.isOperation(link.node, .product) else { return .one }
    if extensions.hasProducts, let known = extensions.products[link.node] {
      for (k, (base, exponent)) in known.factors.enumerated() where k != link.index {
        factors.append(rawPower(base, exponent))
      }
      return known.coefficient
    }
    if store.isLongProduct(link.node) {
      // The factors before and behind one are shared chunks: O(log n).
      factors.append(product(link.node, without: link.base))
      return .one
    }
    let all = store.factors(of: link.node)
    for (k, (base, exponent)) in all.enumerated() where k != link.index { factors.append(rawPower(base, exponent)) }
    return all.coefficient
  }
}
