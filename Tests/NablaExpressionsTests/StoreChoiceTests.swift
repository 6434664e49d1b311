// Stores of tasks, copies, and memory that stays flat; limits and cancellation told apart.

import Nabla
import NablaExpressions
import Testing

@Suite(.serialized) struct StoreChoiceTests {
  private let x = Expr.symbol("x")
  private let y = Expr.symbol("y")

  @Test func aTaskBuildsInItsStore() throws {
    let own = Store()
    let f = try Store.with(own) { () throws(NablaError) in
      let f = sin(x) * y + 1
      #expect(f.store === own)
      return try f.derivative(by: x)
    }
    #expect(f.store === own && f == cos(x) * y)
    #expect((x * y).store !== own)
    #expect((f + x * y).store === own)
    let kept = Expr.symbol("x", in: own)
    #expect(kept == x && kept.hashValue == x.hashValue && (kept * y).store === own && (y * kept).store === own)
    #expect(Set([kept, x]).count == 1)
  }

  @Test func aTaskBuildsInItsStoreAcrossWaits() async throws {
    let own = Store()
    let f = await Store.with(own) {
      await Task.yield()
      return await Task { sin(x) }.value
    }
    #expect(f.store === own)
  }

  @Test func copiesLeaveTheRestBehind() {
    let crowded = Store()
    let x = Expr.symbol("x", in: crowded)
    for k in 0..<10_000 { _ = sin(Expr(k) * x) }
    let f = abs(sin(x) + 1)
    let copies = Expr.copies(of: [f, f * x, x / x])
    #expect(copies == [f, f * x, 1] && copies[0].store === copies[1].store && copies[0].store !== crowded)
    #expect(copies[0].store.nodeCount < 10 && crowded.nodeCount > 10_000)
    #expect((try? copies[2].conditions().map(\.description)) == ["x ≠ 0"])
    #expect(f.copy() == f)
  }

  /// A server that evaluates one model for ever.
  @Test func evaluatingAtFreshPointsTakesNoMemory() throws {
    let own = Store()
    let model = try Store.with(own) { () throws(NablaError) in
      try (x ** 2 * sin(y) + abs(x) / 3 + log(1 + exp(y))).derivative(by: y)
    }
    _ = try model.value(at: [x: 0.5, y: 0.25 as Double])
    let before = own.nodeCount
    for k in 0..<2000 { _ = try model.value(at: [x: Double(k) + 0.123, y: 1 / Double(k + 3)]) }
    #expect(own.nodeCount == before)
  }

  @Test func limitsKeepTypesAndAreToldApart() async throws {
    func exceeded(_ limits: Limits) -> NablaError.Limit? {
      do throws(NablaError) {
        _ = try Limits.with(limits) { () throws(NablaError) in
          try (exp(sin(x)) * log(1 + x * x) / x).derivative(by: x, order: 60)
        }
        return nil
      } catch { return error.exceeded }
    }
    #expect(exceeded(Limits(nodes: 300)) == .nodes)
    #expect(exceeded(Limits(seconds: 0.01)) == .time)
    #expect(exceeded(Limits(isInterrupted: { true })) == .interrupt)
    let cancelled = Task { () -> NablaError.Limit? in
      while !Task.isCancelled { await Task.yield() }
      return exceeded(Limits())
    }
    cancelled.cancel()
    #expect(await cancelled.value == .cancellation)
    let f = try (x * x).compiled(inputs: [x])
    let sums = Task {
      while !Task.isCancelled { await Task.yield() }
      return try await f.sums(columns: [[Double](repeating: 1, count: 100_000)], tasks: 2)
    }
    sums.cancel()
    await #expect(throws: CancellationError.self) { try await sums.value }
  }
}
