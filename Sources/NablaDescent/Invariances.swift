// What moves parameters together without changing the loss: shifts, scales, and exchanges of equal ones.

import NablaChecking
import NablaExpressions

extension Diagnoser {
  /// The proved relations between slopes, of up to 20 parameters of a formula of up to 2,000 nodes.
  ///
  /// Looked for among all parameters, and among those whose names differ by their numbers only.
  ///
  /// Those that may be exchanged, are equal, and meet in a second derivative, are told by their places as well.
  func relations() throws(NablaError) -> (texts: [String], exchanged: [Int: String]) {
    guard (2...20).contains(variables.count), !isStationary, loss.isSmall(atMost: 2000) else { return ([], [:]) }
    let values = found.compactMap { $0.reason == nil ? $0.value : nil }
    guard values.count == variables.count else { return ([], [:]) }
    var texts: [String] = []
    var exchanged: [Int: String] = [:]
    for group in groups() {
      let names = group.map { Wording.name(variables[$0]) }.joined(separator: ", ")
      if cancels(group.map { values[$0] }), try isZero(group.map { partials[$0] }) {
        texts.append("moving \(names) by the same amount does not change the loss: their slopes add up to 0")
      }
      let here = try group.map { (slot) throws(NablaError) in
        (try point[variables[slot]]?.evaluated())?.value ?? .nan
      }
      if cancels(zip(group, here).map { values[$0] * $1 }), try isZero(group.map { variables[$0] * partials[$0] }) {
        texts.append(
          "scaling \(names) together does not change the loss: the gradient stands at right angles to them")
      }
      for (i, first) in group.enumerated() {
        for second in group[(i + 1)...] where point[variables[first]] == point[variables[second]] {
          let (a, b) = (variables[first], variables[second])
          if values[first] == values[second], try loss.substituting([a: b, b: a]) == loss {
            let text =
              "\(Wording.name(a)) and \(Wording.name(b)) are equal and may be exchanged: steps keep them equal for ever"
            texts.append(text)
            // Apart from one another they are just equal.
            if partials[first].contains(b) { for slot in [first, second] { exchanged[slot] = text } }
          }
        }
      }
    }
    var seen = Set<String>()
    return (texts.filter { seen.insert($0).inserted }, exchanged)
  }

  /// All variables, then those with the same letters.
  private func groups() -> [[Int]] {
    let stems = Dictionary(grouping: variables.indices) { slot in
      String(Wording.name(variables[slot]).filter { !$0.isNumber && $0 != "_" })
    }
    let parts = stems.values.filter { $0.count > 1 && $0.count < variables.count }.sorted { $0[0] < $1[0] }
    return [Array(variables.indices)] + parts
  }

  private func cancels(_ parts: [Double]) -> Bool {
    let size = parts.reduce(0) { $0 + $1.magnitude }
    return size > 0 && parts.reduce(0, +).magnitude <= 1e-9 * size
  }

  private func isZero(_ terms: [Expr]) throws(NablaError) -> Bool {
    let sum = terms.reduce(Expr(0), +)
    if sum.node == .zero { return true }
    guard budget.takesProof(), case .equal = try sum.equality(with: 0) else { return false }
    return true
  }
}
