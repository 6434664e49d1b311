// Limits and cancellation travel with the task and are read once a verb; errors are one type.

/// What a computation may spend. Read once at the start of a verb, from the task it runs in.
public struct Limits: Sendable {
  /// New nodes one verb may add to a store.
  public var nodes: Int
  /// Bits of an exact number that was explicitly asked for; automatic arithmetic past a smaller budget stays unevaluated.
  public var bits: Int
  /// Seconds one verb may take; nil is no limit.
  public var seconds: Double?
  /// Polled while a verb runs: true ends it with an error of the kind `limit`. For an interrupt key, say.
  public var isInterrupted: (@Sendable () -> Bool)?
  /// When several verbs that share the seconds have to end; nil gives each its own.
  package var deadline: ContinuousClock.Instant?

  /// Limits with the given bounds.
  public init(
    nodes: Int = 100_000_000, bits: Int = 20_000_000, seconds: Double? = nil,
    isInterrupted: (@Sendable () -> Bool)? = nil
  ) {
    self.nodes = nodes
    self.bits = bits
    self.seconds = seconds
    self.isInterrupted = isInterrupted
  }

  /// The same limits, where the seconds count from now for whatever is done together.
  package func counting() -> Limits {
    var limits = self
    limits.deadline = seconds.map { ContinuousClock.now.advanced(by: .seconds($0)) }
    return limits
  }

  /// The limits of the running task: `Limits.with(…) { … }` sets them.
  @TaskLocal public static var current = Limits()

  /// Runs work within limits. Throws what the work throws, with its type.
  public static func with<Result, Failure: Error>(
    _ limits: Limits, _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let result: Swift.Result<Result, Failure> = $current.withValue(limits) {
      do throws(Failure) { return .success(try body()) } catch { return .failure(error) }
    }
    return try result.get()
  }

  /// The same for work that waits.
  public static func with<Result, Failure: Error>(
    _ limits: Limits, isolation: isolated (any Actor)? = #isolation, _ body: () async throws(Failure) -> Result
  ) async throws(Failure) -> Result {
    let result: Swift.Result<Result, Failure> = await $current.withValue(limits) {
      do throws(Failure) { return .success(try await body()) } catch { return .failure(error) }
    }
    return try result.get()
  }
}

/// Watches the limits of a task over work that holds no store.
package struct LimitWatch {
  let limits: Limits
  let deadline: ContinuousClock.Instant?

  /// Starts counting the seconds of the task's limits.
  package init() { self.init(Limits.current) }

  init(_ limits: Limits) {
    self.limits = limits
    deadline = limits.deadline ?? limits.seconds.map { ContinuousClock.now.advanced(by: .seconds($0)) }
  }

  /// Throws when time is up, or the task was interrupted or cancelled.
  package func check() throws(NablaError) {
    if let deadline, ContinuousClock.now > deadline {
      throw NablaError(
        .limit,
        "this took longer than \(limits.seconds ?? 0) s; raise the limit `seconds`, or ask for less at a time",
        exceeded: .time)
    }
    if limits.isInterrupted?() == true { throw NablaError(.limit, "interrupted", exceeded: .interrupt) }
    if Task.isCancelled { throw NablaError(.limit, "cancelled", exceeded: .cancellation) }
  }
}

/// What went wrong, in words, with the place in the text to blame.
public struct NablaError: Error, Sendable, CustomStringConvertible {
  /// The kinds of error that the line protocol tells apart.
  public enum Kind: String, Sendable {
    /// A request that is not of the expected form.
    case request
    /// Text that is not of the grammar.
    case syntax
    /// An unknown function, or a wrong number of arguments.
    case name
    /// A request without meaning, such as a zero direction.
    case domain
    /// What was asked exceeds a limit, or was cancelled.
    case limit
    /// Something that this build or version cannot do.
    case unsupported
  }

  /// Which limit a computation met.
  public enum Limit: Sendable, Hashable {
    /// It took longer than `Limits.seconds`.
    case time
    /// It needed more than `Limits.nodes`.
    case nodes
    /// `Limits.isInterrupted` said so.
    case interrupt
    /// Its task was cancelled. Functions that wait throw `CancellationError` instead.
    case cancellation
  }

  /// The kind.
  public var kind: Kind
  /// Which limit was met, for an error of the kind `limit`; nil where it is one of what was asked for, such as a length.
  public var exceeded: Limit?
  /// What was found, what was expected, and a way out.
  public var message: String
  /// The UTF-8 bytes to blame.
  public var range: Range<Int>?
  /// Which text the range is in, where there are several ("expr", "at.x").
  public var text: String?

  /// An error of a kind with its message.
  public init(
    _ kind: Kind, _ message: String, range: Range<Int>? = nil, text: String? = nil, exceeded: Limit? = nil
  ) {
    self.kind = kind
    self.exceeded = exceeded
    self.message = message
    self.range = range
    self.text = text
  }

  /// The message.
  public var description: String { message }
}

/// What the builder that holds a store's lock records and counts.
struct BuilderState {
  static let maximumNodes = (1 << 31) - 16

  var nodeCeiling = BuilderState.maximumNodes
  var nodesExhausted = false
  /// 64-bit words of long operand lists and big numbers, which a count of nodes does not see.
  var words = 0
  var wordCeiling = 1 << 29
  /// The conjunction of the conditions that rewriting has left behind.
  var pending = NodeID.yes
  /// The last product of two long products.
  var recentProduct: RecentProduct?
  /// Off while rules run whose result is covered by a condition recorded as a whole.
  var records = true
  var limits = Limits()
  var watch: LimitWatch?
  var ticks = 0
}

extension Store {
  /// Runs a verb under the lock, within the limits of the task.
  package func build<Result: Sendable>(
    _ body: (Builder) throws(NablaError) -> Result
  ) throws(NablaError) -> Result {
    let limits = Limits.current
    return try locked { () throws(NablaError) in
      state.pointee = BuilderState()
      state.pointee.limits = limits
      let ceiling = nodes.count.addingReportingOverflow(limits.nodes)
      state.pointee.nodeCeiling =
        ceiling.overflow ? BuilderState.maximumNodes : min(BuilderState.maximumNodes, ceiling.partialValue)
      // Operand indices are 32 bits wide.
      state.pointee.wordCeiling = min(1 << 29, limits.nodes.multipliedReportingOverflow(by: 8).partialValue)
      if limits.nodes > 1 << 26 { state.pointee.wordCeiling = 1 << 29 }
      state.pointee.watch = LimitWatch(limits)
      defer { state.pointee = BuilderState() }
      let builder = Builder(store: self)
      try builder.check()
      let result = try body(builder)
      try builder.check()
      return result
    }
  }

  /// Runs one cheap construction under the lock, without limits.
  package func construct<Result: Sendable>(_ body: (Builder) -> Result) -> Result {
    locked { () throws(Never) in
      state.pointee.pending = .yes
      state.pointee.records = true
      let result = body(Builder(store: self))
      return result
    }
  }

  private func locked<Result: Sendable, Failure: Error>(
    _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try lock.withLock { (_: inout Void) throws(Failure) in try body() }
  }
}
