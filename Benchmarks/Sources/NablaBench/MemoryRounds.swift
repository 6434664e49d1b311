// A million expressions built, differentiated and dropped, ten times over: the memory of the process after each round.

import Nabla

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

enum MemoryRounds {
  /// Prints the resident megabytes after each round, which Scripts/check-memory compares.
  static func run() throws {
    for _ in 1...10 {
      try round()
      print(residentMegabytes)
    }
  }

  private static func round() throws {
    // 200,000 terms of five nodes each, and their derivatives.
    let variables = (0..<1000).map { Expr.symbol("x\($0)") }
    let terms = (0..<200_000).map { k in
      sin(variables[k % 1000] * Expr(k + 2)) ** 2 / (1 + variables[(k + 1) % 1000] ** 2)
    }
    let gradient = try Expr.sum(terms).gradient(by: variables)
    if gradient.count != 1000 { fatalError("a component of the gradient is missing") }
  }

  private static var residentMegabytes: Int {
    guard let file = fopen("/proc/self/statm", "r") else { return 0 }
    defer { fclose(file) }
    var bytes = [UInt8](repeating: 0, count: 256)
    let count = fread(&bytes, 1, bytes.count, file)
    let fields = String(decoding: bytes[..<count], as: UTF8.self).split(separator: " ")
    return fields.count > 1 ? (Int(fields[1]) ?? 0) * Int(sysconf(Int32(_SC_PAGESIZE))) / 1_000_000 : 0
  }
}
