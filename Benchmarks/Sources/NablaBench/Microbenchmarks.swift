// Sums built term by term, and the price of one node.

import Nabla

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

enum Microbenchmarks {
  static func sums(_ count: Int) throws {
    func time(_ name: String, _ body: () -> Int) {
      let start = Measurement.cpuSeconds()
      let nodes = body()
      print("\(name): \(Measurement.cpuSeconds() - start) s, \(nodes) operations, peak \(Measurement.peakMegabytes) MB")
    }
    time("f += t, \(count) times") {
      var f: Expr = 0
      for k in 0..<count { f += sin(.symbol("x\(k)")) }
      return f.operands.count
    }
    time("f = f + t, \(count) times") {
      var f: Expr = 0
      for k in 0..<count { f = f + cos(.symbol("x\(k)")) }
      return f.operands.count
    }
    time("\(count / 10) prefix sums, all kept") {
      var f: [Expr] = [0]
      for k in 0..<(count / 10) { f.append(f[k] + exp(.symbol("x\(k)"))) }
      return f.count
    }
    time("a nest \(10 * count) deep") {
      var f = Expr.symbol("x")
      for _ in 0..<(10 * count) { f = sin(f) }
      return f.nodeCount
    }
  }

  static func nodes() {
    let n = 1_000_000
    let symbols = (0..<1000).map { Expr.symbol("x\($0)") }
    func time(_ name: String, _ body: (Int) -> Expr) {
      var kept: [Expr] = []
      for k in 0..<1000 { kept.append(body(k)) }
      let start = Measurement.cpuSeconds()
      for k in 0..<n { _ = body(k % 1000) }
      print("\(name): \(((Measurement.cpuSeconds() - start) / Double(n) * 1e9).rounded()) ns (\(kept.count) distinct)")
    }
    time("sin(x)") { sin(symbols[$0]) }
    time("x^2") { symbols[$0] ** 2 }
    time("x*y") { symbols[$0] * symbols[($0 * 7 + 1) % 1000] }
    time("x + y") { symbols[$0] + symbols[($0 * 7 + 1) % 1000] }
  }
}

extension Microbenchmarks {
  /// Compiling a long program, and running one on one and two cores.
  static func compile() async throws {
    let variables = (0..<10_000).map { Expr.symbol("x\($0)") }
    let terms = (0..<9_999).map { k in
      100 * (variables[k + 1] - variables[k] ** 2) ** 2 + (1 - variables[k]) ** 2
    }
    let gradient = try Expr.sum(terms).gradient(by: variables)
    var start = 0.0
    var least = Double.infinity
    var counts = ""
    for _ in 0..<7 {
      start = Measurement.cpuSeconds()
      let program = try CompiledFunction<Double>(gradient, inputs: variables)
      least = min(least, Measurement.cpuSeconds() - start)
      counts = "\(program.plainOperationCount) operations, \(program.operationCount) after fusion"
    }
    print("compiling \(counts): \(least) s")
    let (x, y) = (variables[0], variables[1])
    let waves = try (sin(x * y) * exp(-(x ** 2)) + log(1 + y ** 2)).compiled(inputs: [x, y])
    let columns = (1...2).map { k in (0..<2_000_000).map { Double($0 % 1000) * 1e-3 * Double(k) } }
    for tasks in [1, 2] {
      var best = Double.infinity
      for _ in 0..<5 {
        start = now()
        _ = try await waves.sums(columns: columns, tasks: tasks)
        best = min(best, now() - start)
      }
      print("2,000,000 points, \(tasks) task(s): \(best) s of wall time")
    }
  }

  private static func now() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
}
