// The verbs that may be written inside an expression: diff, grad, hessian, jacobian.

import NablaCalculus
import NablaExpressions
import NablaNumbers
import NablaSyntax

/// What the language's verbs do, for the resolver and for help.
package enum Verbs {
  /// A verb with its help.
  package struct Row: Sendable {
    package let name: String
    package let usage: String
    package let summary: String
    package let verb: Verb
  }

  package static let rows: [Row] = [
    Row(
      name: "diff", usage: "diff(f, x)   diff(f, x, 2, y)",
      summary: "The derivative of f by x; with more names the mixed partial, with a number the order.", verb: diff),
    Row(
      name: "grad", usage: "grad(f, [x, y])   grad(f)",
      summary: "The gradient: the partial derivatives by the listed symbols, or by all in natural order.", verb: grad),
    Row(
      name: "hessian", usage: "hessian(f, [x, y])   hessian(f)",
      summary: "The matrix of second partial derivatives.", verb: hessian),
    Row(
      name: "jacobian", usage: "jacobian([f, g], [x, y])",
      summary: "One row an expression, one column a variable.", verb: jacobian),
  ]

  package static let table: [String: Verb] = Dictionary(uniqueKeysWithValues: rows.map { ($0.name, $0.verb) })

  private static let diff: Verb = { (builder, arguments, range) throws(NablaError) in
    guard arguments.count >= 2 else {
      throw NablaError(.name, "diff takes an expression and the symbols to differentiate by: diff(f, x)", range: range)
    }
    var steps: [(NodeID, Int)] = []
    for argument in arguments.dropFirst() {
      guard case .scalar(let value) = argument.value else {
        throw NablaError(.domain, "diff takes one symbol after another; for a vector use grad", range: argument.range)
      }
      if value.node.isSymbol {
        steps.append((value.node, 1))
      } else if let order = builder.value(value.node), !steps.isEmpty {
        guard order.isInteger, !order.isNegative else {
          throw NablaError(.domain, "the order of a derivative is 0, 1, 2, …, not \(order)", range: argument.range)
        }
        guard let small = order.asInt else {
          throw NablaError(.limit, "a derivative of order \(order) is out of reach", range: argument.range)
        }
        steps[steps.count - 1].1 = small
      } else {
        throw NablaError(.domain, "derivatives are taken by symbols, and this is none", range: argument.range)
      }
    }
    let path = steps
    return try elementwise(arguments[0].value) { (operand) throws(NablaError) in
      var (node, condition) = (operand.node, operand.condition)
      try requireNumber(builder, node, arguments[0].range)
      for (variable, order) in path {
        let next = try builder.derivative(of: node, by: variable, order: order)
        node = next.node
        condition = builder.both(condition, next.condition)
      }
      return Conditioned(node, condition)
    }
  }

  private static let grad: Verb = { (builder, arguments, range) throws(NablaError) in
    let (operand, variables) = try scalarAndVariables("grad", builder, arguments, range)
    let (nodes, added) = try builder.gradient(of: operand.node, by: variables)
    let condition = builder.both(operand.condition, added)
    return .vector(nodes.map { .scalar(Conditioned($0, condition)) })
  }

  private static let hessian: Verb = { (builder, arguments, range) throws(NablaError) in
    let (operand, variables) = try scalarAndVariables("hessian", builder, arguments, range)
    let (rows, added) = try builder.hessian(of: operand.node, by: variables)
    let condition = builder.both(operand.condition, added)
    return .vector(rows.map { .vector($0.map { .scalar(Conditioned($0, condition)) }) })
  }

  private static let jacobian: Verb = { (builder, arguments, range) throws(NablaError) in
    guard arguments.count == 1 || arguments.count == 2, case .vector(let parts) = arguments[0].value else {
      throw NablaError(.name, "jacobian takes a vector and its variables: jacobian([f, g], [x, y])", range: range)
    }
    var operands: [Conditioned] = []
    for part in parts {
      guard case .scalar(let operand) = part else {
        throw NablaError(.domain, "jacobian takes a vector of numbers", range: arguments[0].range)
      }
      try requireNumber(builder, operand.node, arguments[0].range)
      operands.append(operand)
    }
    let variables = try variables(arguments.count == 2 ? arguments[1] : nil, of: operands.map(\.node), builder)
    let rows = try builder.jacobian(of: operands.map(\.node), by: variables)
    return .vector(
      zip(rows, operands).map { row, operand in
        let condition = builder.both(
          operand.condition, builder.derivativeCondition(of: operand.node, by: variables))
        return .vector(row.map { .scalar(Conditioned($0, condition)) })
      })
  }

  // MARK: Arguments

  private static func scalarAndVariables(
    _ name: String, _ builder: Builder, _ arguments: [VerbArgument], _ range: Range<Int>
  ) throws(NablaError) -> (Conditioned, [NodeID]) {
    guard arguments.count == 1 || arguments.count == 2 else {
      throw NablaError(.name, "\(name) takes an expression and a vector of symbols: \(name)(f, [x, y])", range: range)
    }
    guard case .scalar(let operand) = arguments[0].value else {
      throw NablaError(
        .domain, "\(name) takes one expression; for a vector of them use jacobian", range: arguments[0].range)
    }
    try requireNumber(builder, operand.node, arguments[0].range)
    return (operand, try variables(arguments.count == 2 ? arguments[1] : nil, of: [operand.node], builder))
  }

  private static func variables(
    _ argument: VerbArgument?, of nodes: [NodeID], _ builder: Builder
  ) throws(NablaError) -> [NodeID] {
    guard let argument else { return builder.store.symbols(under: nodes) }
    var result: [NodeID] = []
    var seen = Set<NodeID>()
    for element in argument.value.elements {
      guard element.node.isSymbol else {
        throw NablaError(.domain, "derivatives are taken by symbols, and one of these is none", range: argument.range)
      }
      guard seen.insert(element.node).inserted else {
        let name = NameTable.shared.name(of: element.node)
        throw NablaError(.domain, "a variable is named twice: \(name)", range: argument.range)
      }
      result.append(element.node)
    }
    return result
  }

  private static func requireNumber(_ builder: Builder, _ node: NodeID, _ range: Range<Int>) throws(NablaError) {
    if builder.store.isBoolean(node) { throw NablaError(.domain, "a relation has no derivative", range: range) }
  }

  private static func elementwise(
    _ value: Tensor<Conditioned>, _ transform: (Conditioned) throws(NablaError) -> Conditioned
  ) throws(NablaError) -> Tensor<Conditioned> {
    switch value {
    case .scalar(let element): return .scalar(try transform(element))
    case .vector(let parts):
      var images: [Tensor<Conditioned>] = []
      for part in parts { images.append(try elementwise(part, transform)) }
      return .vector(images)
    }
  }
}
