// implicit(F == G, y, x): the derivative of y by x where an equation makes y a function of x, or of several unknowns where equations do.

import NablaCalculus
import NablaExpressions
import NablaSyntax

extension Verbs {
  package enum Implicit: Verb {
    package static let name = "implicit"
    package static let parameters: [VerbParameter] = [.equations, .unknowns, .order(1)]
    package static let calls = ["implicit(F == G, y, x)", "implicit(F, y, x, 2)", "implicit([F, G], [y, z], x)"]
    package static let summary =
      "The derivative of y by x where an equation makes y a function of x, or of several unknowns where equations do."
    package static let examples = [VerbExample("implicit(x^2 + y^2 == 1, y, x)", "[1] -x/y")]
    package static let shell: VerbShell? = VerbShell(
      "The derivative of an unknown by a symbol: nabla implicit 'x^2 + y^2 == 1' y x")
    package static let page = "Implicit"

    package static func formula(_ input: VerbInput, _ builder: Builder) throws(NablaError) -> Nested<Conditioned> {
      var condition = NodeID.yes
      var equations: [NodeID] = []
      for operand in input.operands {
        let side = try builder.leftSide(of: operand)
        equations.append(side.node)
        condition = builder.both(condition, side.condition)
      }
      guard input.variables.count > 1 else {
        throw NablaError(.domain, "an unknown and the symbol that it depends on are two: \(calls[0])")
      }
      let (x, unknowns) = (input.variables[0], Array(input.variables.dropFirst()))
      guard input.order > 0 else { throw NablaError(.domain, "the order of an implicit derivative is 1, 2, 3, …") }
      let found = try builder.implicitSlopes(of: unknowns, by: x, from: equations)
      var orders = [vector(found.nodes, builder.both(condition, found.condition)).tidied(input, builder).elements]
      for _ in 1..<input.order {
        let before = orders[orders.count - 1]
        let next = try builder.totalSlopes(of: before.map(\.node), by: x, unknowns, orders[0].map(\.node))
        condition = before.reduce(next.condition) { builder.both($0, $1.condition) }
        orders.append(vector(next.nodes, condition).tidied(input, builder).elements)
      }
      func shaped(_ derivatives: [Conditioned]) -> Nested<Conditioned> {
        unknowns.count == 1 ? .scalar(derivatives[0]) : .vector(derivatives.map { .scalar($0) })
      }
      // The line protocol answers with all orders.
      return input.isWritten ? shaped(orders[orders.count - 1]) : .vector(orders.map(shaped))
    }
  }
}
