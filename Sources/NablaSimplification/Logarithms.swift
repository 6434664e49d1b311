// Logarithms of products and powers as sums, where the signs of what they are taken of are known.

import NablaExpressions
import NablaNumbers

extension Builder {
  /// The node with log(a·b) as log(a) + log(b) where all factors but one are known to be positive, and log(x^2) as
  /// 2·log(|x|): equal wherever the node has a value. Linear in the nodes.
  func splitLogarithms(in root: NodeID) throws(NablaError) -> NodeID {
    let reachable = ReachableNodes(store, [root])
    guard reachable.ids.contains(where: { store.isCall($0, .log) }) else { return root }
    var images = [NodeID](repeating: .zero, count: reachable.ids.count)
    func image(_ id: NodeID) -> NodeID { reachable.rank(id).map { images[$0] } ?? id }
    for (rank, id) in reachable.ids.enumerated() {
      try check()
      let isSame = store.operands(id).allSatisfy { image($0) == $0 }
      let own = isSame ? id : rebuild(id, image)
      images[rank] = store.isCall(own, .log) ? splitLogarithm(of: store.operands(own)[0]) ?? own : own
    }
    return image(root)
  }

  private func splitLogarithm(of u: NodeID) -> NodeID? {
    var terms: [NodeID] = []
    // At most one factor of unknown sign: it has that of the whole, which is positive.
    var open: [NodeID] = []
    func add(_ base: NodeID, _ exponent: NodeID) {
      let whole = power(base, exponent)
      if base == .e { return terms.append(exponent) }
      if store.flags(base).isPositive { return terms.append(product(exponent, call(.log, [base]))) }
      guard let number = store.number(exponent) else { return open.append(whole) }
      if number.isInteger && number.numerator.isEven {
        terms.append(product(exponent, call(.log, [call(.abs, [base])])))
      } else if !number.isInteger || store.flags(base).contains(.nonnegative) {
        // Where there is a logarithm the root is not 0.
        terms.append(product(exponent, call(.log, [base])))
      } else {
        open.append(whole)
      }
    }
    if store.isOperation(u, .power) {
      add(store.operands(u)[0], store.operands(u)[1])
    } else if store.isOperation(u, .product) {
      store.forEachFactor(u, add)
      let coefficient = store.operands(u)[0]
      if store.number(coefficient)?.isNegative ?? true {
        open.append(coefficient)
      } else if coefficient != .one {
        terms.append(call(.log, [coefficient]))
      }
    } else {
      return nil
    }
    if terms.isEmpty { return nil }
    if !open.isEmpty { terms.append(call(.log, [product(open)])) }
    return sum(terms)
  }
}
