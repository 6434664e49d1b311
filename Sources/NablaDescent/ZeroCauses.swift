// Causes of slopes that are 0: for all inputs, or at this point.

import NablaCalculus
import NablaChecking
import NablaEvaluation
import NablaExpressions

extension Diagnoser {
  /// Whether a derivative that was given differs from that of the loss.
  func wrongGradient(_ slot: Int) -> Finding? {
    guard let given, let own = found[slot].value else { return nil }
    let other = given[slot].value ?? .nan
    guard !((own - other).magnitude <= 1e-9 * max(own.magnitude, other.magnitude)) else { return nil }
    let name = Wording.name(variables[slot])
    return Finding(
      cause: .wrongGradient,
      proof: "∂L/∂\(name) = \(Wording.formula(partials[slot], "…")) is \(Wording.short(found[slot])) here",
      sentence: "The derivative by \(name) that was given is \(Wording.short(given[slot])) here, and the right one is "
        + "\(Wording.short(found[slot])).")
  }

  /// No path leads to the variable.
  func unconnected(_ slot: Int, _ place: Int) -> Finding? {
    let incoming = graph.incoming(place).filter { graph.isLinked[graph.rank(ofLink: $0)] }
    if incoming.contains(where: { !graph.isDead($0) }) || graph.root == variables[slot].node { return nil }
    let name = Wording.name(variables[slot])
    guard symbols.contains(variables[slot].node) else {
      return Finding(
        cause: .notConnected, proof: "\(name) is no node of the loss",
        sentence: "The loss does not depend on \(name): no path of the chain rule leads from the one to the other.")
    }
    let reasons = graph.deadEnds(above: place)
    let store = graph.store
    let stops = reasons.filter { store.isConstantForDerivatives(graph.links[$0].node) }
    if !reasons.isEmpty && stops.count == reasons.count {
      return Finding(
        cause: .stopped, proof: "every path from the loss to \(name) goes through stopGradient",
        sentence: "Derivatives take as a constant what \(name) stands in: it was stopped.", guilty: Set(stops))
    }
    let functions = Set(reasons.map { describe(graph.links[$0].node) }).sorted()
    let by = functions.isEmpty ? "conditions that choose a branch" : functions.joined(separator: " and ")
    return Finding(
      cause: .flat, proof: "every path from the loss to \(name) goes through \(by), constant between jumps",
      sentence: "The loss depends on \(name) in steps only: its slope is 0 wherever it has one.", guilty: Set(reasons))
  }

  /// The derivative is 0 for all inputs.
  func zeroForAll(_ slot: Int, _ place: Int) -> Finding {
    let blame = graph.blame(place)
    let name = Wording.name(variables[slot])
    if blame.cancellation == nil, !blame.dead.isEmpty, blame.zeros.isEmpty {
      let functions = Set(blame.dead.map { describe(graph.links[$0].node) }).sorted().joined(separator: " and ")
      return Finding(
        cause: .flat, proof: "every path to \(name) goes through \(functions), constant between jumps",
        sentence: "The loss depends on \(name) in steps only: its slope is 0 wherever it has one.",
        guilty: Set(blame.dead))
    }
    return Finding(
      cause: .zeroByCancellation, proof: "∂L/∂\(name) is 0 as a formula",
      sentence: "What arrives on different paths cancels for all inputs: the loss is the same for every \(name).")
  }

  /// A slope that is 0 at this point.
  func zero(_ slot: Int, _ place: Int) throws(NablaError) -> Finding {
    let name = Wording.name(variables[slot])
    let variable = variables[slot]
    let blame = graph.blame(place)
    // A function constant around the point, on every path or on some beside other zeros.
    let flat = blame.zeros.filter(isFlat)
    if blame.cancellation == nil, let first = flat.first {
      return flatFinding(slot, flat, first, of: blame.zeros.count + blame.dead.count)
    }
    if blame.cancellation != nil || blame.zeros.isEmpty {
      // What cancels here may cancel everywhere.
      if budget.takesProof(), case .equal = try partials[slot].equality(with: 0) {
        return Finding(
          cause: .zeroByCancellation, proof: "the normal form of ∂L/∂\(name) is 0",
          sentence: "What arrives on different paths cancels for all inputs: the loss is the same for every \(name).")
      }
    }
    // Factors that are 0, and whether they would move with the parameter.
    let zeros = Set(blame.zeros.prefix(1000).map { graph.links[$0].slope }).prefix(16).sorted { $0.raw < $1.raw }
    let own = zeros.filter { graph.expression($0).contains(variable) || $0 == variable.node }
    if blame.cancellation == nil, own.isEmpty, let first = zeros.first {
      let others = zeros.allSatisfy { zero in variables.contains { graph.expression(zero).contains($0) } }
      if !(isStationary && others) { return constantFeature(slot, blame.zeros, first) }
    }
    if blame.cancellation == nil, own.contains(where: { graph.store.flags($0).contains(.jumps) }) {
      return flatFinding(slot, blame.zeros, blame.zeros[0], of: blame.zeros.count)
    }
    if blame.cancellation != nil, isOfSamples(slot), var finding = cancelling(slot, place, blame) {
      if isStationary { finding.sentence += " " + (try stationary(slot, []).sentence) }
      return finding
    }
    if isStationary { return try stationary(slot, Set(blame.zeros)) }
    if blame.cancellation != nil, let finding = cancelling(slot, place, blame) { return finding }
    return try stationaryAlone(slot, Set(blame.zeros))
  }

  /// Whether a link leads into a piece on which its function is constant.
  private func isFlat(_ link: Int) -> Bool {
    let slope = graph.links[link]
    if slope.kind == .branch { return true }
    guard graph.store.isOperation(slope.node, .call) else { return false }
    let row = Catalogue.row(graph.store.node(slope.node).pointee.function)
    return [.relu, .max, .min].contains(row.id) || row.isPiecewiseConstant
  }

  private func flatFinding(_ slot: Int, _ links: [Int], _ first: Int, of count: Int) -> Finding {
    let name = Wording.name(variables[slot])
    let link = graph.links[first]
    let operand = graph.expression(link.operand)
    let inside = Wording.formula(operand, "u")
    let here = graph.nodes.rank(link.operand).map { graph.values[$0] } ?? (try? operand.evaluated(at: point))
    let value = here.map { " = \(Wording.short($0))" } ?? ""
    let all = count > 1 ? " It is so on all of its \(count) uses." : ""
    let (proof, what): (String, String)
    if link.kind == .branch {
      let condition = Wording.formula(graph.expression(graph.store.operands(link.node)[0]), "the condition")
      (proof, what) = ("by \(condition) another branch is taken", "\(name) stands in a branch that is not taken here.")
    } else {
      let function = describe(link.node)
      (proof, what) = (
        "the slope of \(function) by \(inside) is 0 around \(inside)\(value)",
        "\(function) is flat here: \(inside)\(value), and moving \(name) a little changes nothing."
      )
    }
    return Finding(
      cause: .flat, proof: proof, sentence: what + all, guilty: Set(links), remedies: leakyRemedies(slot, links))
  }

  private func constantFeature(_ slot: Int, _ links: [Int], _ first: NodeID) -> Finding {
    let name = Wording.name(variables[slot])
    let factor = Wording.formula(graph.expression(first), "a factor")
    let all = links.count > 1 ? ", and so is each of the \(links.count) factors that it is multiplied by" : ""
    return Finding(
      cause: .constantFeature, proof: "\(factor) = 0 here, and \(factor) does not depend on \(name)",
      sentence: "\(name) is multiplied by \(factor), which is 0 here\(all): no value of \(name) changes the loss.",
      guilty: Set(links))
  }

  /// Whether the loss is a sum of terms of one shape of which several have a slope by the variable: a loss of samples.
  private func isOfSamples(_ slot: Int) -> Bool {
    let store = graph.store
    guard store.isOperation(graph.root, .sum), graph.isSmallSum(graph.root) else { return false }
    var shapes: [[NodeID]] = []
    store.forEachTerm(graph.root) { _, term in
      guard graph.expression(term).contains(variables[slot]), term.isStored, let operation = store.operation(term)
      else {
        if graph.expression(term).contains(variables[slot]) { shapes.append([]) }
        return
      }
      let exponent = operation == .power ? store.operands(term)[1] : .one
      shapes.append([
        NodeID(smallInteger: Int(operation.rawValue)), NodeID(smallInteger: Int(store.node(term).pointee.function)),
        exponent,
      ])
    }
    return shapes.count > 1 && !shapes[0].isEmpty && shapes.allSatisfy { $0 == shapes[0] }
      && store.operation(graph.root) == .sum
  }

  /// Contributions that are not 0 and cancel at this point.
  func cancelling(_ slot: Int, _ place: Int, _ blame: Blame) -> Finding? {
    guard let meeting = blame.cancellation else { return nil }
    let parts = graph.incoming(meeting).compactMap { graph.contribution($0) }.filter { !$0.isZero }
    let name = Wording.name(variables[slot])
    let shown = parts.prefix(4).map { Wording.short($0) }.joined(separator: ", ") + (parts.count > 4 ? ", …" : "")
    return Finding(
      cause: .samplesCancel, proof: "\(parts.count) contributions add up to 0: \(shown)",
      sentence: "The paths to \(name) pull in opposite directions with equal forces here.")
  }

  /// A node in a sentence.
  func describe(_ id: NodeID) -> String {
    let store = graph.store
    if store.isOperation(id, .call) {
      return Wording.formula(graph.expression(id), Catalogue.row(store.node(id).pointee.function).name)
    }
    return Wording.formula(graph.expression(id), "a node inside")
  }
}
