// Calls of defined functions, and of their derivatives.

import NablaExpressions

extension Resolver {
  func requireOneArgumentBehindPrimes(
    _ name: String, _ positions: [Int], _ children: [Int], _ range: Range<Int>
  ) throws(NablaError) {
    if positions.count > 0 && children.count > 1 && tree.bytes[range.lowerBound] != UInt8(ascii: "D") {
      throw NablaError(.name, "a prime needs a function of one argument; write D[1](\(name))(…)", range: range)
    }
  }

  private func arguments(
    of name: String, _ definition: ResolutionContext.FunctionDefinition, _ children: [Int], _ range: Range<Int>
  ) throws(NablaError) -> [Conditioned] {
    guard children.count == definition.parameters.count else {
      let count = definition.parameters.count
      throw NablaError(
        .name, "\(name) takes \(count) argument\(count == 1 ? "" : "s"), not \(children.count)", range: range)
    }
    var arguments: [Conditioned] = []
    for child in children { arguments.append(try scalar(child, of: name)) }
    return arguments
  }

  private func parameters(
    _ definition: ResolutionContext.FunctionDefinition, _ range: Range<Int>
  ) throws(NablaError) -> [NodeID] {
    var parameters: [NodeID] = []
    for parameter in definition.parameters { parameters.append(try symbol(parameter, range)) }
    return parameters
  }

  func apply(
    _ name: String, _ definition: ResolutionContext.FunctionDefinition, _ children: [Int], _ index: Int
  ) throws(NablaError) -> Nested<Conditioned> {
    let arguments = try arguments(of: name, definition, children, tree.entries[index].range)
    return try value(of: name, definition, at: arguments, tree.nameRange(index))
  }

  /// The derivative of the definition by its parameters, at the arguments.
  func derivative(
    of name: String, _ definition: ResolutionContext.FunctionDefinition, _ positions: [Int], _ children: [Int],
    _ index: Int
  ) throws(NablaError) -> Nested<Conditioned> {
    let range = tree.entries[index].range
    try requireOneArgumentBehindPrimes(name, positions, children, range)
    let arguments = try arguments(of: name, definition, children, range)
    if let position = positions.max(), position > arguments.count {
      throw NablaError(
        .name,
        "\(name) takes \(arguments.count) argument\(arguments.count == 1 ? "" : "s"), and is differentiated by number \(position)",
        range: range)
    }
    guard let differentiate = context.derivative else {
      throw NablaError(.name, "\(name) is defined: differentiate it with diff(\(name)(x), x)", range: range)
    }
    let parameters = try parameters(definition, range)
    var counts = [Int](repeating: 0, count: parameters.count)
    for position in positions { counts[position - 1] += 1 }
    let orders = counts
    let body = try value(of: name, definition, at: parameters.map { Conditioned($0) }, tree.nameRange(index))
    var derivatives: [Conditioned] = []
    for element in body.elements {
      if builder.store.isBoolean(element.node) {
        throw NablaError(.domain, "a relation has no derivative", range: range)
      }
      var derivative = element
      for (parameter, order) in zip(parameters, orders) where order > 0 {
        let next = try differentiate(builder, derivative.node, parameter, order)
        derivative = Conditioned(next.node, builder.both(derivative.condition, next.condition))
      }
      derivatives.append(derivative)
    }
    var table: [NodeID: NodeID] = [:]
    var condition = NodeID.yes
    for (parameter, argument) in zip(parameters, arguments) {
      table[parameter] = argument.node
      condition = builder.both(condition, argument.condition)
    }
    var images: [Conditioned] = []
    for derivative in derivatives {
      let image = try builder.substitute(table, in: derivative.node, condition: derivative.condition)
      images.append(Conditioned(image.node, builder.both(condition, image.condition)))
    }
    var next = 0
    return body.map { _ in
      next += 1
      return images[next - 1]
    }
  }

  /// A definition with its parameters replaced, all at once.
  private func value(
    of name: String, _ definition: ResolutionContext.FunctionDefinition, at operands: [Conditioned], _ place: Range<Int>
  ) throws(NablaError) -> Nested<Conditioned> {
    var table: [NodeID: NodeID] = [:]
    var condition = NodeID.yes
    for (parameter, argument) in zip(try parameters(definition, place), operands) {
      table[parameter] = argument.node
      condition = builder.both(condition, argument.condition)
    }
    func substituted(_ value: Nested<Expr>) throws(NablaError) -> Nested<Conditioned> {
      switch value {
      case .vector(let parts):
        var images: [Nested<Conditioned>] = []
        for part in parts { images.append(try substituted(part)) }
        return .vector(images)
      case .scalar(let expression):
        let (node, own) = builder.adopt(expression)
        let (image, imageCondition) = try builder.substitute(table, in: node, condition: own)
        return .scalar(Conditioned(image, builder.both(condition, imageCondition)))
      }
    }
    let value = try substituted(definition.body)
    guard let derivatives = definition.derivatives, case .scalar(let scalar) = value else { return value }
    var rules: [NodeID] = []
    for derivative in derivatives {
      guard let derivative else {
        rules.append(.no)
        continue
      }
      let rule = try builder.substitute(table, in: builder.adopt(derivative).node, condition: .yes)
      rules.append(rule.node)
    }
    let node = builder.declared(try symbol(name, place), operands.map(\.node), value: scalar.node, derivatives: rules)
    return .scalar(Conditioned(node, scalar.condition))
  }

  // MARK: Components

  /// `v[2]`, `m[1, 2]`: components are counted from 1.
  mutating func component(_ index: Int) throws(NablaError) -> Nested<Conditioned> {
    let children = tree.children(index).map { Int($0.entry) }
    if let name = try indexedName(children) { return name }
    var value = tensor(children[0])
    for child in children.dropFirst() {
      let range = tree.entries[child].range
      guard case .vector(let parts) = value else {
        let operand = tree.entries[children[0]].range
        let written = operand.count > 20 ? "" : ": \(tree.text(operand))*[…]"
        throw NablaError(
          .domain,
          child == children[1]
            ? "a number has no components; to multiply, write `*`\(written)"
            : "there are no components as deep as this",
          range: child == children[1] ? operand : range)
      }
      guard let number = builder.value(try scalar(child, of: "[…]").node)?.asInteger?.asInt else {
        throw NablaError(.domain, "the number of a component is 1, 2, …", range: range)
      }
      guard parts.indices.contains(number - 1) else {
        throw NablaError(
          .domain,
          "there \(parts.count == 1 ? "is 1 component" : "are \(parts.count) components"), and \(number) is none",
          range: range)
      }
      value = parts[number - 1]
    }
    return value
  }
}
