// A formula and its partial derivatives at many points: time a point, and samples for the driver to check.

import Nabla

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A workload of values and gradients over columns of points.
struct NumericWorkload {
  var variables: [(name: String, low: Double, high: Double, isBit: Bool)] = []
  var parameters: [(name: String, value: Double)] = []
  var wanted: [String] = []
  var formula = ""
  var name = ""

  init(_ text: String) {
    for line in text.split(separator: "\n") {
      let words = line.split(separator: " ").map(String.init)
      guard let key = words.first else { continue }
      switch key {
      case "name": name = words[1]
      case "var", "bit":
        let low = words.count > 2 ? Double(words[2]) ?? 0 : 0
        let high = words.count > 3 ? Double(words[3]) ?? 1 : 1
        variables.append((words[1], low, high, key == "bit"))
      case "par": parameters.append((words[1], Double(words[2]) ?? 0))
      case "wrt": wanted = Array(words.dropFirst())
      case "expr": formula = words.dropFirst().joined(separator: " ")
      default: break
      }
    }
  }

  /// Column j at points 0..<n: splitmix64 of i·V + j, mapped to the range.
  func column(_ j: Int, _ n: Int) -> UnsafeMutableBufferPointer<Double> {
    let variable = variables[j]
    // Aligned as vectors are; lives as long as the program.
    let raw = UnsafeMutableRawBufferPointer.allocate(byteCount: n * 8, alignment: 64)
    let column = raw.bindMemory(to: Double.self)
    for i in 0..<n {
      var z = UInt64(i) &* UInt64(variables.count) &+ UInt64(j) &+ 1
      z = z &* 0x9E37_79B9_7F4A_7C15
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      let u = Double((z ^ (z >> 31)) >> 11) * 0x1p-53
      column[i] = variable.isBit ? (2 * u).rounded(.down) : variable.low + (variable.high - variable.low) * u
    }
    return column
  }

  /// As in a program that has freed a column of a million points before: from then on what one run frees the next one
  /// uses, and it does not go back to the system in between.
  private func freeOneColumn() {
    UnsafeMutableRawPointer.allocate(byteCount: 8_000_000, alignment: 16).deallocate()
  }

  private func compile() throws -> CompiledFunction<Double> {
    let f = try Expr(parsing: formula, in: Store())
    return try f.compiledGradient(
      by: wanted.map { Expr.symbol($0) }, inputs: variables.map { Expr.symbol($0.name) },
      shared: parameters.map { Expr.symbol($0.name) })
  }

  /// From text to the first values, stage by stage: the least milliseconds of so many runs.
  func firstValue(_ runs: Int) throws {
    freeOneColumn()
    var least = [Double](repeating: .infinity, count: 4)
    let symbols = wanted.map { Expr.symbol($0) }
    let inputs = variables.map { Expr.symbol($0.name) }
    let shared = parameters.map { Expr.symbol($0.name) }
    let columns = variables.indices.map { Array(column($0, 8)) }
    for _ in 0..<runs {
      var times = [Measurement.cpuSeconds()]
      let f = try Expr(parsing: formula, in: Store())
      times.append(Measurement.cpuSeconds())
      let gradient = try f.gradient(by: symbols)
      times.append(Measurement.cpuSeconds())
      let function = try CompiledFunction<Double>([f] + gradient, inputs: inputs, shared: shared)
      times.append(Measurement.cpuSeconds())
      _ = try function.values(columns: columns, shared: parameters.map(\.value))
      times.append(Measurement.cpuSeconds())
      for k in least.indices { least[k] = min(least[k], times[k + 1] - times[k]) }
    }
    let stages = ["parse", "gradient", "compile", "values"]
    let list = zip(stages, least).map { "\"\($0)_ms\": \($1 * 1e3)" }
    print("{\"workload\": \"\(name)\", " + list.joined(separator: ", ") + "}")
  }

  func run(_ n: Int) throws {
    freeOneColumn()
    _ = try compile()
    var compileSeconds = Double.infinity
    var compiled: CompiledFunction<Double>?
    // The least of several runs: five at least, and as many as a second holds.
    let begin = Measurement.cpuSeconds()
    var runs = 0
    while runs < 5 || Measurement.cpuSeconds() - begin < 1 {
      let start = Measurement.cpuSeconds()
      let function = try compile()
      let columns = variables.indices.map { Array(column($0, 8)) }
      _ = try function.values(columns: columns, shared: parameters.map(\.value))
      compileSeconds = min(compileSeconds, Measurement.cpuSeconds() - start)
      compiled = function
      runs += 1
    }
    guard let function = compiled else { return }
    if getenv("NABLA_EXPLAIN") != nil { print(function.explanation) }
    let columns = variables.indices.map { column($0, n) }
    let outputs = (0..<function.outputCount).map { _ in
      UnsafeMutableRawBufferPointer.allocate(byteCount: n * 8, alignment: 64).bindMemory(to: Double.self)
    }
    for output in outputs { output.initialize(repeating: 0) }
    let seconds =
      n == 1 ? try latency(function, columns, outputs) : try throughput(function, columns, outputs)
    let places = Set((0..<16).map { $0 * n / 16 }).sorted()
    let samples = places.map { i in "[\(i), " + outputs.map { "\($0[i])" }.joined(separator: ", ") + "]" }
    Measurement.emit([
      ("peer", "\"nabla\""), ("ns_per_point", "\(seconds / Double(n) * 1e9)"),
      ("compile_ms", "\(compileSeconds * 1e3)"),
      ("samples", "[" + samples.joined(separator: ", ") + "]"),
    ])
  }

  private func throughput(
    _ function: CompiledFunction<Double>, _ columns: [UnsafeMutableBufferPointer<Double>],
    _ outputs: [UnsafeMutableBufferPointer<Double>]
  ) throws -> Double {
    let workspace = function.makeBlockWorkspace()
    let inputs = columns.map { UnsafeBufferPointer($0) }
    let shared = parameters.map(\.value)
    var best = Double.infinity
    var total = 0.0
    var runs = 0
    while runs < 3 || (total < 2 && runs < 15) {
      let start = Measurement.cpuSeconds()
      try function.evaluate(columns: inputs, shared: shared, into: outputs, with: workspace)
      let time = Measurement.cpuSeconds() - start
      best = min(best, time)
      total += time
      runs += 1
    }
    return best
  }

  private func latency(
    _ function: CompiledFunction<Double>, _ columns: [UnsafeMutableBufferPointer<Double>],
    _ outputs: [UnsafeMutableBufferPointer<Double>]
  ) throws -> Double {
    let workspace = function.makeWorkspace()
    var point = columns.map { $0[0] } + parameters.map(\.value)
    var result = [Double](repeating: 0, count: function.outputCount)
    var best = Double.infinity
    let begin = Measurement.cpuSeconds()
    while Measurement.cpuSeconds() - begin < 1 {
      let start = Measurement.cpuSeconds()
      for k in 0..<20_000 {
        // Another point each time, so that nothing is known beforehand.
        point[0] = columns[0][0] + Double(k & 1) * 1e-9
        try point.withUnsafeBufferPointer { x in
          try result.withUnsafeMutableBufferPointer { y in try function.evaluate(at: x, into: y, with: workspace) }
        }
      }
      best = min(best, (Measurement.cpuSeconds() - start) / 20_000)
    }
    point[0] = columns[0][0]
    for (output, value) in zip(outputs, try function.values(at: point)) { output[0] = value }
    return best
  }
}
