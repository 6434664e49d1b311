// The operands of sums and products as they are read: pairs behind a number. How they lie in the arena is the store's affair.
// A view is of one node; in a long form a chunk stands as one pair. `forEachTerm` and `forEachFactor` go through all.

/// The terms of one node of a sum with their coefficients, in the order of their fingerprints.
@frozen
@usableFromInline
package struct TermView: RandomAccessCollection {
  @usableFromInline let operands: UnsafeBufferPointer<NodeID>
  @usableFromInline package let endIndex: Int

  @inlinable init(_ operands: UnsafeBufferPointer<NodeID>) {
    self.operands = operands
    endIndex = operands.count &>> 1
  }

  /// The number that is added.
  @inlinable package var constant: NodeID { operands[0] }
  @inlinable package var startIndex: Int { 0 }
  @inlinable package subscript(index: Int) -> (coefficient: NodeID, term: NodeID) {
    // In bounds: a head and two ids a term.
    (operands[2 &* index &+ 1], operands[2 &* index &+ 2])
  }
}

/// The bases of one node of a product with their exponents, in the order of their fingerprints.
@frozen
@usableFromInline
package struct FactorView: RandomAccessCollection {
  @usableFromInline let operands: UnsafeBufferPointer<NodeID>
  @usableFromInline package let endIndex: Int

  @inlinable init(_ operands: UnsafeBufferPointer<NodeID>) {
    self.operands = operands
    endIndex = operands.count &>> 1
  }

  /// The number in front.
  @inlinable package var coefficient: NodeID { operands[0] }
  @inlinable package var startIndex: Int { 0 }
  @inlinable package subscript(index: Int) -> (base: NodeID, exponent: NodeID) {
    // In bounds: a head and two ids a factor.
    (operands[2 &* index &+ 1], operands[2 &* index &+ 2])
  }
}

/// The pairs of one node of a sum or a product, for what treats both alike.
struct PairView: RandomAccessCollection {
  private let operands: UnsafeBufferPointer<NodeID>
  let endIndex: Int

  init(_ operands: UnsafeBufferPointer<NodeID>) {
    self.operands = operands
    endIndex = operands.count / 2
  }

  /// The constant of a sum, the coefficient of a product.
  var head: NodeID { operands[0] }
  var startIndex: Int { 0 }
  /// A coefficient and its term, or a base and its exponent.
  subscript(index: Int) -> (first: NodeID, second: NodeID) { (operands[2 * index + 1], operands[2 * index + 2]) }
}

extension Store {
  /// The terms of a sum, those of this node alone: a chunk of a long one is a term.
  @inlinable package func terms(of sum: NodeID) -> TermView { TermView(operands(sum)) }
  /// The factors of a product, those of this node alone: a chunk of a long one is a factor.
  @inlinable package func factors(of product: NodeID) -> FactorView { FactorView(operands(product)) }
  /// The number in a sum or a product: what is added, or stands in front.
  @inlinable package func head(of id: NodeID) -> NodeID { operands(id)[0] }
  /// The pairs of a sum or a product.
  func pairs(of id: NodeID) -> PairView { PairView(operands(id)) }

  /// The one node of a sum or product with a number in front and pairs in order.
  @inline(__always)
  func intern(
    _ operation: Operation, head: NodeID, count: Int, _ pair: (Int) -> (NodeID, NodeID)
  ) -> NodeID {
    withUnsafeTemporaryAllocation(of: NodeID.self, capacity: 2 * count + 1) { operands in
      // In bounds: the head and two ids a pair.
      operands[0] = head
      for k in 0..<count { (operands[2 * k + 1], operands[2 * k + 2]) = pair(k) }
      return intern(operation, UnsafeBufferPointer(operands))
    }
  }

  /// A product with another number in front.
  func product(_ product: NodeID, withCoefficient coefficient: NodeID) -> NodeID {
    let operands = operands(product)
    return withUnsafeTemporaryAllocation(of: NodeID.self, capacity: operands.count) { buffer in
      // In bounds: as many places as operands.
      buffer[0] = coefficient
      for k in 1..<operands.count { buffer[k] = operands[k] }
      return intern(.product, UnsafeBufferPointer(buffer))
    }
  }
}
