// diff(f, x, 2, y): derivatives by one symbol after another.

import NablaCalculus
import NablaExpressions
import NablaSyntax

extension Verbs {
  package enum Diff: Verb {
    package static let name = "diff"
    package static let parameters: [VerbParameter] = [.components, .steps]
    package static let calls = ["diff(f, x)", "diff(f, x, 2, y)", "diff(f)"]
    package static let summary =
      "The derivative of f by x; with more names the mixed partial, with a number the order."
    package static let examples = [VerbExample("diff(x^3*y, x, 2)", "[1] 6*x*y")]
    package static let advice = "a derivative is written diff(f, x)"
    package static let head = VerbHead.derivative
    package static let shell: VerbShell? = VerbShell(
      "The derivative: nabla diff 'x^2*sin(x)' x",
      discussion:
        "Several symbols give the mixed partial, a number behind a symbol is its order: nabla diff F x 2 y")
    package static let page = "Derivative"

    package static func formula(_ input: VerbInput, _ builder: Builder) throws(NablaError) -> Nested<Conditioned> {
      let result = try derivative(of: input.operand, input.steps, builder)
      guard result.elements.contains(where: { builder.store.isBoolean($0.node) }) else {
        return result.tidied(input, builder)
      }
      return result.map { equation in
        guard builder.store.isOperation(equation.node, .equal) else { return equation }
        let sides = builder.store.operands(equation.node).map { Nested.scalar(Conditioned($0)) }
        let tidy = Nested.vector(sides).tidied(input, builder).elements
        let relation = builder.relation(.equal, tidy[0].node, tidy[1].node)
        let conditions = builder.both(tidy[0].condition, tidy[1].condition)
        return Conditioned(
          relation, builder.both(equation.condition, builder.both(conditions, builder.takeConditions())))
      }
    }

    private static func derivative(
      of value: Nested<Conditioned>, _ steps: [(variable: NodeID, order: Int)], _ builder: Builder
    ) throws(NablaError) -> Nested<Conditioned> {
      switch value {
      case .vector(let parts):
        var images: [Nested<Conditioned>] = []
        for part in parts { images.append(try derivative(of: part, steps, builder)) }
        return .vector(images)
      case .scalar(let operand):
        var (node, condition) = (operand.node, operand.condition)
        if builder.store.isOperation(node, .equal) {
          // An equation, side by side.
          var sides: [NodeID] = []
          for side in builder.store.operands(node) {
            let part = try derivative(of: .scalar(Conditioned(side)), steps, builder).elements[0]
            sides.append(part.node)
            condition = builder.both(condition, part.condition)
          }
          let equation = builder.relation(.equal, sides[0], sides[1])
          return .scalar(Conditioned(equation, builder.both(condition, builder.takeConditions())))
        }
        for (variable, order) in steps {
          let next =
            variable.isSymbol
            ? try builder.derivative(of: node, by: variable, order: order)
            : try builder.derivative(of: node, byApplication: variable, order: order)
          node = next.node
          condition = builder.both(condition, next.condition)
        }
        return .scalar(Conditioned(node, condition))
      }
    }
  }
}
