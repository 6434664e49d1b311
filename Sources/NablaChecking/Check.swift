// Derivatives checked by the program itself: finite differences, and where they do not decide, enclosures of exact values.

import NablaCalculus
import NablaEvaluation
import NablaExpressions

extension Expr {
  /// Checks the partial derivatives of this expression against slopes from its values alone.
  ///
  /// `against` gives derivatives to be judged, one a variable; without it those of the engine are. Points are drawn
  /// inside the domain, away from kinks with probability one. Central differences, extrapolated with an error estimate,
  /// run on the compiled program; a few points a variable, and all that look wrong or open, are settled by differences of
  /// enclosures in hundreds of bits, which know nothing of derivative rules. The same seed draws the same points.
  /// On kinks that are a variable at a number or at another, a derivative that does not lie between the slopes on either
  /// side, where the engine's own does, is wrong.
  ///
  /// Where that would take seconds (a hundred variables of a formula of thousands of operations), all variables move
  /// together along random directions; a direction that disagrees is halved until one variable is to blame. Then the
  /// time is linear in the size of the formula and its derivatives.
  ///
  /// Throws `domain` if a variable is no symbol or is named twice, for relations, and if `against` has another length than
  /// the variables; `limit` within a block of points when time is up or the task is cancelled.
  public func check(
    by variables: [Expr]? = nil, against: [Expr]? = nil, points: Int = 24, seed: UInt64 = 1
  ) throws(NablaError) -> CheckReport {
    let symbols = variables ?? freeSymbols
    for symbol in symbols where !symbol.node.isSymbol {
      throw NablaError(.domain, "derivatives are taken by symbols only")
    }
    var seen = Set<Expr>()
    for symbol in symbols where !seen.insert(symbol).inserted {
      throw NablaError(.domain, "a variable is named twice: \(symbol)")
    }
    try Expr.requireNumbers([self] + (against ?? []), for: "what is checked")
    if let against, against.count != symbols.count {
      throw NablaError(
        .domain, "\(symbols.count) derivatives are expected, one a variable, and \(against.count) were given")
    }
    let derivatives: [Expr]
    if let against { derivatives = against } else { derivatives = try gradient(by: symbols) }
    let checker = try Checker(self, symbols, derivatives)
    return try checker.run(points: points, seed: seed)
  }
}

/// Checks the derivatives of one function; its parts are in the files of points, differences and enclosures.
struct Checker {
  let function: Expr
  let variables: [Expr]
  let derivatives: [Expr]
  let inputs: [Expr]
  /// The place of each variable among the inputs.
  let places: [Int]
  let values: CompiledFunction<Double>
  let slopes: CompiledFunction<Double>
  let watch = LimitWatch()

  init(_ function: Expr, _ variables: [Expr], _ derivatives: [Expr]) throws(NablaError) {
    self.function = function
    self.variables = variables
    self.derivatives = derivatives
    // A condition may speak of symbols that the formula itself has lost.
    var known: [Expr: Int] = [:]
    var inputs: [Expr] = []
    for symbol in function.symbolsWithConditions(and: derivatives) + variables where known[symbol] == nil {
      known[symbol] = inputs.count
      inputs.append(symbol)
    }
    self.inputs = inputs
    places = variables.map { known[$0] ?? 0 }
    values = try function.compiled(inputs: inputs)
    slopes = try CompiledFunction(derivatives, inputs: inputs)
  }

  func run(points wanted: Int, seed: UInt64) throws(NablaError) -> CheckReport {
    func report(_ rows: [CheckReport.Row], _ points: Int, _ verdict: Verdict, _ reason: String?) -> CheckReport {
      CheckReport(
        inputs: inputs, variables: variables, rows: rows, pointCount: points, verdict: verdict, reason: reason)
    }
    if variables.isEmpty { return report([], 0, .undecided, "there is no variable") }
    if function.holdsStopGradient {
      return report(
        [], 0, .undecided, "stopGradient takes as constant what the values vary: no slope of values is its derivative")
    }
    let isTogether = variables.count > 16 && variables.count * values.operationCount > 200_000
    // Fewer points where there are many variables; where there are branches many are looked at, to meet each.
    let isBranched = ([function] + derivatives).contains { !$0.isSmooth }
    let most = max(3, 40_000 / variables.count)
    let count = min(isBranched ? 4 * wanted : wanted, most)
    let pool = isBranched && !isTogether ? max(count, min(120 * wanted, 100_000 / variables.count)) : count
    var generator = SplitMix(seed: seed)
    // Where values are huge, jumps and waves are closer than any step; such points are taken only for want of others.
    var points = try sample(pool, below: 1e12, &generator)
    if points.isEmpty { points = try sample(pool, below: 1e100, &generator) }
    if points.count > count { points = try mostDoubtful(points, count) }
    if points.isEmpty {
      return report([], 0, .undecided, "no point was found where the function and its derivatives have values")
    }
    let singles = variables.indices.map { Direction(variable: $0) }
    if isTogether {
      // Every variable at once, and some by themselves to be shown.
      let directions = points.map { _ in [Direction(variables.count, &generator)] }
      var rows = try differences(points, along: directions)
      let shown = (0..<3).map { _ in singles[Int(generator.next() % UInt64(singles.count))] }
      rows += try differences(points, along: points.map { _ in shown })
      try settle(&rows, each: 1)
      try blame(&rows)
      let isDecided = rows.contains { !$0.direction.isSingle && $0.verdict == .agrees }
      let isWrong = rows.contains { $0.verdict == .disagrees }
      return report(
        rows, points.count, isWrong ? .disagrees : isDecided ? .agrees : .undecided,
        isWrong || isDecided ? nil : "no point decides the derivatives along a random direction")
    }
    var rows = try differences(points, along: points.map { _ in singles })
    try settle(&rows)
    // On a kink a value between two slopes is not yet right: such rows condemn, but decide nothing else.
    var isDecided = [Bool](repeating: false, count: variables.count)
    for row in rows where row.verdict == .agrees { isDecided[row.direction.first] = true }
    if !rows.contains(where: { $0.verdict == .disagrees }) { rows += try kinks(near: points) }
    if rows.contains(where: { $0.verdict == .disagrees }) { return report(rows, points.count, .disagrees, nil) }
    if let open = isDecided.firstIndex(of: false) {
      return report(rows, points.count, .undecided, "no point decides the derivative by \(variables[open])")
    }
    return report(rows, points.count, .agrees, nil)
  }
}

/// A direction in the space of the variables.
struct Direction: Sendable {
  /// The variables that move, and how fast.
  let parts: [(variable: Int, weight: Double)]

  var isSingle: Bool { parts.count == 1 }
  var first: Int { parts[0].variable }

  init(variable: Int) { parts = [(variable, 1)] }

  init(_ parts: [(variable: Int, weight: Double)]) { self.parts = parts }

  /// All of so many variables, each at a speed of its own.
  init(_ count: Int, _ generator: inout SplitMix) {
    parts = (0..<count).map { variable in
      let speed = generator.number(in: 0.5...1.5)
      return (variable, generator.next() & 1 == 0 ? speed : -speed)
    }
  }

  /// The slope in this direction of a function with these partial derivatives.
  func slope(_ partials: [Double]) -> Double {
    parts.reduce(0) { $0 + $1.weight * partials[$1.variable] }
  }
}

extension Expr {
  fileprivate func symbolsWithConditions(and others: [Expr]) -> [Expr] {
    // By store, since a walk over all parts of a gradient at once is linear and one a part is not.
    let all = [self] + others
    guard let first = all.first(where: { $0.node.isStored })?.store,
      all.allSatisfy({ !$0.node.isStored && !$0.condition.isStored || $0.store === first })
    else { return all.flatMap { $0.store.symbols(under: [$0.node, $0.condition]) }.map(Expr.plain) }
    return first.symbols(under: all.flatMap { [$0.node, $0.condition] }).map(Expr.plain)
  }

  private static func plain(_ symbol: NodeID) -> Expr { Expr(store: nil, node: symbol, condition: .yes) }

  fileprivate var isSmooth: Bool { store.flags(node).contains(.smooth) && !store.flags(node).contains(.jumps) }

  fileprivate var holdsStopGradient: Bool {
    let store = store
    return ReachableNodes(store, [node]).ids.contains(where: store.isConstantForDerivatives)
  }
}
