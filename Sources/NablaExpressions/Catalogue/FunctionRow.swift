// One function of mathematics is one row: everything that the engine knows of it.

import NablaKernels
import NablaNumbers

/// The functions of the catalogue.
public enum FunctionID: UInt16, CaseIterable, Sendable {
  case exp, log, sqrt, cbrt
  case abs, sign, min, max, floor, heaviside, relu, maxShare, minShare
  case sin, cos, tan, cot, sec, csc
  case asin, acos, atan, atan2
  case sinh, cosh, tanh, sigmoid, erf
  case stopGradient
  case asinh, acosh, atanh
}

/// A function of the catalogue: one declaration with every column. A missing column does not compile.
package final class FunctionRow: Sendable {
  package let id: FunctionID
  /// Its name in the language, in Swift and in answers.
  package let name: String
  /// Other names under which it is understood.
  package let aliases: [String]
  package let arity: ClosedRange<Int>
  /// One sentence for `help`.
  package let summary: String
  /// Where it is defined on the reals, in words.
  package let domainText: String
  /// What holds at kinks and jumps, in words; empty where there are none.
  package let convention: String

  package let parity: Parity
  /// Whether it has a value for all real arguments.
  package let isTotal: Bool
  /// Whether it is discontinuous somewhere in its domain.
  package let jumps: Bool
  /// Whether it has a slope wherever it has a value.
  package let isSmooth: Bool
  /// Whether it is 0 at 0 and strictly increasing, so that its sign is that of its argument.
  package let isIncreasing: Bool
  /// Its values where it is constant below, at and above 0.
  package let steps: Steps?
  /// Whether it is constant between its jumps, so that its derivative is 0 wherever there is one.
  package let isPiecewiseConstant: Bool
  /// Signs and integrality of its value, from what is known of its arguments.
  package let range: @Sendable (Store, UnsafeBufferPointer<NodeID>) -> NodeFlags

  /// The value at exact arguments, where it is an exact number.
  package let exact: @Sendable ([Rational]) -> Rational?
  /// Exact special values and rewrites that are always wanted; nil leaves the call as it is.
  package let rewrite: @Sendable (Builder, [NodeID]) -> NodeID?
  /// The partial derivative by one argument (from 0), given the arguments and the call itself.
  package let derivative: @Sendable (Builder, [NodeID], NodeID, Int) -> NodeID
  /// Where it has a value, as relations between the arguments.
  package let domain: @Sendable (Builder, [NodeID]) -> [NodeID]
  /// Where it has a slope, beyond having a value.
  package let slope: @Sendable (Builder, [NodeID]) -> [SlopeRequirement]

  /// Its numbers.
  package let kernel: KernelID
  package let latex: LaTeXForm

  init(
    id: FunctionID, name: String, aliases: [String], arity: ClosedRange<Int>, summary: String, domainText: String,
    convention: String, parity: Parity, isTotal: Bool, jumps: Bool, isSmooth: Bool,
    range: @escaping @Sendable (Store, UnsafeBufferPointer<NodeID>) -> NodeFlags,
    exact: @escaping @Sendable ([Rational]) -> Rational?, rewrite: @escaping @Sendable (Builder, [NodeID]) -> NodeID?,
    derivative: @escaping @Sendable (Builder, [NodeID], NodeID, Int) -> NodeID,
    domain: @escaping @Sendable (Builder, [NodeID]) -> [NodeID],
    slope: @escaping @Sendable (Builder, [NodeID]) -> [SlopeRequirement], kernel: KernelID,
    latex: LaTeXForm, isIncreasing: Bool = false, steps: Steps? = nil, isPiecewiseConstant: Bool = false
  ) {
    self.id = id
    self.name = name
    self.aliases = aliases
    self.arity = arity
    self.summary = summary
    self.domainText = domainText
    self.convention = convention
    self.parity = parity
    self.isTotal = isTotal
    self.jumps = jumps
    self.isSmooth = isSmooth
    self.range = range
    self.exact = exact
    self.rewrite = rewrite
    self.derivative = derivative
    self.domain = domain
    self.slope = slope
    self.kernel = kernel
    self.latex = latex
    self.isIncreasing = isIncreasing
    self.steps = steps
    self.isPiecewiseConstant = isPiecewiseConstant || steps != nil
  }

  /// The values of a step below, at and above 0.
  package struct Steps: Sendable {
    package let below: Rational
    package let at: Rational
    package let above: Rational
    init(_ below: Rational, _ at: Rational, _ above: Rational) {
      self.below = below
      self.at = at
      self.above = above
    }
  }

  package enum Parity: Sendable { case even, odd, neither }

  /// A relation without which there is no slope.
  package struct SlopeRequirement: Sendable {
    package let relation: NodeID
    /// A kink has a value by convention; elsewhere the derivative has none.
    package let isKink: Bool

    static func kink(_ relation: NodeID) -> SlopeRequirement { SlopeRequirement(relation: relation, isKink: true) }
    static func domain(_ relation: NodeID) -> SlopeRequirement {
      SlopeRequirement(relation: relation, isKink: false)
    }
  }

  /// How it is typeset.
  package enum LaTeXForm: Sendable {
    /// A command of LaTeX, which takes its power before the argument: \sin^{2} x.
    case command(String)
    /// \operatorname{name}.
    case operatorName(String)
    case exponential, squareRoot, cubeRoot, absoluteValue, floor
  }

  /// Whether a number of arguments is right.
  package func accepts(_ count: Int) -> Bool { arity.contains(count) }

  /// Its values on an enclosure, in so many bits; nil where the enclosure cannot tell.
  package func ball(_ x: [Ball], _ bits: Int) -> Ball? { kernel.ball(x, bits: bits) }
}

/// The table of all rows.
package enum Catalogue {
  private static let rows: [FunctionRow] = FunctionID.allCases.map(row(for:))

  private static let indices: [String: Int] = {
    var indices: [String: Int] = [:]
    for (index, row) in rows.enumerated() {
      for name in [row.name] + row.aliases { indices[name] = index }
    }
    return indices
  }()

  package static var all: [FunctionRow] { rows }
  package static func row(_ raw: UInt16) -> FunctionRow { rows[Int(raw)] }
  package static func row(_ id: FunctionID) -> FunctionRow { rows[Int(id.rawValue)] }
  /// The row of a name or alias.
  package static func row(named name: String) -> FunctionRow? { indices[name].map { rows[$0] } }

  private static func row(for id: FunctionID) -> FunctionRow {
    switch id {
    case .exp: return exponential
    case .log: return logarithm
    case .sqrt: return squareRoot
    case .cbrt: return cubeRoot
    case .abs: return absoluteValue
    case .sign: return sign
    case .min: return minimum
    case .max: return maximum
    case .floor: return floor
    case .heaviside: return heaviside
    case .relu: return relu
    case .maxShare: return maximumShare
    case .minShare: return minimumShare
    case .sin: return sine
    case .cos: return cosine
    case .tan: return tangent
    case .cot: return cotangent
    case .sec: return secant
    case .csc: return cosecant
    case .asin: return arcSine
    case .acos: return arcCosine
    case .atan: return arcTangent
    case .atan2: return arcTangent2
    case .sinh: return hyperbolicSine
    case .cosh: return hyperbolicCosine
    case .tanh: return hyperbolicTangent
    case .sigmoid: return sigmoid
    case .erf: return errorFunction
    case .stopGradient: return stopGradient
    case .asinh: return areaSine
    case .acosh: return areaCosine
    case .atanh: return areaTangent
    }
  }

  // Columns that many rows share.
  static let noRequirements: @Sendable (Builder, [NodeID]) -> [NodeID] = { _, _ in [] }
  static let smooth: @Sendable (Builder, [NodeID]) -> [FunctionRow.SlopeRequirement] = { _, _ in [] }
  static let anyValue: @Sendable (Store, UnsafeBufferPointer<NodeID>) -> NodeFlags = { _, _ in [] }
  static let noExactValue: @Sendable ([Rational]) -> Rational? = { _ in nil }
  static let noRewrite: @Sendable (Builder, [NodeID]) -> NodeID? = { _, _ in nil }
  /// The function is 0 at 0, and nowhere else an exact number for an exact argument.
  static let zeroAtZero: @Sendable ([Rational]) -> Rational? = { $0[0].isZero ? Rational(0) : nil }
  static let oneAtZero: @Sendable ([Rational]) -> Rational? = { $0[0].isZero ? Rational(1) : nil }
}

extension Builder {
  /// A function of the catalogue applied to its arguments, in automatic form.
  package func call(_ function: FunctionID, _ arguments: [NodeID]) -> NodeID {
    let row = Catalogue.row(function)
    if let rewritten = row.rewrite(self, arguments) { return rewritten }
    var numbers: [Rational] = []
    for argument in arguments {
      guard let number = value(argument) else { break }
      numbers.append(number)
    }
    if numbers.count == arguments.count, let exact = row.exact(numbers) { return number(exact) }
    // An even function does not see the sign.
    if row.parity == .even, let u = argument(of: arguments[0], if: .abs) { return call(function, [u]) }
    // Signs are drawn out of numbers and products, never out of a sum.
    if row.parity != .neither, drawsSign(arguments[0]) {
      let positive = call(function, [negate(arguments[0])])
      return row.parity == .even ? positive : negate(positive)
    }
    return intern(.call, function: function.rawValue, arguments)
  }

  private func drawsSign(_ id: NodeID) -> Bool {
    if let number = value(id) { return number.isNegative }
    guard store.isOperation(id, .product) else { return false }
    return value(store.operands(id)[0])?.isNegative ?? false
  }

  /// r where a node is r·π with a rational r.
  func multipleOfPi(_ id: NodeID) -> Rational? {
    if id == .pi { return Rational(1) }
    let (coefficient, term) = splitCoefficient(id)
    return term == .pi ? value(coefficient) : nil
  }
}
