// Causes of slopes that are not 0: too small, too large, lost in doubles, or as they should be.

import NablaCalculus
import NablaEvaluation
import NablaExpressions
import NablaNumbers

extension Diagnoser {
  func nonzero(_ slot: Int, _ place: Int, _ path: [Int]) throws(NablaError) -> Finding {
    let value = found[slot]
    let size = ScaledNumber(value)?.magnitude ?? .zero
    if value.decimal != nil { return beyondDoubles(slot, size) }
    let double = value.value ?? 0
    if let small = stepTooSmall(slot, double) { return small }
    let isSmall = double.magnitude < Diagnosis.Thresholds.smallSlope
    let plainParts = PlainGradient.isOff(plain.values[slot], value)
    // What no double holds on the way comes before what is merely small.
    if plainParts, let finding = parted(slot, isLostDigitsToo: false) { return finding }
    // Near a loss of 0 slopes are small because nothing is left to learn.
    let isIdle = (ScaledNumber(lossValue)?.magnitude ?? .zero) * ScaledNumber(0.01) < size
    if isSmall, !isIdle, let saturated = try saturated(slot, path) { return saturated }
    if let deep = try deep(slot, path, size) { return deep }
    if plainParts, plain.parting != nil, let finding = parted(slot, isLostDigitsToo: true) { return finding }
    if let cancelled = nearlyCancelled(slot, place) { return cancelled }
    if plainParts, let finding = parted(slot, isLostDigitsToo: true) { return finding }
    return healthy(slot, double)
  }

  private func beyondDoubles(_ slot: Int, _ size: ScaledNumber) -> Finding {
    let name = Wording.name(variables[slot])
    let isSmall = size.logarithm10 < 0
    let exact = Wording.short(found[slot])
    let parting = plain.parting
    let place =
      parting.map { " The first number that no double holds is \(describe($0.node)) = \(Wording.short($0.exact))." }
      ?? ""
    return Finding(
      cause: isSmall ? .underflow : .overflow, proof: "∂L/∂\(name) = \(exact), by enclosures",
      sentence:
        "The slope is \(exact), \(isSmall ? "below" : "above") all doubles, which make it \(isSmall ? "0" : "infinite").\(place)"
    )
  }

  private func parted(_ slot: Int, isLostDigitsToo: Bool) -> Finding? {
    let name = Wording.name(variables[slot])
    let double = plain.values[slot]
    guard let parting = plain.parting else {
      guard isLostDigitsToo || !double.isFinite else { return nil }
      return Finding(
        cause: double.isFinite ? .rounding : .overflow,
        proof: "∂L/∂\(name) = \(Wording.short(found[slot])), by enclosures; in doubles \(double)",
        sentence: "The sum of the contributions loses its digits in doubles: they give \(double) for "
          + "\(Wording.short(found[slot])).")
    }
    let isBeyond = parting.exact.decimal != nil || parting.exact.reason == .beyondDoubles
    let isInfinite = !parting.double.isFinite
    if !isBeyond && !isInfinite && !isLostDigitsToo { return nil }
    let cause: Cause
    if isInfinite { cause = .overflow } else { cause = isBeyond ? .underflow : .rounding }
    let node = describe(parting.node)
    let shown = Wording.short(parting.double)
    return Finding(
      cause: cause,
      proof: "\(node) is \(Wording.short(parting.exact)), and \(shown) in doubles; ∂L/∂\(name) is "
        + "\(Wording.short(found[slot])), and \(Wording.short(double)) in doubles",
      sentence: "As the formula is written, doubles give the slope \(Wording.short(double)) instead of "
        + "\(Wording.short(found[slot])): they part at \(node).")
  }

  private func stepTooSmall(_ slot: Int, _ slope: Double) -> Finding? {
    guard let step = step?.value, let here = (point[variables[slot]].flatMap { try? $0.evaluated() })?.value else {
      return nil
    }
    let move = (step * slope).magnitude
    guard here != 0, here - step * slope == here else { return nil }
    let name = Wording.name(variables[slot])
    let needed = here.ulp / 2 / slope.magnitude
    return Finding(
      cause: .stepTooSmall,
      proof:
        "step · |slope| = \(Wording.short(move)) is less than half the spacing \(Wording.short(here.ulp)) of doubles at \(name) = \(Wording.short(here))",
      sentence: "A step of \(Wording.short(move)) leaves the double \(name) where it is: nothing is learnt.",
      remedies: [Diagnosis.Remedy(change: "a step above \(Wording.short(needed))", value: Wording.short(found[slot]))])
  }

  private func saturated(_ slot: Int, _ path: [Int]) throws(NablaError) -> Finding? {
    var worst: (link: Int, share: Double, text: String)?
    for link in path {
      guard let (greatest, text) = bound(link), let factor = graph.factors[link] else { continue }
      let share = (factor.magnitude * ScaledNumber(1 / greatest)).double
      if share < Diagnosis.Thresholds.saturation && share < worst?.share ?? 1 { worst = (link, share, text) }
    }
    if let share = softmaxShare(path), share.value < worst?.share ?? Diagnosis.Thresholds.saturation {
      return Finding(
        cause: .saturated,
        proof: "p(1 - p) is \(Wording.short(share.value / 4)), of 1/4 at most, for p = \(share.text)",
        sentence:
          "The share p = \(share.text) is saturated: \(Wording.short(share.value * 100)) % of its greatest slope is "
          + "left, so little of the error reaches \(Wording.name(variables[slot])).", guilty: share.links)
    }
    guard let worst else { return nil }
    // Where the other factors make up for it, as in a logarithm of a probability, the slope would not be small.
    let name = Wording.name(variables[slot])
    let link = graph.links[worst.link]
    let inside = Wording.formula(graph.expression(link.operand), "u")
    let here =
      graph.nodes.rank(link.operand).map { graph.values[$0] }
      ?? (try? graph.expression(link.operand).evaluated(at: point))
    let at = here.map { " at \(inside) = \(Wording.short($0))" } ?? ""
    let function = describe(link.node)
    return Finding(
      cause: .saturated,
      proof: "the slope of \(function)\(at) is \(Wording.short(graph.slopes[worst.link])), of \(worst.text) at most",
      sentence:
        "\(function) is saturated: \(Wording.short(worst.share * 100)) % of its greatest slope is left, so little of "
        + "the error reaches \(name).",
      guilty: [worst.link], remedies: scaleRemedies(slot, worst.link, here?.value))
  }

  /// Of shares p = c·e^u/S of a sum S that is divided by, as logistic functions and softmax are written out: the least part
  /// of the greatest slope of p by u.
  private func softmaxShare(_ path: [Int]) -> (value: Double, text: String, links: Set<Int>)? {
    var least: (value: Double, text: String, links: Set<Int>)?
    let store = graph.store
    for link in path {
      guard let below = graph.place(graph.links[link].operand) else { continue }
      // In a product the power is no node of its own, and may be another one; the sum holds it as a node.
      for power in graph.incoming(below) where graph.links[power].kind == .exponential {
        let node = graph.links[power].node
        guard store.isOperation(node, .power), store.operands(node)[0] == .e, let place = graph.place(node) else {
          continue
        }
        if let share = share(place, node, link), share.value < least?.value ?? 1 { least = share }
      }
    }
    return least
  }

  /// The least part of the greatest slope of c·e^u/S over the sums S that hold a power e^u and are divided by.
  private func share(_ place: Int, _ node: NodeID, _ link: Int) -> (value: Double, text: String, links: Set<Int>)? {
    var least: (value: Double, text: String, links: Set<Int>)?
    for sum in graph.incoming(place) where graph.links[sum].kind == .sum {
      let total = graph.links[sum].node
      guard let above = graph.place(total),
        graph.incoming(above).contains(where: { graph.links[$0].exponent == .minusOne || isDivided($0) }),
        let part = ScaledNumber(graph.values[place]), let whole = ScaledNumber(graph.values[above]), !whole.isZero,
        let coefficient = graph.factors[sum]
      else { continue }
      let p = coefficient * part * ScaledNumber(1 / whole.significand, -whole.exponent)
      // 1 − p as what the other terms are of the sum, so that no digits are lost.
      let rest = whole + (coefficient * part).negated
      let other = rest * ScaledNumber(1 / whole.significand, -whole.exponent)
      guard !(p < .zero), !(other < .zero) else { continue }
      let share = 4 * (p * (other.isZero ? ScaledNumber(1, -53) : other)).double
      let text =
        Wording.formula(graph.expression(node), "e^u") + "/(" + Wording.formula(graph.expression(total), "…") + ")"
      if share < least?.value ?? 1 { least = (share, text, [link]) }
    }
    return least
  }

  /// Whether a link stands for a division by its operand.
  private func isDivided(_ link: Int) -> Bool { graph.store.number(graph.links[link].exponent)?.isNegative ?? false }

  /// The greatest slope of the function of a link that flattens out.
  func bound(_ link: Int) -> (value: Double, text: String)? {
    let node = graph.links[link].node
    guard graph.store.isOperation(node, .call) else { return nil }
    return SlopeBounds.greatest(Catalogue.row(graph.store.node(node).pointee.function))
  }

  /// Many factors on one side of 1.
  private func deep(_ slot: Int, _ path: [Int], _ size: ScaledNumber) throws(NablaError) -> Finding? {
    var product = ScaledNumber.one
    var (small, large, stages) = (0, 0, 0)
    var guilty: (link: Int, logarithm: Double)?
    var proved = ScaledNumber.one
    var isBounded = true
    for link in path {
      guard let factor = graph.factors[link], !factor.isZero, graph.links[link].slope != .one else { continue }
      let logarithm = factor.logarithm10
      product = product * factor.magnitude
      // A power of n stands for n equal factors.
      let weight = powerDepth(link)
      if logarithm < -1e-9 { small += weight } else if logarithm > 1e-9 { large += weight }
      stages += weight
      if let (greatest, _) = bound(link) {
        proved = proved * ScaledNumber(greatest)
      } else if graph.expression(graph.links[link].slope).freeSymbols.count <= 1 || graph.links[link].kind == .product {
        proved = proved * factor.magnitude
      } else {
        isBounded = false
      }
      if guilty == nil || (size.logarithm10 < 0) == (logarithm < guilty?.logarithm ?? 0) { guilty = (link, logarithm) }
    }
    let limit = Diagnosis.Thresholds.depth
    let total = product.logarithm10
    let edge = -ScaledNumber(Diagnosis.Thresholds.vanished).logarithm10
    let isVanishing = total < -edge && size.logarithm10 < -edge && small >= limit
    let isExploding = total > edge && size.logarithm10 > edge && large >= limit
    guard isVanishing || isExploding, stages > 0 else { return nil }
    let name = Wording.name(variables[slot])
    let mean = tenTo(total / Double(stages))
    let bound =
      isVanishing && isBounded ? "; at most \(Wording.short(proved)) whatever the inputs of the functions are" : ""
    return Finding(
      cause: isVanishing ? .vanishing : .exploding,
      proof:
        "the product of \(stages) factors is \(Wording.short(product)), their geometric mean \(Wording.short(mean))\(bound)",
      sentence: isVanishing
        ? "From factor to factor the slope shrinks to \(Wording.short(mean)) of itself: nothing is left of it at \(name)."
        : "From factor to factor the slope grows \(Wording.short(mean)) times: it explodes on the way to \(name).",
      guilty: Set(guilty.map { [$0.link] } ?? []), remedies: try depthRemedies(slot, path, isVanishing))
  }

  /// How many equal factors the slope of a power stands for.
  private func powerDepth(_ link: Int) -> Int {
    let slope = graph.links[link]
    guard slope.kind == .power, let n = graph.store.number(slope.exponent)?.magnitude.asInt, n > 3
    else { return 1 }
    return min(n - 1, 1_000_000)
  }

  private func tenTo(_ exponent: Double) -> Double {
    guard case .unary(let exponential) = Catalogue.row(.exp).kernel.row.form else { return .nan }
    return exponential.scalar(exponent * 2.302585092994046)
  }

  /// Contributions of both signs that all but cancel.
  private func nearlyCancelled(_ slot: Int, _ place: Int) -> Finding? {
    let parts = graph.incoming(place).compactMap { graph.contribution($0) }.filter { !$0.isZero }
    guard parts.count > 1 else { return nil }
    let sizes = parts.reduce(ScaledNumber.zero) { $0 + $1.magnitude }
    let sum = ScaledNumber(found[slot])?.magnitude ?? .zero
    guard sum < sizes * ScaledNumber(Diagnosis.Thresholds.cancellation) else { return nil }
    let name = Wording.name(variables[slot])
    let shown = parts.prefix(4).map { Wording.short($0) }.joined(separator: ", ") + (parts.count > 4 ? ", …" : "")
    return Finding(
      cause: .samplesCancel,
      proof:
        "\(parts.count) contributions of the size \(Wording.short(sizes)) together add up to \(Wording.short(found[slot])): \(shown)",
      sentence: "The paths to \(name) pull in opposite directions, and next to nothing is left.")
  }

  // MARK: In words

  func healthy(_ slot: Int, _ slope: Double) -> Finding {
    let formula = slot < Diagnoser.shown ? Wording.formula(partials[slot], "") : ""
    let value = Wording.short(found[slot])
    return Finding(
      cause: .healthy,
      proof:
        "∂L/∂\(Wording.name(variables[slot])) = \(formula.isEmpty || formula == value ? "" : formula + " = ")\(value)",
      sentence: Diagnoser.words(slope, Wording.name(variables[slot])))
  }

  /// A slope in words: its sign, its size, and what follows for the parameter.
  static func words(_ slope: Double, _ name: String) -> String {
    let size = slope.magnitude
    let word = size >= 2 ? "large" : size >= 0.01 ? "small" : "very small"
    let (sign, course, move) =
      slope > 0
      ? ("positive", "grows", "lowers") : ("negative", "falls", "raises")
    return
      "The slope \(Wording.short(slope)) is \(sign) and \(word): the loss \(course) with \(name), so a step against it "
      + "\(move) \(name). Still learning."
  }
}
