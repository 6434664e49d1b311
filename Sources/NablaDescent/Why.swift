// Why the slopes of a loss are what they are: the verb, and the order in which causes are looked for.

import NablaCalculus
import NablaChecking
import NablaEvaluation
import NablaExpressions
import NablaNumbers

extension Expr {
  /// Why the partial derivatives of this loss are what they are at a point: for each variable a cause with its proof.
  ///
  /// `variables` are the parameters; without them all free symbols are. `point` gives every free symbol a value, as for
  /// `evaluated(at:)`. With a `step` (learning rate) moves below the spacing of doubles are found; `against` are
  /// hand-written derivatives to be judged, one a variable. A cause is one of `Cause`; which numbers count as small is told
  /// by `Diagnosis.Thresholds`. Linear in the graph of the loss, but for the proof that a slope is 0 for all inputs, which is
  /// bounded work. Throws `domain` if a variable is no symbol or is named twice, for relations and undefined functions,
  /// `request` if a symbol has no value, `limit` past the limits of the task.
  public func diagnosis(
    by variables: [Expr]? = nil, at point: [Expr: Expr], step: Expr? = nil, against: [Expr]? = nil
  ) throws(NablaError) -> Diagnosis {
    let variables = variables ?? freeSymbols
    if let against, against.count != variables.count {
      throw NablaError(
        .domain, "\(variables.count) derivatives are expected, one a variable, and \(against.count) were given")
    }
    let partials = try gradient(by: variables)
    var diagnoser = try Diagnoser(self, variables, partials, point)
    diagnoser.step = try step.map { (expression) throws(NablaError) in try expression.evaluated() }
    if let against { diagnoser.given = try Expr.evaluate(against, at: point) }
    return try diagnoser.run()
  }
}

extension Diagnosis {
  /// Which numbers count as small.
  public enum Thresholds {
    /// A slope below this may be too small to learn by.
    public static let smallSlope = 1e-2
    /// A bounded function with less than this share of its greatest slope is saturated.
    public static let saturation = 1e-2
    /// So many factors on one side of 1 make a depth.
    public static let depth = 4
    /// Through a depth, a product below this vanishes, and one above its reciprocal explodes.
    public static let vanished = 1e-3
    /// Contributions of both signs whose sum is below this share of their sizes cancel.
    public static let cancellation = 1e-6
    /// A double that is off by more than this share has lost its digits.
    public static let lostDigits = 1e-2
  }
}

/// What is looked at for a number of parameters only, so that a diagnosis of very many stays linear.
final class DiagnosisBudget {
  /// Proofs that a derivative is 0 for all inputs.
  private var proofs = 200
  /// Losses that remedies are computed again on.
  private var remedies = 50
  /// Slopes on either side, and second derivatives.
  private var sides = 1000
  /// The eigenvalues' signs where all slopes are 0, once they were looked for.
  var inertia: Inertia??

  func takesProof() -> Bool { take(&proofs) }
  func takesRemedy() -> Bool { take(&remedies) }
  func takesSide() -> Bool { take(&sides) }

  private func take(_ count: inout Int) -> Bool {
    count -= 1
    return count >= 0
  }
}

extension Expr {
  /// Whether there are at most so many nodes in the expression; looks at no more than that many.
  func isSmall(atMost limit: Int) -> Bool {
    guard node.isStored else { return true }
    let store = store
    var seen: Set<NodeID> = [node]
    var stack = [node]
    while let id = stack.popLast() {
      for operand in store.operands(id) where operand.isStored && seen.insert(operand).inserted {
        if seen.count > limit { return false }
        stack.append(operand)
      }
    }
    return true
  }
}

/// One loss at one point being diagnosed; the causes are in files of their own.
struct Diagnoser {
  let loss: Expr
  let variables: [Expr]
  let partials: [Expr]
  let point: [Expr: Expr]
  let graph: ChainGraph
  let lossValue: Evaluation
  let found: [Evaluation]
  var step: Evaluation?
  var given: [Evaluation]?
  /// Whether all slopes are 0.
  let isStationary: Bool
  /// All symbols of the loss.
  let symbols: Set<NodeID>
  let watch = LimitWatch()
  let budget = DiagnosisBudget()
  /// The same in plain doubles.
  let plain: PlainGradient

  init(
    _ loss: Expr, _ variables: [Expr], _ partials: [Expr], _ point: [Expr: Expr]
  ) throws(NablaError) {
    self.loss = loss
    self.variables = variables
    self.partials = partials
    self.point = point
    symbols = Set(loss.store.symbols(under: [loss.node]))
    let all = try Expr.evaluate([loss] + partials, at: point)
    lossValue = all[0]
    found = Array(all.dropFirst())
    isStationary = found.allSatisfy { $0.value == 0 && $0.decimal == nil && $0.reason == nil }
    graph = try ChainGraph(loss, variables, point)
    plain = try PlainGradient(graph, variables, point)
  }

  /// So many healthy parameters are told with their formulas and factors; of the others the value and the sentence.
  static let shown = 1000

  /// A cause with what is said of it.
  struct Finding {
    var cause: Cause
    var proof: String
    var sentence: String
    /// Links to blame.
    var guilty: Set<Int> = []
    var remedies: [Diagnosis.Remedy] = []
  }

  func run() throws(NablaError) -> Diagnosis {
    let lossBirth = lossValue.value == nil || lossValue.reason != nil ? birth() : nil
    var parameters: [Diagnosis.Parameter] = []
    parameters.reserveCapacity(variables.count)
    for slot in variables.indices {
      try watch.check()
      let place = graph.place(ofVariable: slot)
      let path = graph.path(to: place)
      let finding = try finding(slot, place, path, lossBirth)
      var parameter = Diagnosis.Parameter(
        variable: variables[slot], partial: partials[slot], value: found[slot], cause: finding.cause,
        proof: finding.proof, sentence: finding.sentence)
      if lossBirth == nil, slot < Diagnoser.shown || finding.cause != .healthy {
        parameter.factors = factors(path, guilty: finding.guilty)
      }
      parameter.pathCount = pathCount(path)
      parameter.remedies = finding.remedies
      parameters.append(parameter)
    }
    let (relations, exchanged) = try relations()
    for (slot, text) in exchanged where parameters[slot].cause == .healthy {
      parameters[slot].cause = .invariance
      parameters[slot].proof = text
      parameters[slot].sentence += " But \(text)."
    }
    return Diagnosis(loss: loss, value: lossValue, parameters: parameters, relations: relations)
  }

  private func finding(
    _ slot: Int, _ place: Int, _ path: [Int], _ lossBirth: Finding?
  ) throws(NablaError) -> Finding {
    let value = found[slot]
    if let wrong = wrongGradient(slot) { return wrong }
    if let structural = unconnected(slot, place) { return structural }
    if let lossBirth { return lossBirth }
    if partials[slot].node == .zero { return zeroForAll(slot, place) }
    if value.value == nil || value.reason != nil, let finding = missing(slot, place, path) { return finding }
    if value.isKink, let kink = try kink(slot) { return kink }
    if value.value == 0 && value.decimal == nil { return try zero(slot, place) }
    return try nonzero(slot, place, path)
  }

  // MARK: Factors

  /// The factors along a path; slopes 1 of sums and branches are left out.
  private func factors(_ path: [Int], guilty: Set<Int>) -> [Diagnosis.Factor] {
    var factors: [Diagnosis.Factor] = []
    for link in path where graph.links[link].slope != .one {
      let isGuilty = guilty.contains(link)
      if graph.links[link].kind == .branch && graph.slopes[link].value == 1 && !isGuilty { continue }
      factors.append(
        Diagnosis.Factor(expression: slopeFormula(link), value: graph.slopes[link], isGuilty: isGuilty))
    }
    return factors
  }

  /// The slope of a link as a formula that can be read: of what is nested deeply, in `u` for what stands inside.
  func slopeFormula(_ link: Int) -> Expr {
    let own = graph.expression(graph.links[link].slope)
    if own.isSmall(atMost: 24) { return own }
    let (store, slope) = (graph.store, graph.links[link])
    return store.construct { builder in
      let u = Expr.symbol("u").node
      var node = slope.slope
      switch slope.kind {
      case .function where store.isOperation(slope.node, .call) && store.operands(slope.node).count == 1:
        let row = Catalogue.row(store.node(slope.node).pointee.function)
        node = row.derivative(builder, [u], builder.call(row.id, [u]), 0)
      case .power where store.isOperation(slope.node, .power) && store.isNumber(slope.exponent):
        node = builder.product([slope.exponent, builder.power(u, builder.difference(slope.exponent, .one))])
      case .sum, .product, .power, .exponential, .function, .branch: break
      }
      return Expr(store: store, node: node, condition: .yes)
    }
  }

  /// How many paths there are along the nodes of a path, counted up to 1000.
  private func pathCount(_ path: [Int]) -> Int {
    var count = path.isEmpty ? 0 : 1
    for link in path {
      let operand = graph.links[link].operand
      guard let place = graph.place(operand) else { continue }
      count = min(1000, count * max(1, graph.incoming(place).count))
    }
    return count
  }
}
