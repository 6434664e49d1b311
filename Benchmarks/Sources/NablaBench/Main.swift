// nabla-bench: workloads beside other systems, and microbenchmarks.

import Nabla

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

@main
struct NablaBench {
  static func main() async throws {
    let arguments = CommandLine.arguments
    guard arguments.count > 1 else { return usage() }
    try await Limits.$current.withValue(Limits(nodes: 2_000_000_000, bits: 4_000_000_000)) {
      switch arguments[1] {
      case "symbolic" where arguments.count == 4: try symbolic(arguments[2], read(arguments[3]))
      case "numeric" where arguments.count == 4:
        try NumericWorkload(read(arguments[2])).run(Int(arguments[3]) ?? 1)
      case "first" where arguments.count == 4:
        try NumericWorkload(read(arguments[2])).firstValue(Int(arguments[3]) ?? 1)
      case "sums": try Microbenchmarks.sums(Int(arguments.count > 2 ? arguments[2] : "") ?? 100_000)
      case "nodes": Microbenchmarks.nodes()
      case "compile": try await Microbenchmarks.compile()
      case "memory": try MemoryRounds.run()
      default: usage()
      }
    }
  }

  private static func usage() {
    print("nabla-bench symbolic WORKLOAD FILE | numeric FILE N | first FILE RUNS | sums [N] | nodes | compile | memory")
  }

  private static func read(_ path: String) -> String {
    guard let file = fopen(path, "r") else { return "" }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while case let count = fread(&buffer, 1, buffer.count, file), count > 0 { bytes += buffer[..<count] }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func symbolic(_ name: String, _ text: String) throws {
    let workload = Workload(text)
    let variables = workload.wanted.map { Expr.symbol($0) }
    switch workload.task {
    case "gradient":
      try row(name, workload) {
        try $0[0].gradient(by: variables)
      } flatten: {
        $0
      }
    case "hessian":
      try row(name, workload) {
        try $0[0].hessian(by: variables)
      } flatten: { rows in
        rows.enumerated().flatMap { Array($0.element[$0.offset...]) }
      }
    case "diffn":
      try row(name, workload) {
        [try $0[0].derivative(by: variables[0], order: workload.n)]
      } flatten: {
        $0
      }
    case "parse":
      let (least, median, result) = try Measurement.run({ Store() }) { store in
        (store, try Expr(parsing: workload.expressions[0], in: store))
      }
      try emit(name, workload, least, median, [result.1])
    case "text", "latex":
      let expression = try workload.build()[0]
      let (least, median, result) = try Measurement.run({ expression }) { expression in
        workload.task == "text" ? try expression.text() : try expression.latex()
      }
      emit(name, least, median, [("note", "\"\(result.utf8.count) characters\""), ("ok", "true")])
    case "bignum":
      let (least, median, check) = Measurement.run({}) { bignum(workload.expressions[0], workload.n) }
      emit(name, least, median, [("check", check), ("ok", "true")])
    default:
      emit(name, 0, 0, [("ok", "false"), ("note", "\"not supported\"")])
    }
  }

  private static func row<Result>(
    _ name: String, _ workload: Workload, _ body: ([Expr]) throws -> Result, flatten: (Result) -> [Expr]
  ) throws {
    let (least, median, result) = try Measurement.run({ try workload.build() }, body)
    try emit(name, workload, least, median, flatten(result))
  }

  private static func emit(
    _ name: String, _ workload: Workload, _ least: Double, _ median: Double, _ results: [Expr]
  ) throws {
    // The time first: what follows may take longer than the work itself.
    emit(name, least, median, [("ok", "true")])
    let values = try Expr.evaluate(results, at: workload.point).map { $0.value ?? .nan }
    let check = weightedSum(values)
    let before = try workload.build()
    emit(
      name, least, median,
      [
        ("dag_nodes", "\(Expr.operationCount(of: results))"), ("check", check.isNaN ? "null" : "\(check)"),
        ("ok", "true"),
        (
          "note",
          "\"f has \(Expr.operationCount(of: before)) operations; as programs f \(program(before)), result \(program(results))\""
        ),
      ])
  }

  /// Operations where products and sums share what they can.
  private static func program(_ expressions: [Expr]) -> String {
    var known = Set<Expr>()
    let inputs = expressions.flatMap(\.freeSymbols).filter { known.insert($0).inserted }
    return (try? CompiledFunction<Double>(expressions, inputs: inputs)).map { "\($0.plainOperationCount)" } ?? "none"
  }

  private static func emit(_ name: String, _ least: Double, _ median: Double, _ more: [(String, String)]) {
    Measurement.emit(
      [
        ("workload", "\"\(name)\""), ("peer", "\"nabla\""), ("seconds_min", "\(least)"),
        ("seconds_median", "\(median)"),
        ("rss_mb", "\(Measurement.peakMegabytes)"),
      ] + more)
  }

  // MARK: Exact numbers

  private static let modulus = Integer(1_000_000_007)

  private static func residue(_ value: Integer) -> String {
    value.quotientAndRemainder(dividingBy: modulus).remainder.description
  }

  private static func bignum(_ task: String, _ n: Int) -> String {
    switch task {
    case "factorial": return residue(Integer.factorial(n))
    case "fibonacci", "fibmatrix":
      // (F(k), F(k + 1)) by doubling.
      var pair = (Integer(0), Integer(1))
      for bit in stride(from: Int.bitWidth - 1 - n.leadingZeroBitCount, through: 0, by: -1) {
        let (a, b) = pair
        let c = a * (b + b - a)
        let d = a * a + b * b
        pair = n >> bit & 1 == 1 ? (d, c + d) : (c, d)
      }
      return residue(pair.0)
    default:
      // By halves, so that the numbers stay short for long.
      func harmonic(_ low: Int, _ high: Int) -> Rational {
        if high - low < 8 { return (low..<high).reduce(Rational(0)) { $0 + Rational(1, $1) } }
        let middle = (low + high) / 2
        return harmonic(low, middle) + harmonic(middle, high)
      }
      return residue(harmonic(1, n + 1).numerator)
    }
  }
}
