// The conditions that rewriting leaves behind while it runs, and who they belong to.

/// A node and the condition it stands under, inside a builder.
package struct Conditioned: Sendable, Hashable {
  package var node: NodeID
  package var condition: NodeID

  package init(_ node: NodeID, _ condition: NodeID = .yes) {
    self.node = node
    self.condition = condition
  }
}

extension Builder {
  /// What a part of a verb made, and the condition that making it left behind: they go together, so that a search which
  /// drops a candidate drops its conditions as well. What was recorded before stays as it was, also where the part throws.
  package func recording<Result>(
    _ body: () throws(NablaError) -> Result
  ) throws(NablaError) -> (result: Result, condition: NodeID) {
    let outer = takeConditions()
    defer { store.state.pointee.pending = outer }
    let result = try body()
    return (result, store.state.pointee.pending)
  }

  /// The same for what cannot fail.
  package func recording<Result>(_ body: () -> Result) -> (result: Result, condition: NodeID) {
    let outer = takeConditions()
    defer { store.state.pointee.pending = outer }
    let result = body()
    return (result, store.state.pointee.pending)
  }

  /// The conditions recorded since the last call, as one node.
  package func takeConditions() -> NodeID {
    let pending = store.state.pointee.pending
    store.state.pointee.pending = .yes
    return pending
  }

  /// Adds a condition to those recorded.
  package func addCondition(_ condition: NodeID) {
    store.state.pointee.pending = both(store.state.pointee.pending, condition)
  }

  /// Records that the result of a rewrite holds only where `u` has a value. O(1), and nothing where u always has one.
  @inline(__always)
  package func recordDefined(_ u: NodeID, by rewrite: DomainRewrite) { recordDefined(u) }

  /// The same for what a verb does beyond the automatic form.
  package func recordDefined(_ u: NodeID) {
    guard store.state.pointee.records, !store.flags(u).isTotal else { return }
    store.state.pointee.pending = both(store.state.pointee.pending, intern(.defined, u))
  }

  /// Runs rules whose results are covered by a condition that the caller records as a whole.
  package func withoutRecording<Result>(_ body: () throws(NablaError) -> Result) throws(NablaError) -> Result {
    let before = store.state.pointee.records
    store.state.pointee.records = false
    defer { store.state.pointee.records = before }
    return try body()
  }

  /// The same for what cannot fail.
  func unrecorded<Result>(_ body: () -> Result) -> Result {
    let before = store.state.pointee.records
    store.state.pointee.records = false
    defer { store.state.pointee.records = before }
    return body()
  }

  /// The conjunction of two conditions: one interned pair.
  package func both(_ a: NodeID, _ b: NodeID) -> NodeID {
    if a == .yes || a == b { return b }
    if b == .yes { return a }
    for (outer, inner) in [(a, b), (b, a)] where store.isOperation(outer, .both) {
      if store.operands(outer).contains(inner) { return outer }
    }
    return store.fingerprint(a) < store.fingerprint(b) ? intern(.both, a, b) : intern(.both, b, a)
  }
}
