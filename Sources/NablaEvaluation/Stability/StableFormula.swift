// Stable forms as data: what programs are lowered from, and what anyone may compute in numbers of their own.

import NablaExpressions
import NablaKernels
import NablaNumbers

/// A value that stable forms bring in beside those of nodes. `StableForms.definition(of:)` says how each comes about.
enum StableValue: Hashable {
  /// 1/(1 + e^(−u)).
  case logistic(NodeID)
  /// The largest exponent m of a sum of exponentials S; S = e^m·s.
  case largestExponent(NodeID)
  /// s, the sum with all exponents less the largest.
  case shiftedSum(NodeID)
  /// s − 1, without cancellation.
  case shiftedRest(NodeID)
  /// A signed sum of exponentials that stand in a sum S, with the same shift.
  case shiftedNumerator(NodeID, below: NodeID)
  /// e^(v + Σ p·m): exponents shifted by the powers of sums in the same product.
  case shiftedExponential(NodeID, [ShiftedPower])
}

/// A sum of exponentials to a whole power.
struct ShiftedPower: Hashable {
  let sum: NodeID
  let power: Int
}

/// A formula over nodes and such values. Not deep; lists may be long.
indirect enum StableFormula {
  /// A multiple of a formula.
  struct Term {
    let coefficient: Rational
    let formula: StableFormula

    static func plus(_ formula: StableFormula) -> Term { Term(coefficient: 1, formula: formula) }
    static func times(_ coefficient: Rational, _ formula: StableFormula) -> Term {
      Term(coefficient: coefficient, formula: formula)
    }
  }

  case node(NodeID)
  /// A node to a positive power.
  case power(NodeID, Rational)
  case value(StableValue)
  case number(Rational)
  case function(KernelID, StableFormula)
  case squareRoot(StableFormula)
  /// The root of the sum of the squares.
  case hypotenuse([StableFormula])
  /// A number plus multiples of others.
  case sum(Rational, [Term])
  /// A number times the product of others, from left to right.
  case product(Rational, [StableFormula])
  case quotient(StableFormula, StableFormula)
  /// A positive whole power.
  case wholePower(StableFormula, Int)
  case largest([StableFormula])
  case smallest([StableFormula])
  case less(StableFormula, StableFormula)
  case equal(StableFormula, StableFormula)
  /// The second where the first is true, the third where it is false.
  case select(StableFormula, StableFormula, StableFormula)

  static func difference(_ a: StableFormula, _ b: StableFormula) -> StableFormula {
    .sum(0, [.plus(a), .times(-1, b)])
  }

  /// c·u.
  static func scaled(_ coefficient: Rational, _ formula: StableFormula) -> StableFormula {
    coefficient.isOne ? formula : .product(coefficient, [formula])
  }
}

/// What takes the place of a formula, and which row of the table it is; none for what only belongs to others.
struct StableForm {
  let rule: StableRule?
  let formula: StableFormula

  init(_ rule: StableRule?, _ formula: StableFormula) {
    self.rule = rule
    self.formula = formula
  }
}

/// A factor that takes the place of some factors of a product: a value to a whole power other than 0.
struct StableFactor {
  enum Base {
    case node(NodeID)
    case value(StableValue)
  }

  let base: Base
  let power: Int

  init(_ value: StableValue, _ power: Int) { (base, self.power) = (.value(value), power) }
  init(_ node: NodeID, _ power: Int) { (base, self.power) = (.node(node), power) }
}
