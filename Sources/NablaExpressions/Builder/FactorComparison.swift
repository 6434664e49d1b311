// What two products have in common and what only one of them has, without a look at the chunks that they share.

/// Bases and exponents.
typealias FactorList = [(base: NodeID, exponent: NodeID)]

/// Walks through two products at once.
struct FactorComparison {
  private let store: Store
  private var old: OperandWalk
  private var new: OperandWalk
  /// What the first product lacks of the second one.
  private(set) var missing: FactorList = []
  /// What the first product has beyond the second one.
  private(set) var rest: FactorList = []
  /// How many pairs were compared.
  private(set) var steps = 0

  init(_ store: Store, _ product: NodeID, _ base: NodeID) {
    self.store = store
    old = OperandWalk(store, .product, base)
    new = OperandWalk(store, .product, product)
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
        if hasOld { old.descend() }
        if hasNew { new.descend() }
        continue
      }
      if hasOld, hasNew, old.first == new.first {
        if old.second != new.second {
          // Of one sign, so that their difference is as small.
          guard let more = FactorComparison.difference(new.second, old.second) else { return false }
          if (more.smallInteger < 0) == (new.second.smallInteger < 0) {
            rest.append((new.first, more))
          } else {
            missing.append((old.first, NodeID(smallInteger: -more.smallInteger)))
          }
        }
        old.advance()
        new.advance()
      } else if hasNew, !hasOld || isBefore(new.first, old.first) {
        rest.append((new.first, new.second))
        new.advance()
      } else {
        missing.append((old.first, old.second))
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
