// Where a value is missing: the node at which it is born, values first and slopes then; and kinks.

import NablaCalculus
import NablaEvaluation
import NablaExpressions
import NablaNumbers

extension Diagnoser {
  /// The first node of the loss that has no value, in the order in which nodes are computed.
  func birth() -> Finding {
    for (rank, id) in graph.nodes.ids.enumerated() where graph.isUsed[rank] {
      let value = graph.values[rank]
      // A number that only a decimal holds is one, and others go on from it.
      guard value.value == nil && value.decimal == nil || value.reason == .beyondDoubles, value.reason != nil else {
        continue
      }
      let node = describe(id)
      if value.reason == .beyondDoubles {
        if lossValue.reason != .beyondDoubles { continue }
        return Finding(
          cause: .overflow, proof: "\(node) is \(Wording.short(value))",
          sentence: "The loss is beyond the doubles: \(node) is the first number that is.")
      }
      let operands = operandTexts(id)
      return Finding(
        cause: .noValue,
        proof: "\(node) is \(value.reason?.rawValue ?? "undefined")\(operands.isEmpty ? "" : " where \(operands)")",
        sentence:
          "The loss has no value, and so no slope: that begins at \(node)\(operands.isEmpty ? "" : ", where \(operands)")."
      )
    }
    if lossValue.reason == .beyondDoubles {
      return Finding(
        cause: .overflow, proof: "the loss is \(Wording.short(lossValue))", sentence: "The loss is beyond the doubles.")
    }
    let conditions = "a condition of the loss fails here"
    return Finding(
      cause: .noValue, proof: conditions, sentence: "The loss has no value here: \(conditions), such as x ≠ 0 of x/x.")
  }

  /// The operands of a node that are no numbers, with their values.
  private func operandTexts(_ id: NodeID) -> String {
    let store = graph.store
    var texts: [String] = []
    for operand in store.operands(id) where !store.isNumber(operand) && operand != .e && operand != .pi {
      let expression = graph.expression(operand)
      let value = graph.nodes.rank(operand).map { graph.values[$0] } ?? (try? expression.evaluated(at: point))
      guard let value, value.value != nil else { continue }
      texts.append("\(Wording.formula(expression, "what it is of")) = \(Wording.short(value))")
    }
    return texts.prefix(3).joined(separator: ", ")
  }

  /// The slope has no value though the loss has one: the factor that has none, from the loss downwards.
  func missing(_ slot: Int, _ place: Int, _ path: [Int]) -> Finding? {
    let value = found[slot]
    let name = Wording.name(variables[slot])
    if value.reason == .beyondDoubles || value.decimal != nil {
      if value.decimal != nil { return nil }
      return Finding(
        cause: .overflow, proof: "∂L/∂\(name) is beyond the range of doubles",
        sentence: "The slope by \(name) is too large for a double.")
    }
    for link in graph.linksAbove(place).sorted(by: >) {
      guard graph.isUsed[graph.rank(ofLink: link)], graph.isLinked[graph.rank(ofLink: link)], graph.factors[link] == nil
      else { continue }
      let reason = graph.slopes[link].reason?.rawValue ?? "undefined"
      let (node, operand) = (
        describe(graph.links[link].node), Wording.formula(graph.expression(graph.links[link].operand), "u")
      )
      let at = operandTexts(graph.links[link].node)
      return Finding(
        cause: .noValue, proof: "the slope of \(node) by \(operand) is \(reason)\(at.isEmpty ? "" : " where \(at)")",
        sentence: "The loss has a value and its slope by \(name) has none: the slope of \(node) is \(reason) here.",
        guilty: [link])
    }
    return Finding(
      cause: .noValue, proof: "∂L/∂\(name) is \(value.reason?.rawValue ?? "undefined") here",
      sentence: "The loss has a value here, and its slope by \(name) has none.")
  }

  /// A kink that the variable moves through: different slopes on either side.
  func kink(_ slot: Int) throws(NablaError) -> Finding? {
    guard let here = point[variables[slot]], budget.takesSide() else { return nil }
    // So near that slopes of ordinary formulas are right to 12 digits.
    let size = (try here.evaluated()).value?.magnitude ?? 1
    let distance = Expr(Rational(2).power(-60)) * Expr(Swift.max(1, size))
    var (left, right) = (point, point)
    left[variables[slot]] = here - distance
    right[variables[slot]] = here + distance
    guard let a = (try partials[slot].evaluated(at: left)).value,
      let b = (try partials[slot].evaluated(at: right)).value
    else { return nil }
    guard (a - b).magnitude > 1e-9 * Swift.max(a.magnitude, b.magnitude) else { return nil }
    let name = Wording.name(variables[slot])
    let (below, above) = (rounded(a), rounded(b))
    return Finding(
      cause: .kink, proof: "the slope is \(below) for smaller and \(above) for larger \(name)",
      sentence:
        "There is a kink: the slope jumps from \(below) to \(above) here, and \(Wording.short(found[slot])) is a convention."
    )
  }

  private func rounded(_ value: Double) -> String {
    guard let number = Rational(exactly: value) else { return "\(value)" }
    return number.rounded(toDigits: 10, keepsZeros: false)
  }
}
