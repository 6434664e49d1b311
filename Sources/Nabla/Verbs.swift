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
    /// A line and its answer.
    package let example: (line: String, answer: String)
    package let verb: Verb
  }

  package static let rows: [Row] = [
    Row(
      name: "diff", usage: "diff(f, x)   diff(f, x, 2, y)   diff(f)",
      summary: "The derivative of f by x; with more names the mixed partial, with a number the order.",
      example: ("diff(x^3*y, x, 2)", "6*x*y"), verb: diff),
    Row(
      name: "grad", usage: "grad(f, [x, y])   grad(f)",
      summary: "The gradient: the partial derivatives by the listed symbols, or by all in natural order.",
      example: ("grad(x^2*y, [x, y])", "[2*x*y, x^2]"), verb: grad),
    Row(
      name: "hessian", usage: "hessian(f, [x, y])   hessian(f)",
      summary: "The matrix of second partial derivatives.",
      example: ("hessian(x^2*y, [x, y])", "[[2*y, 2*x], [2*x, 0]]"), verb: hessian),
    Row(
      name: "jacobian", usage: "jacobian([f, g], [x, y])   jacobian(f, g, x, y)",
      summary: "One row an expression, one column a variable.",
      example: ("jacobian([x*y, x + y], [x, y])", "[[y, x], [1, 1]]"), verb: jacobian),
  ]

  package static let table: [String: Verb] = Dictionary(uniqueKeysWithValues: rows.map { ($0.name, $0.verb) })

  private static let diff: Verb = { (builder, arguments, range, notes) throws(NablaError) in
    let steps = try steps(builder, arguments, range, &notes)
    return try elementwise(arguments[0].value) { (operand) throws(NablaError) in
      var (node, condition) = (operand.node, operand.condition)
      try requireNumber(builder, node, arguments[0].range)
      for (variable, order) in steps {
        let next = try builder.derivative(of: node, by: variable, order: order)
        node = next.node
        condition = builder.both(condition, next.condition)
      }
      return Conditioned(node, condition)
    }
  }

  private static let grad: Verb = { (builder, arguments, range, _) throws(NablaError) in
    let (operand, variables) = try scalarAndVariables("grad", builder, arguments, range)
    let (nodes, added) = try builder.gradient(of: operand.node, by: variables)
    let condition = builder.both(operand.condition, added)
    return .vector(nodes.map { .scalar(Conditioned($0, condition)) })
  }

  private static let hessian: Verb = { (builder, arguments, range, _) throws(NablaError) in
    let (operand, variables) = try scalarAndVariables("hessian", builder, arguments, range)
    let (rows, added) = try builder.hessian(of: operand.node, by: variables)
    let condition = builder.both(operand.condition, added)
    return .vector(rows.map { .vector($0.map { .scalar(Conditioned($0, condition)) }) })
  }

  private static let jacobian: Verb = { (builder, arguments, range, _) throws(NablaError) in
    guard !arguments.isEmpty else {
      throw NablaError(.name, "jacobian takes a vector and its variables: jacobian([f, g], [x, y])", range: range)
    }
    // jacobian(f, g, x, y): the symbols at the end are the variables.
    var formulas = 1
    if case .scalar = arguments[0].value {
      formulas = arguments.count
      var seen = Set<NodeID>()
      while formulas > 1, isVariables(arguments[formulas - 1], &seen) { formulas -= 1 }
    }
    var operands: [Conditioned] = []
    for argument in arguments[..<formulas] {
      var parts = [argument.value]
      if case .vector(let components) = argument.value, formulas == 1 { parts = components }
      for part in parts {
        guard case .scalar(let operand) = part else {
          throw NablaError(.domain, "jacobian takes a vector of numbers", range: argument.range)
        }
        try requireNumber(builder, operand.node, argument.range)
        operands.append(operand)
      }
    }
    let variables = try variables(arguments[formulas...], of: operands.map(\.node), builder)
    let rows = try builder.jacobian(of: operands.map(\.node), by: variables)
    return .vector(
      zip(rows, operands).map { row, operand in
        let condition = builder.both(
          operand.condition, builder.derivativeCondition(of: operand.node, by: variables))
        return .vector(row.map { .scalar(Conditioned($0, condition)) })
      })
  }

  // MARK: Arguments

  /// What diff(f, x, 2, y) is to differentiate by; diff(f) by the one symbol of f.
  private static func steps(
    _ builder: Builder, _ arguments: [VerbArgument], _ range: Range<Int>, _ notes: inout [ReadingNote]
  ) throws(NablaError) -> [(NodeID, Int)] {
    guard arguments.count >= 2 else {
      let symbols = builder.store.symbols(under: arguments.flatMap { $0.value.elements.map(\.node) })
      guard symbols.count == 1 else {
        let found = symbols.isEmpty ? "no symbol" : "several symbols"
        throw NablaError(
          .name, "there \(symbols.isEmpty ? "is" : "are") \(found) to differentiate by; name one: diff(f, x)",
          range: range)
      }
      return [(symbols[0], 1)]
    }
    var steps: [(NodeID, Int)] = []
    var own: Set<NodeID>?
    for argument in arguments.dropFirst() {
      guard case .scalar(let value) = argument.value else {
        throw NablaError(.domain, "diff takes one symbol after another; for a vector use grad", range: argument.range)
      }
      if value.node.isSymbol {
        // diff(f, x, n): a symbol that f does not have was rather meant as an order.
        if !steps.isEmpty {
          let symbols = own ?? Set(builder.store.symbols(under: arguments[0].value.elements.map(\.node)))
          own = symbols
          if !symbols.contains(value.node) {
            let name = NameTable.shared.name(of: value.node)
            notes.append(
              ReadingNote(
                message: "differentiated by \(name) as well; an order is a number, as in diff(f, x, 2)",
                range: argument.range))
          }
        }
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
    return steps
  }

  private static func scalarAndVariables(
    _ name: String, _ builder: Builder, _ arguments: [VerbArgument], _ range: Range<Int>
  ) throws(NablaError) -> (Conditioned, [NodeID]) {
    guard let first = arguments.first else {
      throw NablaError(.name, "\(name) takes an expression and a vector of symbols: \(name)(f, [x, y])", range: range)
    }
    guard case .scalar(let operand) = first.value else {
      throw NablaError(
        .domain, "\(name) takes one expression; for a vector of them use jacobian", range: first.range)
    }
    try requireNumber(builder, operand.node, first.range)
    return (operand, try variables(arguments[1...], of: [operand.node], builder))
  }

  /// Whether an argument is nothing but symbols that were not met before.
  private static func isVariables(_ argument: VerbArgument, _ seen: inout Set<NodeID>) -> Bool {
    let nodes = argument.value.elements.map(\.node)
    guard nodes.allSatisfy({ $0.isSymbol && !seen.contains($0) }) else { return false }
    seen.formUnion(nodes)
    return true
  }

  /// Variables as one vector or one after another; without any, all symbols in natural order.
  private static func variables(
    _ arguments: ArraySlice<VerbArgument>, of nodes: [NodeID], _ builder: Builder
  ) throws(NablaError) -> [NodeID] {
    if arguments.isEmpty { return builder.store.symbols(under: nodes) }
    var result: [NodeID] = []
    var seen = Set<NodeID>()
    for argument in arguments {
      for element in argument.value.elements {
        guard element.node.isSymbol else {
          let one = argument.value.elements.count == 1
          throw NablaError(
            .domain, "derivatives are taken by symbols, and \(one ? "this" : "one of these") is none",
            range: argument.range)
        }
        guard seen.insert(element.node).inserted else {
          let name = NameTable.shared.name(of: element.node)
          throw NablaError(.domain, "a variable is named twice: \(name)", range: argument.range)
        }
        result.append(element.node)
      }
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
