// The append-only arena in which equal subexpressions are one node.

import NablaContainers
import NablaNumbers

/// A node: 24 bytes. Its operands lie one behind the other in the store's operand array.
@frozen
@usableFromInline
package struct Node {
  @usableFromInline package let fingerprint: UInt64
  @usableFromInline let first: UInt32
  @usableFromInline package let count: UInt32
  @usableFromInline package let operation: Operation
  @usableFromInline package let flags: NodeFlags
  /// The function of a call.
  @usableFromInline package let function: UInt16
  /// The place of a number among the store's numbers.
  @usableFromInline package let payload: UInt32

  @inlinable init(
    fingerprint: UInt64, first: UInt32, count: UInt32, operation: Operation, flags: NodeFlags,
    function: UInt16, payload: UInt32
  ) {
    self.fingerprint = fingerprint
    self.first = first
    self.count = count
    self.operation = operation
    self.flags = flags
    self.function = function
    self.payload = payload
  }
}

/// A store of expression nodes.
///
/// Nodes are immutable and are added only under the store's lock, one verb at a time; reading takes no lock.
/// A child's id is smaller than its parent's, so a topological order is a loop over ids. The memory is returned
/// when the last expression that lives in the store is gone.
public final class Store: @unchecked Sendable {
  // Sendable: everything mutable is touched only by the builder that holds `lock`; readers see only nodes whose
  // ids they were handed, in chunks that never move.

  @usableFromInline package let nodes = ChunkedArray<Node>()
  @usableFromInline package let operandIDs = ChunkedArray<NodeID>()
  @usableFromInline package let numbers = ChunkedArray<Rational>()

  /// Entries of half a fingerprint and an id plus one; zero is empty. Linear probing, a power of two in size.
  private struct Table {
    var entries: UnsafeMutablePointer<UInt64>
    var mask: Int
  }
  private let table: UnsafeMutablePointer<Table>
  private let names = NameTable.shared

  let lock = Locked(())
  let slopeCache = SlopeCache()
  /// What the builder that holds the lock has recorded and counts. Behind a pointer, valid until deinit, so that the
  /// hot paths do not pay for exclusivity checks that the lock makes needless.
  let state: UnsafeMutablePointer<BuilderState>
  /// What is assumed of the symbols, and what follows for its nodes; nil where nothing is.
  let assumed: AssumedBounds?

  private static let weakDefault = Locked(WeakStore())

  private struct WeakStore: Sendable {
    weak var store: Store?
  }

  /// A store of its own: for parallel work, one a task.
  public convenience init() { self.init(assumed: nil) }

  init(assumed: AssumedBounds?) {
    self.assumed = assumed
    let entries = UnsafeMutablePointer<UInt64>.allocate(capacity: 128)
    entries.initialize(repeating: 0, count: 128)
    table = .allocate(capacity: 1)
    table.initialize(to: Table(entries: entries, mask: 127))
    state = .allocate(capacity: 1)
    state.initialize(to: BuilderState())
  }

  deinit {
    table.pointee.entries.deallocate()
    table.deallocate()
    state.deinitialize(count: 1)
    state.deallocate()
  }

  /// The store in which expressions without one are built: that of the task (`with(_:_:)`), or else one for the whole
  /// process, alive as long as one of its expressions is.
  public static var `default`: Store {
    if let current { return current }
    return weakDefault.withLock { holder in
      if let store = holder.store { return store }
      let store = Store()
      holder.store = store
      return store
    }
  }

  /// The number of nodes ever interned.
  public var nodeCount: Int { lock.withLock { _ in nodes.count } }

  // MARK: Reading

  @inlinable package func node(_ id: NodeID) -> UnsafePointer<Node> { UnsafePointer(nodes.pointer(to: id.index)) }

  /// The raw operands of a stored node (see `Operation` for their meaning).
  @inlinable package func operands(_ id: NodeID) -> UnsafeBufferPointer<NodeID> {
    let node = nodes.pointer(to: id.index)
    if node.pointee.count == 0 { return UnsafeBufferPointer(start: nil, count: 0) }
    // In bounds: the interner reserved `count` places from `first` in one chunk.
    return UnsafeBufferPointer(start: operandIDs.pointer(to: Int(node.pointee.first)), count: Int(node.pointee.count))
  }

  @inlinable package func operation(_ id: NodeID) -> Operation? {
    id.isStored ? nodes.pointer(to: id.index).pointee.operation : nil
  }

  @inlinable package func isOperation(_ id: NodeID, _ operation: Operation) -> Bool {
    id.isStored && nodes.pointer(to: id.index).pointee.operation == operation
  }

  /// Whether a node is a call of a function of the catalogue.
  package func isCall(_ id: NodeID, _ function: FunctionID) -> Bool {
    isOperation(id, .call) && node(id).pointee.function == function.rawValue
  }

  package func flags(_ id: NodeID) -> NodeFlags { Store.flags(id, in: self) }

  /// Flags of any id; only a stored one needs the store.
  package static func flags(_ id: NodeID, in store: Store?) -> NodeFlags {
    if id.isStored, let store { return store.nodes.pointer(to: id.index).pointee.flags }
    if id.isSmallInteger {
      let value = id.smallInteger
      var flags: NodeFlags = [.total, .symbolFree, .integer, .smooth]
      if value >= 0 { flags.insert(.nonnegative) }
      if value <= 0 { flags.insert(.nonpositive) }
      if value != 0 { flags.insert(.nonzero) }
      return flags
    }
    if id.isSymbol {
      guard let assumed = store?.assumed else { return [.total, .smooth] }
      return assumed.flags(ofSymbol: id).union([.total, .smooth])
    }
    return [.total, .symbolFree, .nonnegative, .nonzero, .smooth]
  }

  @inline(__always)
  package func fingerprint(_ id: NodeID) -> UInt64 {
    if id.isStored { return nodes.pointer(to: id.index).pointee.fingerprint }
    return id.isSymbol ? names.fingerprint(of: id) : Store.fingerprint(unstored: id)
  }

  @inline(__always)
  static func fingerprint(unstored id: NodeID) -> UInt64 {
    if id.isSymbol { return NameTable.shared.fingerprint(of: id) }
    return Fingerprint.mix(UInt64(id.raw), 0x2F83)
  }

  /// The exact number that a node is, if it is one.
  @inline(__always)
  package func number(_ id: NodeID) -> Rational? {
    if id.isSmallInteger { return Rational(id.smallInteger) }
    guard id.isStored else { return nil }
    let node = nodes.pointer(to: id.index).pointee
    return node.operation == .number ? numbers[Int(node.payload)] : nil
  }

  /// Numerator and denominator of a number node, where both fit a word.
  @inline(__always)
  func smallParts(_ id: NodeID) -> (numerator: Int, denominator: Int)? {
    if id.isSmallInteger { return (id.smallInteger, 1) }
    return numbers.pointer(to: Int(nodes.pointer(to: id.index).pointee.payload)).pointee.smallParts
  }

  /// The double nearest to a number node.
  package func nearestDouble(_ id: NodeID) -> Double {
    if id.isSmallInteger { return Double(id.smallInteger) }
    return numbers.pointer(to: Int(nodes.pointer(to: id.index).pointee.payload)).pointee.nearestDouble
  }

  @inlinable package func isNumber(_ id: NodeID) -> Bool {
    id.isSmallInteger || isOperation(id, .number)
  }

  // MARK: Interning (only under the lock)

  /// It depends on structure alone.
  @inline(__always)
  func fingerprint(_ operation: Operation, _ function: UInt16, _ operands: UnsafeBufferPointer<NodeID>) -> UInt64 {
    var print = Fingerprint.mix(UInt64(operation.rawValue) << 16 | UInt64(function), UInt64(operands.count))
    for operand in operands { print = Fingerprint.mix(print, fingerprint(operand)) }
    return print
  }

  /// The one node with this operation and these operands.
  @inline(__always)
  func intern(
    _ operation: Operation, function: UInt16 = 0, _ operands: UnsafeBufferPointer<NodeID>
  ) -> NodeID {
    let print = fingerprint(operation, function, operands)
    let half = print >> 32
    let (entries, mask) = (table.pointee.entries, table.pointee.mask)
    var slot = Int(truncatingIfNeeded: print) & mask
    while true {
      let entry = entries[slot]
      if entry == 0 { break }
      if entry >> 32 == half {
        let id = NodeID(index: Int(truncatingIfNeeded: entry & 0xFFFF_FFFF) &- 1)
        let node = nodes.pointer(to: id.index)
        if node.pointee.fingerprint == print, node.pointee.operation == operation,
          node.pointee.function == function, Int(node.pointee.count) == operands.count
        {
          let found = operandIDs.pointer(to: Int(node.pointee.first))
          var same = true
          for k in 0..<operands.count where found[k] != operands[k] {
            same = false
            break
          }
          if same { return id }
        }
      }
      slot = (slot &+ 1) & mask
    }
    assert(violation(operation, function: function, operands) == nil)
    var flags = computeFlags(operation, function: function, operands)
    var bounds = Bounds.all
    if let assumed {
      (flags, bounds) = assumed.strengthened(flags, operation, function: function, operands, print, in: self)
    }
    if operands.count > 16 { state.pointee.words += operands.count / 2 }
    let first = operandIDs.reserve(operands.count)
    let destination = operandIDs.pointer(to: first)
    // In bounds: `reserve` made room for exactly this many in one chunk.
    for k in 0..<operands.count { destination[k] = operands[k] }
    let id = add(
      Node(
        fingerprint: print, first: UInt32(truncatingIfNeeded: first), count: UInt32(operands.count),
        operation: operation, flags: flags, function: function, payload: 0), slot: slot)
    assumed?.remember(bounds, of: id)
    return id
  }

  /// The node with this operation and operand, if there is one.
  func find(_ operation: Operation, function: UInt16, _ operand: NodeID) -> NodeID? {
    let print = Fingerprint.mix(
      Fingerprint.mix(UInt64(operation.rawValue) << 16 | UInt64(function), 1), fingerprint(operand))
    var slot = Int(truncatingIfNeeded: print) & table.pointee.mask
    while case let entry = table.pointee.entries[slot], entry != 0 {
      let id = NodeID(index: Int(truncatingIfNeeded: entry & 0xFFFF_FFFF) &- 1)
      let node = node(id)
      if node.pointee.fingerprint == print, node.pointee.operation == operation, node.pointee.function == function,
        node.pointee.count == 1, operands(id)[0] == operand
      {
        return id
      }
      slot = (slot &+ 1) & table.pointee.mask
    }
    return nil
  }

  /// The one node of a number that is no small integer.
  func internNumber(_ value: Rational) -> NodeID {
    let print = Fingerprint.mix(value.structuralHash, 0x4E55)
    let half = print >> 32
    let (entries, mask) = (table.pointee.entries, table.pointee.mask)
    var slot = Int(truncatingIfNeeded: print) & mask
    while true {
      let entry = entries[slot]
      if entry == 0 { break }
      if entry >> 32 == half {
        let id = NodeID(index: Int(truncatingIfNeeded: entry & 0xFFFF_FFFF) &- 1)
        let node = nodes.pointer(to: id.index).pointee
        if node.operation == .number, numbers.pointer(to: Int(node.payload)).pointee == value { return id }
      }
      slot = (slot &+ 1) & mask
    }
    var flags: NodeFlags = [.total, .symbolFree, .nonzero, .smooth]
    flags.insert(value.signum > 0 ? .nonnegative : .nonpositive)
    if value.isInteger { flags.insert(.integer) }
    if value.smallParts == nil, value.bitWidth > 256 { state.pointee.words += value.bitWidth / 64 }
    let payload = numbers.append(value)
    return add(
      Node(
        fingerprint: print, first: 0, count: 0, operation: .number, flags: flags, function: 0,
        payload: UInt32(truncatingIfNeeded: payload)), slot: slot)
  }

  @inline(__always)
  private func add(_ node: Node, slot: Int) -> NodeID {
    // Past the limit the verb that runs stops at its next checkpoint; until then its nodes are sound ones.
    if nodes.count >= state.pointee.nodeCeiling || state.pointee.words > state.pointee.wordCeiling {
      state.pointee.nodesExhausted = true
      if nodes.count >= BuilderState.maximumNodes { stop("the store is full: 2^31 nodes; use several stores") }
    }
    let index = nodes.append(node)
    table.pointee.entries[slot] = (node.fingerprint >> 32) << 32 | UInt64(index &+ 1)
    if index &* 8 > table.pointee.mask &* 5 { growTable() }
    return NodeID(index: index)
  }

  private func growTable() {
    let size = (table.pointee.mask + 1) * 4
    table.pointee.entries.deallocate()
    let entries = UnsafeMutablePointer<UInt64>.allocate(capacity: size)
    entries.initialize(repeating: 0, count: size)
    table.pointee = Table(entries: entries, mask: size - 1)
    for index in 0..<nodes.count {
      let print = nodes.pointer(to: index).pointee.fingerprint
      var slot = Int(truncatingIfNeeded: print) & (size - 1)
      while entries[slot] != 0 { slot = (slot &+ 1) & (size - 1) }
      entries[slot] = (print >> 32) << 32 | UInt64(index &+ 1)
    }
  }
}
