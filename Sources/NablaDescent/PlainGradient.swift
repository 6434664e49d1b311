// The gradient as a program computes it that follows the chain rule in doubles, and where it parts from the exact one.

import NablaCalculus
import NablaEvaluation
import NablaExpressions

/// Values, slopes and adjoints in plain doubles.
struct PlainGradient {
  private let doubles: PlainDoubles
  /// By variable.
  let values: [Double]
  /// Where doubles and exact values part first.
  private(set) var parting: Parting?

  typealias Parting = (node: NodeID, exact: Evaluation, double: Double)

  init(_ graph: ChainGraph, _ variables: [Expr], _ point: [Expr: Expr]) throws(NablaError) {
    let symbols = Array(point.keys)
    var coordinates: [NodeID: Double] = [:]
    for (symbol, value) in zip(symbols, try Expr.evaluate(symbols.map { point[$0] ?? 0 })) {
      coordinates[symbol.node] = value.value ?? .nan
    }
    let doubles = PlainDoubles(graph.store, [graph.root] + graph.links.map(\.slope), coordinates)
    self.doubles = doubles
    let count = graph.nodes.ids.count
    var adjoints = [Double](repeating: 0, count: count + variables.count)
    if let top = graph.place(graph.root) { adjoints[top] = 1 }
    // A product of 0 and infinite is NaN, as it is in a program.
    for rank in graph.nodes.ids.indices.reversed() where graph.isUsed[rank] && graph.isLinked[rank] {
      for link in graph.links(ofRank: rank) where !graph.isDead(link) {
        guard let target = graph.place(graph.links[link].operand) else { continue }
        // A branch that is not taken is not computed.
        if graph.links[link].kind == .branch && graph.slopes[link].value == 0 { continue }
        adjoints[target] += adjoints[rank] * doubles.value(graph.links[link].slope)
      }
    }
    values = Array(adjoints[count...])
    parting = findParting(graph)
  }

  func value(_ id: NodeID) -> Double { doubles.value(id) }

  /// The first node whose double is off while those of its operands are not; then the first such slope.
  private func findParting(_ graph: ChainGraph) -> Parting? {
    func isOff(_ id: NodeID, _ exact: Evaluation) -> Bool {
      guard exact.value != nil || exact.decimal != nil, exact.reason == nil || exact.decimal != nil else {
        return false
      }
      return PlainGradient.isOff(doubles.value(id), exact)
    }
    for (rank, id) in graph.nodes.ids.enumerated() where graph.isUsed[rank] && isOff(id, graph.values[rank]) {
      return (id, graph.values[rank], doubles.value(id))
    }
    for link in graph.links.indices.reversed() where graph.isUsed[graph.rank(ofLink: link)] {
      let slope = graph.links[link].slope
      if isOff(slope, graph.slopes[link]) { return (slope, graph.slopes[link], doubles.value(slope)) }
    }
    return nil
  }

  /// Whether a double has lost the digits of an exact value.
  static func isOff(_ double: Double, _ exact: Evaluation) -> Bool {
    if exact.decimal != nil { return true }
    guard let value = exact.value else { return false }
    if !double.isFinite { return true }
    return (double - value).magnitude > Diagnosis.Thresholds.lostDigits * value.magnitude
      && (value != 0 || double.magnitude > 1e-9)
  }
}
