// A numeric function as programs call it: by its id, with the whole numbers that belong to it.

import NablaKernels

/// A kernel, and of x^(p/q) the exponent.
struct KernelCall: Hashable, Sendable {
  let kernel: KernelID
  let numerator: Int
  let denominator: Int

  init(_ kernel: KernelID, _ numerator: Int = 1, _ denominator: Int = 1) {
    self.kernel = kernel
    self.numerator = numerator
    self.denominator = denominator
  }

  /// Its value; NaN where it has none, and for a kernel that takes another number of arguments.
  func value(_ x: Double) -> Double { unary?(x) ?? .nan }

  func value(_ x: Double, _ y: Double) -> Double { binary(x, y) }

  /// As a function of one number.
  var unary: KernelRow.Unary? {
    guard case .unary(let function) = kernel.row.form else { return nil }
    return function
  }

  /// As a function of two numbers, of which x^(p/q) takes the first.
  var binary: @Sendable (Double, Double) -> Double {
    switch kernel.row.form {
    case .binary(let function): return function
    case .variadic(let function): return { function([$0, $1]) }
    case .fractional(let function):
      let (numerator, denominator) = (numerator, denominator)
      return { base, _ in function(base, numerator, denominator) }
    case .unary: return { _, _ in .nan }
    }
  }

  /// Over columns.
  var lanes: KernelRow.Lanes {
    if let lanes = unary?.lanes { return lanes }
    let function = PointKernel(self)
    return { x, y, count in for k in 0..<count { y[k] = function(x[k]) } }
  }

  /// This function and the one that is computed along with it, over columns.
  var pairLanes: KernelRow.PairLanes? {
    guard let pair = kernel.pair else { return nil }
    let lanes = pair.lanes
    return pair.first == kernel ? lanes : { x, y, z, count in lanes(x, z, y, count) }
  }

  /// The names of the two.
  var pairName: String {
    kernel.pair.map { "\($0.first.row.name) and \($0.second.row.name)" } ?? kernel.row.name
  }
}
