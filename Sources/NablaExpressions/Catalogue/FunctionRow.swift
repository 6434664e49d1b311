// One function of mathematics is one row: everything that the engine knows of it.

import NablaKernels
import NablaNumbers

/// A function of the catalogue. A column that is not named says that there is nothing of the kind; what follows from
/// other columns is derived from them (see `FunctionFacts`).
///
/// A class, because rows are handed about by every room: of a structure each copy would count a reference a column.
package final class FunctionRow: Sendable {
  package let id: FunctionID
  /// Its name in the language, in Swift and in answers.
  package let name: String
  /// Other names under which it is understood.
  package let aliases: [String]
  /// Names that are those of symbols where no arguments follow.
  package let furtherNames: [String]
  package let arity: ClosedRange<Int>
  /// How its arguments are called where it is explained.
  package let parameters: [String]
  /// One sentence for `help`.
  package let summary: String
  package let mayBeSymbol: Bool
  /// What its first argument may be, if that is an order: a whole number, by which nothing is differentiated.
  package let orders: ClosedRange<Int>?

  /// Where it has a value.
  package let domain: Domain
  /// Where it has a slope, beyond having a value.
  package let slope: Slope
  /// The least interval that holds all of its values.
  package let range: RealInterval
  package let parity: Parity
  /// How its values follow its argument.
  package let shape: Shape?
  /// What is known of every value beyond what the range tells.
  package let known: NodeFlags
  /// What is known of its value where it is known of its only argument.
  package let inherited: NodeFlags

  /// Its value at single exact arguments.
  package let values: [Rational: Rational]
  /// The argument with an exact value, of a function whose shape is increasing or decreasing, beyond `values`.
  package let preimage: (@Sendable (Rational) -> Rational?)?
  /// Its value at exact arguments, where that is an exact number beyond `values`.
  package let exact: (@Sendable ([Rational]) -> Rational?)?
  /// The function of whose value it gives the argument back, wherever that function has a value.
  package let inverse: FunctionID?
  /// Special values and rewrites that are always wanted; nil leaves the call as it is.
  package let rewrite: (@Sendable (Builder, [NodeID]) -> NodeID?)?
  /// A power of a call of it, from the call, its argument and the exponent; nil leaves the power as it is.
  package let power: (@Sendable (Builder, NodeID, NodeID, Rational) -> NodeID?)?
  /// A whole power of a call of it times another power; nil leaves the two apart.
  let pair: (@Sendable (Builder, ProductFactor, Int, ProductFactor) -> NodeID?)?
  /// A multiple of a call of it plus another term; nil leaves the two apart.
  let termPair: (@Sendable (Builder, SumTerm, SumTerm) -> NodeID?)?
  /// An interval that holds its slopes by any one argument, where it has them: as narrow as ends that are rational allow.
  package let slopeRange: RealInterval
  /// The partial derivative by one argument (from 0), given the arguments and the call itself.
  package let derivative: @Sendable (Builder, [NodeID], NodeID, Int) -> NodeID
  /// Its derivative of order n at an argument, where that has a closed form for each whole n from 1 on.
  package let derivativeOfOrder: (@Sendable (Builder, NodeID, NodeID) -> NodeID)?
  /// The least number, in units of pi, by which its argument may grow without changing its value.
  package let period: Rational?
  /// Whether derivatives take its value as a constant, whatever its slope is.
  package let isConstantForDerivatives: Bool

  /// Its numbers.
  package let kernel: KernelID
  package let latex: LaTeXForm
  /// The function among whose like it is written where factors are ordered.
  package let family: FunctionID

  // What follows from other columns, found once.

  /// Whether it has a value for all real arguments.
  package let isTotal: Bool
  /// What is to be known of its only argument for it to have a value; empty where that tells nothing.
  private let domainSigns: NodeFlags
  /// Whether it has a slope wherever it has a value.
  package let isSmooth: Bool
  /// Whether it is constant between its jumps, so that its derivative is 0 wherever there is one.
  package let isPiecewiseConstant: Bool
  /// Whether it is discontinuous somewhere in its domain.
  package let jumps: Bool
  /// How flags of its value follow from those of all arguments.
  private let flagRule: FlagRule
  /// What a step of three values tells of its value, by what is known of the sign of its argument.
  private let stepFlags: [NodeFlags]

  private enum FlagRule { case inherited, steps, largest, smallest }

  init(
    _ id: FunctionID, _ summary: String, aliases: [String] = [], furtherNames: [String] = [],
    arity: ClosedRange<Int> = 1...1,
    parameters: [String] = ["x"], mayBeSymbol: Bool? = nil,
    orders: ClosedRange<Int>? = nil, domain: Domain = .all, slope: Slope? = nil, range: RealInterval = .all,
    parity: Parity = .neither, shape: Shape? = nil, known: NodeFlags = [], inherited: NodeFlags? = nil,
    values: [Rational: Rational] = [:], preimage: (@Sendable (Rational) -> Rational?)? = nil,
    exact: (@Sendable ([Rational]) -> Rational?)? = nil, inverse: FunctionID? = nil,
    rewrite: (@Sendable (Builder, [NodeID]) -> NodeID?)? = nil,
    power: (@Sendable (Builder, NodeID, NodeID, Rational) -> NodeID?)? = nil,
    pair: (@Sendable (Builder, ProductFactor, Int, ProductFactor) -> NodeID?)? = nil,
    termPair: (@Sendable (Builder, SumTerm, SumTerm) -> NodeID?)? = nil,
    slopeRange: RealInterval? = nil,
    derivative: @escaping @Sendable (Builder, [NodeID], NodeID, Int) -> NodeID,
    derivativeOfOrder: (@Sendable (Builder, NodeID, NodeID) -> NodeID)? = nil, period: Rational? = nil,
    isConstantForDerivatives: Bool = false, kernel: KernelID, latex: LaTeXForm? = nil, family: FunctionID? = nil
  ) {
    self.id = id
    name = "\(id)"
    self.aliases = aliases
    self.furtherNames = furtherNames
    self.arity = arity
    self.parameters = parameters
    self.summary = summary
    // What came with the first functions is reserved; later ones leave their names to whoever gives them a meaning.
    self.mayBeSymbol = mayBeSymbol ?? (id.rawValue > FunctionID.erfi.rawValue)
    self.orders = orders
    self.domain = domain
    self.slope = slope ?? shape?.slope ?? .everywhere
    self.range = range
    self.parity = parity
    self.shape = shape
    self.known = known.union(range.signs)
    self.inherited = inherited ?? (shape == .increasing && values[0] == 0 ? FunctionRow.signs : [])
    self.values = values
    self.preimage = preimage
    self.exact = exact
    self.inverse = inverse
    self.rewrite = rewrite
    self.power = power
    self.pair = pair
    self.termPair = termPair
    self.slopeRange = slopeRange ?? shape?.slopeRange ?? .all
    self.derivative = derivative
    self.derivativeOfOrder = derivativeOfOrder
    self.period = period
    self.isConstantForDerivatives = isConstantForDerivatives
    self.kernel = kernel
    self.latex = latex ?? .operatorName("\(id)")
    self.family = family ?? id
    if case .all = domain { isTotal = true } else { isTotal = false }
    if case .interval(let interval) = domain, interval == .above(0) {
      domainSigns = [.nonnegative, .nonzero]
    } else if case .interval(let interval) = domain, interval == .atLeast(0) {
      domainSigns = .nonnegative
    } else {
      domainSigns = []
    }
    if case .everywhere = self.slope { isSmooth = true } else { isSmooth = false }
    isPiecewiseConstant = shape?.isPiecewiseConstant ?? false
    if case .offNegativeAxis = self.slope { jumps = true } else { jumps = isPiecewiseConstant }
    stepFlags = shape?.steps?.flagsBySign ?? []
    flagRule =
      stepFlags.isEmpty ? shape == .largest ? .largest : shape == .smallest ? .smallest : .inherited : .steps
  }

  static let signs: NodeFlags = [.nonnegative, .nonpositive, .nonzero]

  // MARK: What follows

  /// Its values where it is constant below, at and above 0.
  package var steps: Steps? { shape?.steps }

  /// Whether it has a value wherever its only argument has one, by what is known of that one: log of what is positive.
  @inline(__always)
  func hasValue(for argument: NodeFlags) -> Bool { !domainSigns.isEmpty && argument.isSuperset(of: domainSigns) }

  /// Whether this build computes its values beyond the exact ones.
  package var hasValues: Bool { !kernel.row.isRounded || Ball.isAvailable }

  /// The error where it does not.
  package var noValues: NablaError {
    NablaError(
      .unsupported,
      "\(name) has no values in this build: install libflint-dev and libflint-arb-dev, and build again")
  }

  /// Its value at exact arguments, where that is known to be an exact number.
  package func exactValue(_ x: [Rational]) -> Rational? {
    if x.count == 1, let value = values[x[0]] { return value }
    return exact?(x)
  }

  /// The argument at which an increasing or decreasing function has a value, where both are exact numbers.
  func argument(of value: Rational) -> Rational? {
    guard shape == .increasing || shape == .decreasing else { return nil }
    return values.first { $0.value == value }?.key ?? preimage?(value)
  }

  /// Its values on an enclosure, in so many bits; nil where the enclosure cannot tell.
  package func ball(_ x: [Ball], _ bits: Int) -> Ball? { kernel.ball(x, bits: bits) }

  /// Signs and integrality of its value, from what is known of its arguments.
  func valueFlags(_ store: Store, _ operands: UnsafeBufferPointer<NodeID>) -> NodeFlags {
    let argument = store.flags(operands[0])
    let result = known.union(argument.intersection(inherited))
    switch flagRule {
    case .inherited: return result
    case .steps: return result.union(stepFlags[Steps.place(argument)])
    case .largest: return result.union(store.extremeFlags(operands, .nonnegative, .nonpositive))
    case .smallest: return result.union(store.extremeFlags(operands, .nonpositive, .nonnegative))
    }
  }
}

extension Store {
  /// Of the largest argument, or with the signs exchanged of the smallest.
  fileprivate func extremeFlags(
    _ operands: UnsafeBufferPointer<NodeID>, _ far: NodeFlags, _ near: NodeFlags
  ) -> NodeFlags {
    // It is one of them.
    var all: NodeFlags = [.integer, near, .nonzero]
    var result: NodeFlags = []
    for operand in operands {
      let own = flags(operand)
      all.formIntersection(own)
      // One positive argument is enough for the largest.
      if own.contains(far) { result.formUnion(own.contains(.nonzero) ? [far, .nonzero] : far) }
    }
    return result.union(all)
  }
}
