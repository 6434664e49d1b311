// The rewrites of the automatic form that enlarge a domain, by their names: each records where what it lost had a value.

/// A rewrite after which a formula has values where it had none; the condition that it leaves behind is `defined(lost part)`.
///
/// Every other rewrite of the automatic form keeps the domain. The page on conditions shows an example of each.
package enum DomainRewrite: String, CaseIterable, Sendable {
  /// a·u − a·u = 0.
  case cancelledTerms = "terms that cancel"
  /// u^a·u^b = u^(a + b).
  case equalBases = "powers of one base"
  /// 0·u = 0.
  case zeroFactor = "0 as a factor"
  /// u^0 = 1 and 1^u = 1.
  case trivialPower = "0 as exponent, 1 as base"
  /// (u^a)^b = u^(a·b).
  case nestedPower = "powers of powers"
  /// e^(c·log(u)) = u^c.
  case exponentialOfLogarithm = "exponentials of logarithms"
  /// f(g(u)) = u, where g is the inverse of f.
  case inverseFunction = "functions of their inverses"
  /// u/sign(u) = |u|.
  case dividedSign = "quotients by a sign"
  /// max(u, 0)/u = heaviside(u).
  case dividedExtreme = "quotients of a maximum with 0"
  /// u/cbrt(u) = cbrt(u)².
  case cubeRoots = "cube roots beside their argument"
  /// heaviside(u) + heaviside(−u) = 1.
  case oppositeSteps = "opposite steps"
  /// sign(u) = 1, heaviside(u) = 1, relu(u) = 0, max(u, 0) = 0 for what is known to be of one sign.
  case knownSign = "signs that are known"
  /// The share of the only argument is 1.
  case onlyShare = "the share of one argument"
  /// u < u is false, u ≤ u is true.
  case equalSides = "relations with equal sides"
  /// if(c, u, u) = u.
  case equalBranches = "choices between equals"
}
