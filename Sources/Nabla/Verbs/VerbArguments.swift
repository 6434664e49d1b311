// The arguments of a verb as they are written inside an expression: diff(f, x, 2), grad(f, [x, y]), jacobian(f, g, x, y).

import NablaExpressions
import NablaNumbers
import NablaSyntax

/// Reads the arguments of one call by what the verb takes.
struct VerbArguments {
  let verb: any Verb.Type
  let builder: Builder
  let arguments: [VerbArgument]
  let range: Range<Int>

  private var name: String { verb.name }

  func input(_ notes: inout [ReadingNote]) throws(NablaError) -> VerbInput {
    guard let first = arguments.first else {
      throw NablaError(.name, "\(name) is written \(verb.calls.first ?? name)", range: range)
    }
    var input = VerbInput(first.value)
    input.isWritten = true
    var rest = arguments.dropFirst()
    for parameter in verb.parameters {
      switch parameter {
      case .value: break
      case .components:
        if verb.takes(.steps) {
          input.steps = try steps(&notes)
          rest = []
        }
        for element in first.value.elements { try requireNumber(element, first.range) }
      case .expression: input.operand = .scalar(try number(first))
      case .expressions: (input.operand, rest) = try expressions()
      case .variables: input.variables = try variables(&rest, of: input.operands.map(\.node))
      case .equations: (input.operand, rest) = equations()
      case .unknowns: input.variables = try unknowns(&rest)
      case .paths: input.variables = paths(&rest)
      case .symbolicOrder: input.symbolicOrder = try symbolicOrder(&rest)
      case .steps: break
      case .order(let standard): input.order = try order(&rest) ?? standard
      case .about:
        guard let place = rest.popFirst() else { break }
        input.about = try point(place, input.variables)
      case .direction, .weights: input.direction = try direction(&rest, parameter, input)
      case .other:
        guard let other = rest.popFirst() else { throw missing("a second formula") }
        input.other = try number(other)
      case .base:
        guard let base = rest.popFirst() else { throw missing("a function") }
        guard case .scalar(let operand) = base.value, operand.node.isSymbol else {
          throw NablaError(.name, "the functions are named by one of them: exp, sin, tan, …", range: base.range)
        }
        input.base = NameTable.shared.name(of: operand.node)
      case .texts, .statement, .unit, .replacements, .against, .point, .step, .method: break
      }
    }
    if let excess = rest.first {
      throw NablaError(
        .name, "\(name) takes no further argument: \(verb.calls.joined(separator: " or "))", range: excess.range)
    }
    return input
  }

  private func missing(_ what: String) -> NablaError {
    NablaError(.name, "\(name) takes \(what): \(verb.calls.first ?? name)", range: range)
  }

  // MARK: Operands

  private func number(_ argument: VerbArgument) throws(NablaError) -> Conditioned {
    guard case .scalar(let operand) = argument.value else {
      let advice = verb.takes(.variables) ? "for a vector of them use jacobian" : "take the components one by one"
      throw NablaError(.domain, "\(name) takes one expression; \(advice)", range: argument.range)
    }
    try requireNumber(operand, argument.range)
    return operand
  }

  private func requireNumber(_ operand: Conditioned, _ range: Range<Int>) throws(NablaError) {
    if builder.store.isBoolean(operand.node) {
      if verb.takes(.steps), builder.store.isOperation(operand.node, .equal) { return }
      throw NablaError(
        .domain,
        "a relation has no derivative" + (verb.takes(.steps) ? "; of an equation both sides have one" : ""),
        range: range)
    }
  }

  /// A vector, or one expression after another: then the symbols at the end are the variables.
  private func expressions() throws(NablaError) -> (Nested<Conditioned>, ArraySlice<VerbArgument>) {
    var formulas = 1
    if case .scalar = arguments[0].value {
      formulas = arguments.count
      var seen = Set<NodeID>()
      while verb.takes(.variables), formulas > 1, isVariables(arguments[formulas - 1], &seen) { formulas -= 1 }
    }
    var operands: [Nested<Conditioned>] = []
    for argument in arguments[..<formulas] {
      var parts = [argument.value]
      if case .vector(let components) = argument.value, formulas == 1 { parts = components }
      for part in parts {
        guard case .scalar(let operand) = part else {
          throw NablaError(.domain, "\(name) takes a vector of numbers", range: argument.range)
        }
        try requireNumber(operand, argument.range)
        operands.append(part)
      }
    }
    return (.vector(operands), arguments[formulas...])
  }

  /// Whether an argument is nothing but symbols that were not met before.
  private func isVariables(_ argument: VerbArgument, _ seen: inout Set<NodeID>) -> Bool {
    let nodes = argument.value.elements.map(\.node)
    guard nodes.allSatisfy({ $0.isSymbol && !seen.contains($0) }) else { return false }
    seen.formUnion(nodes)
    return true
  }

  // MARK: Variables

  /// One vector or one after another, up to what is no symbol where the verb takes more; without any, all symbols in
  /// natural order.
  private func variables(
    _ rest: inout ArraySlice<VerbArgument>, of nodes: [NodeID]
  ) throws(NablaError) -> [NodeID] {
    if rest.isEmpty { return builder.store.symbols(under: nodes) }
    let takesMore = verb.parameters.last != .variables
    var result: [NodeID] = []
    var seen = Set<NodeID>()
    while let argument = rest.first {
      let elements = argument.value.elements
      // What follows is a place, which may be a symbol as well.
      if verb.takes(.about) || verb.takes(.symbolicOrder), !result.isEmpty { break }
      if takesMore, !result.isEmpty, !elements.allSatisfy(\.node.isSymbol) { break }
      for element in elements {
        guard element.node.isSymbol else {
          throw NablaError(
            .domain, "derivatives are taken by symbols, and \(elements.count == 1 ? "this" : "one of these") is none",
            range: argument.range)
        }
        guard seen.insert(element.node).inserted else {
          throw NablaError(
            .domain, "a variable is named twice: \(NameTable.shared.name(of: element.node))", range: argument.range)
        }
        result.append(element.node)
      }
      rest.removeFirst()
    }
    return result
  }

  /// What diff(f, x, 2, y) is to differentiate by; diff(f) by the one symbol of f.
  private func steps(_ notes: inout [ReadingNote]) throws(NablaError) -> [(variable: NodeID, order: Int)] {
    guard arguments.count >= 2 else {
      let symbols = builder.store.symbols(under: arguments.flatMap { $0.value.elements.map(\.node) })
      guard symbols.count == 1 else {
        let found = symbols.isEmpty ? "no symbol" : "several symbols"
        throw NablaError(
          .name,
          "there \(symbols.isEmpty ? "is" : "are") \(found) to differentiate by; name one: \(verb.calls.first ?? name)",
          range: range)
      }
      return [(symbols[0], 1)]
    }
    var steps: [(variable: NodeID, order: Int)] = []
    var own: Set<NodeID>?
    for argument in arguments.dropFirst() {
      guard case .scalar(let value) = argument.value else {
        throw NablaError(
          .domain, "\(name) takes one symbol after another; for a vector use grad", range: argument.range)
      }
      if builder.store.isOperation(value.node, .application) {
        steps.append((value.node, 1))
      } else if value.node.isSymbol {
        // diff(f, x, n): a symbol that f does not have was rather meant as an order.
        if !steps.isEmpty {
          let symbols = own ?? Set(builder.store.symbols(under: arguments[0].value.elements.map(\.node)))
          own = symbols
          if !symbols.contains(value.node) {
            let written = NameTable.shared.name(of: value.node)
            notes.append(
              ReadingNote(
                message: "differentiated by \(written) as well; an order is a number, as in \(name)(f, x, 2)",
                range: argument.range))
          }
        }
        steps.append((value.node, 1))
      } else if let order = builder.value(value.node), !steps.isEmpty {
        steps[steps.count - 1].order = try self.order(order, argument.range)
      } else {
        let isConstant = value.node == .e || value.node == .pi
        throw NablaError(
          .domain,
          isConstant
            ? "derivatives are taken by symbols, and this is a constant; as a symbol it is one of `symbols`, or quoted"
            : "derivatives are taken by symbols, and this is none", range: argument.range)
      }
    }
    return steps
  }

  // MARK: Numbers and directions

  private func order(_ order: Rational, _ range: Range<Int>) throws(NablaError) -> Int {
    guard order.isInteger, !order.isNegative else {
      throw NablaError(.domain, "the order of a derivative is 0, 1, 2, …, not \(order)", range: range)
    }
    guard let small = order.asInt else {
      throw NablaError(.limit, "a derivative of order \(order) is out of reach", range: range)
    }
    return small
  }

  private func order(_ rest: inout ArraySlice<VerbArgument>) throws(NablaError) -> Int? {
    guard let argument = rest.popFirst() else { return nil }
    guard case .scalar(let operand) = argument.value, let number = builder.value(operand.node) else {
      throw NablaError(.domain, "an order is a number: 0, 1, 2, …", range: argument.range)
    }
    return try order(number, argument.range)
  }

  private func direction(
    _ rest: inout ArraySlice<VerbArgument>, _ parameter: VerbParameter, _ input: VerbInput
  ) throws(NablaError) -> [Conditioned] {
    guard let argument = rest.popFirst(), case .vector(let parts) = argument.value else {
      throw NablaError(.name, "\(name) takes a direction: \(verb.calls.first ?? name)", range: range)
    }
    let length = parameter == .weights ? input.operands.count : input.variables.count
    guard parts.count == length else {
      throw NablaError(
        .domain, "the vector has \(parts.count) components, and \(length) are needed", range: argument.range)
    }
    var direction: [Conditioned] = []
    for part in parts { direction.append(try number(VerbArgument(value: part, range: argument.range))) }
    return direction
  }
}
