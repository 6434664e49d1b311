// Sums built term by term, and the price of one node.

import Nabla

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
