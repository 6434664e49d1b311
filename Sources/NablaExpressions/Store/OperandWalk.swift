// A place among the terms of a sum or the factors of a product, for walks that compare two of them side by side.

/// Goes through the pairs of a sum or product in their order, each chunk as one pair that may be passed as a whole.
struct OperandWalk {
  private let form: LongForm
  private var levels: [(operands: UnsafeBufferPointer<NodeID>, next: Int)]

  init(_ store: Store, _ operation: Operation, _ id: NodeID) {
    form = LongForm(store, operation)
    levels = [(store.operands(id), 1)]
  }

  /// Leaves what has ended; false at the end.
  mutating func settle() -> Bool {
    while let level = levels.last, level.next >= level.operands.count { levels.removeLast() }
    return !levels.isEmpty
  }

  // Only after `settle` was true.

  /// The coefficient of a term, the base of a factor.
  var first: NodeID { levels[levels.count - 1].operands[levels[levels.count - 1].next] }
  /// The term, or the exponent.
  var second: NodeID { levels[levels.count - 1].operands[levels[levels.count - 1].next + 1] }
  /// The chunk that stands here, if it is one.
  var chunk: NodeID? { form.chunk(first, second) }

  mutating func advance() { levels[levels.count - 1].next += 2 }

  /// Into the chunk, if it is one.
  mutating func descend() {
    guard let chunk else { return }
    advance()
    levels.append((form.store.operands(chunk), 1))
  }
}
