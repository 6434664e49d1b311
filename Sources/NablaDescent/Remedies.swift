// What would help, computed again on the very loss at the same point.

import NablaCalculus
import NablaEvaluation
import NablaExpressions
import NablaNumbers

extension Diagnoser {
  /// Rectifiers that leak where they are flat.
  func leakyRemedies(_ slot: Int, _ links: [Int]) -> [Diagnosis.Remedy] {
    let store = graph.store
    var replacements: [Expr: Expr] = [:]
    for link in links.prefix(1000) {
      let node = graph.links[link].node
      guard store.isOperation(node, .call) else { continue }
      let row = Catalogue.row(store.node(node).pointee.function)
      let operands = store.operands(node).map(graph.expression)
      if row.id == .relu {
        replacements[graph.expression(node)] = when(0 .< operands[0], operands[0], operands[0] / 100)
      } else if row.id == .max, operands.count == 2, let zero = operands.firstIndex(where: { $0.node == .zero }) {
        let other = operands[1 - zero]
        replacements[graph.expression(node)] = when(0 .< other, other, other / 100)
      }
    }
    guard !replacements.isEmpty else { return [] }
    return recomputed(slot, "leaky relu of slope 1/100", replacements)
  }

  /// A smaller scale of what a saturated function is of.
  func scaleRemedies(_ slot: Int, _ link: Int, _ here: Double?) -> [Diagnosis.Remedy] {
    guard let here, here.magnitude > 2 else { return [] }
    let node = graph.links[link].node
    let operands = graph.store.operands(node)
    guard operands.count == 1 else { return [] }
    // To 2, where the slope is still a tenth to a half of its greatest.
    let scale = Rational(2) / (Rational(shortestDecimal: here.magnitude.rounded(.up)) ?? 1)
    let inside = graph.expression(operands[0])
    let row = Catalogue.row(graph.store.node(node).pointee.function)
    let scaled = graph.store.construct { builder in
      let inner = builder.scaled(builder.number(scale), inside.node)
      return Expr(store: graph.store, node: builder.call(row.id, [inner]), condition: .yes)
    }
    return recomputed(
      slot, "weights \(Wording.short(Double(1) / scale.nearestDouble)) times smaller before \(row.name)",
      [graph.expression(node): scaled])
  }

  /// Residual connections round functions that flatten out; clipping of what explodes.
  func depthRemedies(_ slot: Int, _ path: [Int], _ isVanishing: Bool) throws(NablaError) -> [Diagnosis.Remedy] {
    if !isVanishing {
      // The direction is kept, the length is 1.
      var sum = ScaledNumber.zero
      for value in found { if let size = ScaledNumber(value) { sum = sum + size * size } }
      guard let own = ScaledNumber(found[slot]), !sum.isZero else { return [] }
      let length = tenToHalf(sum)
      return [
        Diagnosis.Remedy(
          change: "the gradient clipped to length 1",
          value: Wording.short(own * ScaledNumber(1 / length.significand, -length.exponent)))
      ]
    }
    let nodes = Set(path.filter { bound($0) != nil }.map { graph.links[$0].node })
    guard !nodes.isEmpty else { return [] }
    return recomputed(slot, "residual connections u + φ(u), whose factors are 1 + φ′(u)", try residual(nodes))
  }

  /// The loss with u + φ(u) for each of some calls φ(u).
  private func residual(_ calls: Set<NodeID>) throws(NablaError) -> Expr {
    let (store, nodes, root) = (graph.store, graph.nodes, graph.root)
    let node = try store.build { (builder) throws(NablaError) -> NodeID in
      var images: [NodeID] = []
      images.reserveCapacity(nodes.ids.count)
      func image(_ id: NodeID) -> NodeID { nodes.rank(id).map { images[$0] } ?? id }
      for id in nodes.ids {
        try builder.check()
        let rebuilt = store.isNumber(id) ? id : builder.rebuild(id, image)
        images.append(calls.contains(id) ? builder.sum(image(store.operands(id)[0]), rebuilt) : rebuilt)
      }
      return image(root)
    }
    return Expr(store: store, node: node, condition: .yes)
  }

  private func tenToHalf(_ square: ScaledNumber) -> ScaledNumber {
    let isOdd = square.exponent & 1 != 0
    let significand = (isOdd ? square.significand * 2 : square.significand).squareRoot()
    return ScaledNumber(significand, (isOdd ? square.exponent - 1 : square.exponent) / 2)
  }

  private func recomputed(_ slot: Int, _ change: String, _ replacements: [Expr: Expr]) -> [Diagnosis.Remedy] {
    guard budget.takesRemedy(), let changed = try? loss.replacing(replacements) else { return [] }
    return recomputed(slot, change, changed)
  }

  /// The slope and its factors of a changed loss; none where that has no slope or does not help.
  private func recomputed(_ slot: Int, _ change: String, _ changed: Expr) -> [Diagnosis.Remedy] {
    do throws(NablaError) {
      let slope = try changed.gradient(by: [variables[slot]])[0].evaluated(at: point)
      guard let size = ScaledNumber(slope)?.magnitude, let own = ScaledNumber(found[slot])?.magnitude, own < size else {
        return []
      }
      var remedy = Diagnosis.Remedy(change: change, value: Wording.short(slope))
      let graph = try ChainGraph(changed, [variables[slot]], point)
      for link in graph.path(to: graph.place(ofVariable: 0)) where graph.links[link].slope != .one {
        remedy.factors.append(
          Diagnosis.Factor(expression: graph.expression(graph.links[link].slope), value: graph.slopes[link]))
      }
      return [remedy]
    } catch {
      return []
    }
  }
}
