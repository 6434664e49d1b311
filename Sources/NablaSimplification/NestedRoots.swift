// √(a + b·√d) as a sum of two roots, where that is possible.

import NablaExpressions
import NablaNumbers

extension Builder {
  /// A square root of a number and a multiple of a root: √(a + b√d) = √((a + r)/2) ± √((a − r)/2) where r² = a² − b²d for a rational
  /// r ≥ 0; nil for anything else.
  func denested(_ node: NodeID) -> NodeID? {
    guard store.isOperation(node, .power), case let operands = store.operands(node),
      store.number(operands[1]) == Rational(1, 2), store.isOperation(operands[0], .sum)
    else { return nil }
    let sum = store.terms(of: operands[0])
    guard sum.count == 1, let a = store.number(sum.constant), a.signum > 0, let b = store.number(sum[0].coefficient),
      store.isOperation(sum[0].term, .power), case let root = store.operands(sum[0].term),
      let d = store.number(root[0]), d.signum > 0, store.number(root[1]) == Rational(1, 2)
    else { return nil }
    let square = a * a - b * b * d
    guard square.signum >= 0, square.bitWidth <= 4_096, let r = store.number(squareRoot(number(square))) else {
      return nil
    }
    let half = Rational(1, 2)
    let (first, second) = (squareRoot(number((a + r) * half)), squareRoot(number((a - r) * half)))
    return self.sum([first, product(number(Rational(b.signum)), second)])
  }
}
