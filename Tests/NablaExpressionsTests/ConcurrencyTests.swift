// Threads, memory and limits: a store is read while one builds, memory comes back, work ends where it is told to.

import Nabla
import NablaExpressions
import Synchronization
import Testing

@Suite(.serialized) struct ConcurrencyTests {
  @Test func eightTasksReadWhileOneBuilds() async throws {
    let x = Expr.symbol("x")
    let shared = (0..<200).reduce(x) { sin($0) + Expr($1) }
    let expected = shared.description
    let value = try shared.evaluated(at: [x: 1]).value
    try await withThrowingTaskGroup(of: Bool.self) { group in
      for _ in 0..<8 {
        group.addTask {
          for _ in 0..<20 {
            guard shared.description == expected, shared.freeSymbols == [x] else { return false }
            guard try shared.evaluated(at: [x: 1]).value == value else { return false }
          }
          return true
        }
      }
      group.addTask {
        var f = shared
        for k in 1...2000 { f = cos(f * Expr(k)) + x }
        return f.contains(shared)
      }
      for try await isRight in group { #expect(isRight) }
    }
  }

  @Test func tasksWithStoresOfTheirOwnAgree() async throws {
    let texts = try await withThrowingTaskGroup(of: String.self) { group in
      for _ in 0..<8 {
        group.addTask {
          let f = try Expr(parsing: "exp(sin(x*y))*log(1 + x^2)/y", in: Store())
          return try f.derivative(by: .symbol("x"), order: 3).description
        }
      }
      var all = Set<String>()
      for try await text in group { all.insert(text) }
      return all
    }
    #expect(texts.count == 1)
  }

  @Test func droppedExpressionsGiveTheirStoreBack() throws {
    weak var store: Store?
    do {
      let own = Store()
      store = own
      let f = try Expr(parsing: "sin(x)*y^2", in: own)
      #expect(try f.derivative(by: .symbol("y")).description == "2*y*sin(x)")
    }
    #expect(store == nil)
  }

  @Test func limitsStrikeAndLeaveTheStoreIntact() throws {
    let store = Store()
    let f = try Expr(parsing: "exp(sin(x))*log(1 + x^2)/x", in: store)
    let before = f.description
    let x = Expr.symbol("x")
    Limits.$current.withValue(Limits(nodes: 300)) {
      #expect(throws: NablaError.self) { try f.derivative(by: x, order: 8) }
      #expect(throws: NablaError.self) {
        try Expr(parsing: (0..<1000).map { "sin(y\($0))" }.joined(separator: "+"), in: store)
      }
    }
    #expect(f.description == before)
    #expect(try f.derivative(by: x).evaluated(at: [x: 1]).value != nil)
    Limits.$current.withValue(Limits(seconds: 0.02)) {
      let error = #expect(throws: NablaError.self) { try f.derivative(by: x, order: 60) }
      #expect(error?.kind == .limit)
    }
    #expect(try f.derivative(by: x, order: 2) == f.derivative(by: x).derivative(by: x))
  }

  @Test func cancellationEndsAVerb() async throws {
    let task = Task { () -> Bool in
      let f = try Expr(parsing: "exp(sin(x))*log(1 + x^2)/x", in: Store())
      do {
        _ = try f.derivative(by: .symbol("x"), order: 1000)
        return false
      } catch let error as NablaError {
        return error.kind == .limit
      }
    }
    try await Task.sleep(for: .milliseconds(50))
    task.cancel()
    #expect(try await task.value)
  }

  @Test func anInterruptEndsAVerb() throws {
    let calls = Mutex(0)
    let limits = Limits(isInterrupted: {
      calls.withLock { calls in
        calls += 1
        return calls > 3
      }
    })
    try Limits.$current.withValue(limits) {
      let f = try Expr(parsing: "exp(sin(x))*log(1 + x^2)/x", in: Store())
      #expect(throws: NablaError.self) { try f.derivative(by: .symbol("x"), order: 100) }
    }
  }
}
