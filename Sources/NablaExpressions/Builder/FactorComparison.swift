// What two products have in common and what only one of them has, without a look at the chunks that they share.

/// Bases and exponents.
typealias FactorList = [(base: NodeID, exponent: NodeID)]

/// Walks through two products at once.
struct FactorComparison {
  private let store: Store
  private var old: FactorWalk
  private var new: FactorWalk
  /// What the first product lacks of the second one.
  private(set) var missing: FactorList = []
  /// What the first product has beyond the second one.
  private(set) var rest: FactorList = []
  /// How many pairs were compared.
  private(set) var steps = 0

  init(_ store: Store, _ product: NodeID, _ base: NodeID) {
    self.store = store
    old = FactorWalk(store, base)
    new = FactorWalk(store, product)
  }

  /// Compares; false where more than so many factors, or steps, tell the two apart, or exponents do not simply differ.
  mutating func run(atMost most: Int, steps limit: Int) -> Bool {
    while true {
      let (hasOld, hasNew) = (old.settle(), new.settle())
      if !hasOld && !hasNew { return true }
      steps += 1
      if steps > limit || missing.count > 8 || missing.count + rest.count > most { return false }
      let chunks = (hasOld ? old.chunk : nil, hasNew ? new.chunk : nil)
      if let chunk = chunks.0, chunk == chunks.1 {
        old.advance()
        new.advance()
        continue
      }
      if chunks.0 != nil || chunks.1 != nil {
        if let chunk = chunks.0 { old.descend(into: chunk) }
        if let chunk = chunks.1 { new.descend(into: chunk) }
        continue
      }
      if hasOld, hasNew, old.base == new.base {
        if old.exponent != new.exponent {
          // Of one sign, so that their difference is as small.
          guard let more = FactorComparison.difference(new.exponent, old.exponent) else { return false }
          if (more.smallInteger < 0) == (new.exponent.smallInteger < 0) {
            rest.append((new.base, more))
          } else {
            missing.append((old.base, NodeID(smallInteger: -more.smallInteger)))
          }
        }
        old.advance()
        new.advance()
      } else if hasNew, !hasOld || isBefore(new.base, old.base) {
        rest.append((new.base, new.exponent))
        new.advance()
      } else {
        missing.append((old.base, old.exponent))
        old.advance()
      }
    }
  }

  private func isBefore(_ a: NodeID, _ b: NodeID) -> Bool {
    let (x, y) = (store.fingerprint(a), store.fingerprint(b))
    return x != y ? x < y : a.raw < b.raw
  }

  /// The difference of two whole exponents of one sign; nil for others.
  static func difference(_ a: NodeID, _ b: NodeID) -> NodeID? {
    guard a.isSmallInteger, b.isSmallInteger, (a.smallInteger < 0) == (b.smallInteger < 0) else { return nil }
    return NodeID(smallInteger: a.smallInteger - b.smallInteger)
  }
}

/// A place in a product: a factor, or a chunk of factors that may be passed as a whole.
private struct FactorWalk {
  private let store: Store
  private var levels: [(operands: UnsafeBufferPointer<NodeID>, next: Int)]

  init(_ store: Store, _ product: NodeID) {
    self.store = store
    levels = [(store.operands(product), 1)]
  }

  /// Leaves what has ended; false at the end of the product.
  mutating func settle() -> Bool {
    while let level = levels.last, level.next >= level.operands.count { levels.removeLast() }
    return !levels.isEmpty
  }

  var base: NodeID { levels[levels.count - 1].operands[levels[levels.count - 1].next] }
  var exponent: NodeID { levels[levels.count - 1].operands[levels[levels.count - 1].next + 1] }
  var chunk: NodeID? { exponent == .one && store.isOperation(base, .product) ? base : nil }

  mutating func advance() { levels[levels.count - 1].next += 2 }

  /// Into the chunk that stands here.
  mutating func descend(into chunk: NodeID) {
    advance()
    levels.append((store.operands(chunk), 1))
  }
}
