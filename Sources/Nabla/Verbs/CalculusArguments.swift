// Arguments of the verbs of calculus: equations and their unknowns, functions of a symbol, points of development.

import NablaExpressions
import NablaSyntax

extension Builder {
  /// What is to be 0 where an equation holds: the difference of its sides, or a number as it is. Throws `domain` for other
  /// relations.
  func leftSide(of equation: Conditioned) throws(NablaError) -> Conditioned {
    guard store.isBoolean(equation.node) else { return equation }
    guard store.isOperation(equation.node, .equal) else {
      throw NablaError(.domain, "an equation is written F == G, or F where that is to be 0")
    }
    let sides = Array(store.operands(equation.node))
    let (node, added) = recording { difference(sides[0], sides[1]) }
    return Conditioned(node, both(equation.condition, added))
  }

  /// The names of functions that stand by name or applied, with the symbol behind them. Throws `domain` for anything else.
  func pathNames(_ nodes: [NodeID]) throws(NablaError) -> [NodeID] {
    guard let last = nodes.last, last.isSymbol, nodes.count > 1 else {
      throw NablaError(.domain, "functions are named first, and behind them the symbol that they depend on")
    }
    var names: [NodeID] = []
    for node in nodes.dropLast() {
      guard node.isSymbol || store.isOperation(node, .application) else {
        throw NablaError(.domain, "a function is named as q or q(t), and this is neither")
      }
      names.append(node.isSymbol ? node : store.application(node).name)
    }
    return names + [last]
  }
}

extension VerbArguments {
  /// A vector of equations, or one of them.
  func equations() -> (Nested<Conditioned>, ArraySlice<VerbArgument>) {
    (.vector(arguments[0].value.elements.map { .scalar($0) }), arguments.dropFirst())
  }

  /// y or [y, z], then x: as x, y, z.
  func unknowns(_ rest: inout ArraySlice<VerbArgument>) throws(NablaError) -> [NodeID] {
    guard let unknowns = rest.popFirst(), let symbol = rest.popFirst() else {
      throw NablaError(.name, "\(verb.name) is written \(verb.calls.first ?? verb.name)", range: range)
    }
    var seen = Set<NodeID>()
    for argument in [symbol, unknowns] {
      for element in argument.value.elements {
        guard element.node.isSymbol else {
          throw NablaError(.domain, "unknowns are symbols, and so is what they depend on", range: argument.range)
        }
        guard seen.insert(element.node).inserted else {
          throw NablaError(
            .domain, "a variable is named twice: \(NameTable.shared.name(of: element.node))", range: argument.range)
        }
      }
    }
    guard case .scalar(let one) = symbol.value else {
      throw NablaError(.domain, "unknowns depend on one symbol here", range: symbol.range)
    }
    return [one.node] + unknowns.value.elements.map(\.node)
  }

  /// q, q(t) or [q, p], then t.
  func paths(_ rest: inout ArraySlice<VerbArgument>) -> [NodeID] {
    let arguments = Array(rest)
    rest = []
    return arguments.flatMap { $0.value.elements.map(\.node) }
  }

  /// The coordinates of a place, one a variable.
  func point(_ place: VerbArgument, _ variables: [NodeID]) throws(NablaError) -> [NodeID: Conditioned] {
    let coordinates = place.value.elements
    guard coordinates.count == variables.count else {
      throw NablaError(
        .domain, "the point has \(coordinates.count) coordinates, and \(variables.count) are needed",
        range: place.range)
    }
    var point: [NodeID: Conditioned] = [:]
    for (variable, coordinate) in zip(variables, coordinates) {
      if builder.store.isBoolean(coordinate.node) {
        throw NablaError(.domain, "a coordinate is a number, not a relation", range: place.range)
      }
      point[variable] = coordinate
    }
    return point
  }

  /// A number or a symbol that stands for one.
  func symbolicOrder(_ rest: inout ArraySlice<VerbArgument>) throws(NablaError) -> NodeID {
    guard let argument = rest.popFirst() else { return .one }
    guard case .scalar(let order) = argument.value, !builder.store.isBoolean(order.node) else {
      throw NablaError(.domain, "an order is a number, or a symbol that stands for one", range: argument.range)
    }
    return order.node
  }
}

extension VerbInput {
  /// The place of development, one coordinate a variable: 0 where nothing is said.
  var place: [Conditioned] { variables.map { about[$0] ?? Conditioned(.zero) } }
}
