// Numbers at which rules tend to go wrong.

import Nabla
import NablaTestSupport

extension SeededGenerator {
  /// Both signs, 0, ±1, halves.
  mutating func value() -> Rational {
    below(2) == 0
      ? Rational(pick([0, 0, 1, -1, 2, -2, 3, -3, 4, -8]), pick([1, 1, 2]))
      : Rational(Int.random(in: -300...300, using: &self), Int.random(in: 1...90, using: &self))
  }
}

/// `==` as a function: the macro `#expect` does not know the precedence of `**`.
func isSame(_ a: Expr, _ b: Expr) -> Bool { a == b }
